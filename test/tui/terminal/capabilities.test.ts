import { describe, expect, it } from 'vitest';
import { hasShapes } from '../../../src/tui/terminal/capabilities.js';

describe('shapes beyond ASCII', () => {
  it.each([{}, { LANG: 'en_GB.UTF-8' }, { LANG: 'C', LC_ALL: 'C.utf8' }, { LC_ALL: '', LANG: 'de_DE.utf8' }])(
    'are drawn with %o',
    (env) => {
      expect(hasShapes(env)).toBe(true);
    },
  );

  it.each([
    { LANG: 'C' },
    { LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' },
    { LANG: 'de_DE.ISO-8859-1' },
    { LANG: 'en_GB.UTF-8', TERM: 'linux' },
  ])('are not drawn with %o', (env) => {
    expect(hasShapes(env)).toBe(false);
  });
});
