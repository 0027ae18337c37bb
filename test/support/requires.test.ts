import { describe, expect, it } from 'vitest';
import { findTool } from './find-tool.js';
import { missingOf, requires } from './requires.js';

describe('requires', () => {
  it('names everything that the machine lacks', () => {
    expect(missingOf({ tools: ['no-such-command'], paths: ['/no/such/path'] })).toEqual([
      'the command no-such-command',
      '/no/such/path',
    ]);
  });

  it('leaves nothing out when nothing is lacking', () => {
    expect(missingOf({ platform: process.platform, tools: ['node'] })).toEqual([]);
    expect(requires({})).toBe(describe);
  });

  it('finds commands by absolute path', () => {
    expect(findTool('node')).toMatch(/^\/.*node$/);
  });
});
