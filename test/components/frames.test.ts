import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/tui/state/action.js';
import { textWidth } from '../../src/tui/text/width.js';
import { frameOf } from '../tui/support/frame.js';
import { sampleAudit } from '../tui/support/sample-audit.js';
import { after, viewOf } from '../tui/support/view-state.js';

const SIZES = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
  { columns: 250, rows: 30 },
];

const SCREENS: Readonly<Record<string, readonly Action[]>> = {
  'the list': [],
  'its end': [{ type: 'move', step: 'last' }],
  'a group': [{ type: 'group' }],
  'one audience': [{ type: 'ring', ring: 'internet' }],
  'an empty list': [
    { type: 'ask', prompt: 'filter' },
    { type: 'edit', edit: { kind: 'insert', text: 'zzz' } },
    { type: 'accept' },
  ],
  interfaces: [
    { type: 'tab', tab: 'interfaces' },
    { type: 'move', step: { rows: 1 } },
  ],
  firewall: [
    { type: 'tab', tab: 'firewall' },
    { type: 'move', step: 'last' },
  ],
  changes: [{ type: 'tab', tab: 'changes' }],
  'one listener': [{ type: 'open', page: { kind: 'detail' } }],
  help: [{ type: 'open', page: { kind: 'help' } }],
  'the host': [{ type: 'open', page: { kind: 'host' } }],
  'a prompt': [
    { type: 'ask', prompt: 'trace' },
    { type: 'edit', edit: { kind: 'insert', text: '名前 '.repeat(40) } },
  ],
  'a question': [{ type: 'ask-end' }],
  'what to copy': [{ type: 'ask-copy' }],
  'a message': [{ type: 'status', text: 'x'.repeat(300), tone: 'accent' }],
};

describe.each(SIZES)('on a terminal of $columns×$rows', (size) => {
  it.each(Object.entries(SCREENS))('%s fills the screen exactly, and no row is wider', (_, actions) => {
    const rows = frameOf(viewOf(sampleAudit(), { type: 'resize', size }, ...actions));
    expect(rows).toHaveLength(size.rows);
    for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(size.columns);
  });

  it('the worst listener, its address and its owner can be read', () => {
    const screen = frameOf(viewOf(sampleAudit(), { type: 'resize', size })).join('\n');
    expect(screen).toMatch(/▌ ◉ internet +tcp +0\.0\.0\.0:443 +nginx 812/);
    expect(screen).toContain('web-01');
  });

  it('the question before a process is ended names it whole', () => {
    const screen = frameOf(viewOf(sampleAudit(), { type: 'resize', size }, { type: 'ask-end' })).join('\n');
    expect(screen).toContain('End nginx, process 812 of www-data?');
    expect(screen).toContain('tcp/0.0.0.0:443');
  });
});

describe.each(SIZES.filter(({ rows }) => rows > 15))('what to copy', (size) => {
  it('is there in full, remedies included, on a terminal of $columns×$rows', () => {
    const wordy = sampleAudit().listeners.map((listener) => ({ ...listener, notes: ['Note. '.repeat(200)] }));
    const state = viewOf(sampleAudit(wordy), { type: 'resize', size }, { type: 'ask-copy' });
    const screen = frameOf(state).join('\n');
    for (const choice of [
      'a  address',
      'x  explanation',
      'r  rule',
      '1  Let nginx listen',
      '2  Take the rule',
    ]) {
      expect(screen).toContain(choice);
    }
  });
});

describe('what the system says', () => {
  it('cannot tear the screen: control characters are shown, not obeyed', () => {
    const rows = frameOf(viewOf(sampleAudit(), { type: 'resize', size: { columns: 220, rows: 40 } }));
    expect(rows.join('\n')).toContain('evil\\x1b[31m\\n名前 2001');
    expect(rows.join('')).not.toContain('\x1b');
  });
});

describe('before the first audit', () => {
  it('says that it is reading, and not that nothing listens', () => {
    const { audit: _, ...rest } = viewOf();
    const screen = frameOf({ ...rest, items: [] }).join('\n');
    expect(screen).toContain('Reading the sockets …');
    expect(screen).not.toContain('Nothing listens');
  });
});

describe('a host that cannot be read any more', () => {
  it('keeps the last answer on the screen, and says that it is old and why', () => {
    const message = 'netlink is not allowed here, and neither is anything else';
    for (const size of SIZES) {
      const state = after(
        viewOf(),
        { type: 'resize', size },
        { type: 'feed', feed: { kind: 'failed', message }, at: viewOf().now },
      );
      const rows = frameOf(state);
      expect(rows).toHaveLength(size.rows);
      expect(rows[0]).toMatch(/listenscope .*cannot read: netlink/);
      expect(textWidth(rows[0] ?? '')).toBeLessThanOrEqual(size.columns);
      expect(rows.join('\n')).toContain('0.0.0.0:443');
    }
  });
});

describe('sockets that could not be read', () => {
  it('are no empty list: the reason stands in its place', () => {
    const gap = {
      code: 'sockets-unreadable' as const,
      subject: 'sockets',
      detail: 'netlink is not allowed here.',
    };
    const blind = { ...sampleAudit([]), forwards: [], gaps: [gap], complete: false };
    expect(frameOf(viewOf(blind)).join('\n')).toContain('netlink is not allowed here.');
  });
});

describe('without colours', () => {
  it('a row that is new, gone, or under the cursor can be told by a sign', () => {
    const gone = after(viewOf(), {
      type: 'audit',
      audit: sampleAudit(sampleAudit().listeners.slice(1)),
      at: viewOf().now + 1000,
    });
    const screen = frameOf(gone).join('\n');
    expect(screen).toMatch(/^▌−◉ internet/m);
  });

  it('nothing but weights is sent to the terminal', () => {
    const codes =
      frameOf(viewOf(), false)
        .join('\n')
        .match(/\x1b\[[\d;]*m/g) ?? [];
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(code).toMatch(/^\x1b\[(?:1|2|4|7|9|22|24|27|29)m$/);
  });
});

describe('with colours', () => {
  it('only the sixteen of the palette are used, and no background', () => {
    const codes =
      frameOf(viewOf(), true)
        .join('\n')
        .match(/\x1b\[[\d;]*m/g) ?? [];
    expect(codes).toContain('\x1b[31m');
    for (const code of codes) expect(code).toMatch(/^\x1b\[(?:\d|2\d|3[0-79]|9[0-7])m$/);
  });
});

describe('without shapes', () => {
  it.each(Object.entries(SCREENS))('%s is drawn in ASCII, but for what the system says', (_, actions) => {
    const size = { columns: 200, rows: 60 };
    const said = /[名前]/g;
    const rows = frameOf(viewOf(sampleAudit(), { type: 'resize', size }, ...actions), undefined, false);
    expect(rows.join('\n').replace(said, '')).toMatch(/^[ -~\n]*$/);
  });
});
