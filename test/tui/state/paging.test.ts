import { describe, expect, it } from 'vitest';
import { sampleAudit } from '../support/sample-audit.js';
import { after, underCursor, viewOf } from '../support/view-state.js';

const DETAIL = { type: 'open', page: { kind: 'detail' } } as const;
const HELP = { type: 'open', page: { kind: 'help' } } as const;

describe('pages', () => {
  it('opened from another page lead back to it, where it was left', () => {
    const detail = viewOf(sampleAudit(), { type: 'resize', size: { columns: 80, rows: 15 } }, DETAIL, {
      type: 'move',
      step: { rows: 3 },
    });
    const back = after(detail, HELP, { type: 'back' });
    expect(back).toMatchObject({ page: { kind: 'detail' }, pageTop: 3 });
    expect(after(back, { type: 'back' }).page).toBeUndefined();
  });

  it('of help are not piled up', () => {
    const help = viewOf(sampleAudit(), HELP, HELP);
    expect(after(help, { type: 'back' }).page).toBeUndefined();
  });

  it.each([
    { type: 'ring', ring: 'internet' },
    { type: 'tab', tab: 'firewall' },
    { type: 'ask', prompt: 'filter' },
  ] as const)('give way to what is asked for: $type', (action) => {
    const state = viewOf(sampleAudit(), DETAIL, HELP, action);
    expect(state.page).toBeUndefined();
    expect(state.pagesBelow).toEqual([]);
  });
});

describe('Escape', () => {
  it('takes off the page, the tab, the audience and the filter, one at a time', () => {
    const deep = viewOf(
      sampleAudit(),
      { type: 'ask', prompt: 'filter' },
      { type: 'edit', edit: { kind: 'insert', text: 'tcp' } },
      { type: 'accept' },
      { type: 'ring', ring: 'internet' },
      { type: 'tab', tab: 'firewall' },
      HELP,
    );
    const back = { type: 'back' } as const;
    expect(after(deep, back)).toMatchObject({ page: undefined, tab: 'firewall' });
    expect(after(deep, back, back)).toMatchObject({ tab: 'listeners', ring: 'internet' });
    expect(after(deep, back, back, back)).toMatchObject({ ring: undefined, filterText: 'tcp' });
    expect(after(deep, back, back, back, back).filterText).toBe('');
  });
});

describe('a key that is about a listener', () => {
  it.each([{ type: 'ask-copy' }, { type: 'ask-end' }, { type: 'ask', prompt: 'what-if' }] as const)(
    'says what it lacks where none is under the cursor: $type',
    (action) => {
      const state = viewOf(sampleAudit(), { type: 'tab', tab: 'firewall' }, action);
      expect(state.status?.text).toContain('Choose a listener first');
      expect(state.prompt).toBeUndefined();
      expect(state.question).toBeUndefined();
    },
  );

  it('shows the listeners again when they are sorted, and says by what', () => {
    const state = viewOf(sampleAudit(), { type: 'tab', tab: 'firewall' }, { type: 'sort' });
    expect(state.tab).toBe('listeners');
    expect(state.status?.text).toBe('Sorted by port.');
    expect(underCursor(state)).toBe('tcp/0.0.0.0:443');
  });
});

describe('a list in another order', () => {
  it('is seen from its beginning, titles of groups included, with the cursor where it was', () => {
    const second = viewOf(sampleAudit(), { type: 'move', step: { rows: 1 } }, { type: 'group' });
    expect(second.cursors.listeners.top).toBe(0);
    expect(underCursor(second)).toBe('tcp/8080→172.17.0.2:80');
  });
});
