import { describe, expect, it } from 'vitest';
import type { AuditedOtherSocket } from '../../../src/model/audit.js';
import type { OtherSocket } from '../../../src/model/other-socket.js';
import { otherList } from '../../../src/tui/screen/tab-lists.js';
import { otherRows } from '../../../src/tui/state/other-rows.js';
import { pageRows } from '../../../src/tui/state/page.js';
import type { ViewState } from '../../../src/tui/state/state.js';
import { lineWidth } from '../../../src/tui/text/line.js';
import { sampleAudit } from '../support/sample-audit.js';
import { NAMESPACE } from '../support/sample-listeners.js';
import { after, viewOf } from '../support/view-state.js';

let inode = 100;
function other(socket: Record<string, unknown>, name: string, explanation = ''): AuditedOtherSocket {
  return {
    namespace: NAMESPACE,
    socket: { inode: inode++, pids: [8], pidsComplete: true, ...socket } as unknown as OtherSocket,
    processes: [{ pid: 8, name, user: 'root', command: [name, '-d'] }],
    explanation,
  };
}

const access = (everyone: boolean, ...groups: string[]) => ({ everyone, users: [], groups });
const OTHERS = [
  other({ family: 'unix', type: 'stream', path: '/run/root.sock', access: access(false) }, 'agent'),
  other(
    { family: 'unix', type: 'stream', path: '/run/docker.sock', access: access(false, 'docker') },
    'dockerd',
  ),
  other(
    { family: 'unix', type: 'dgram', path: '/run/\x1b[31m.sock', access: access(true) },
    'x',
    'Every user may.',
  ),
  other({ family: 'unix', type: 'stream', abstract: 'ipc' }, 'dbus'),
  other({ family: 'packet', device: 'eth0', protocol: 3 }, 'dhclient'),
];
const asked = () => ({ ...sampleAudit(), otherSockets: OTHERS });
const names = (state: ViewState) => otherRows(state).map(({ name }) => name);

describe('the tab of sockets without ports', () => {
  const open = viewOf(asked(), { type: 'tab', tab: 'sockets' });

  it('is there where they were asked for; else its key says how to ask', () => {
    expect(open.tab).toBe('sockets');
    const without = viewOf(sampleAudit(), { type: 'tab', tab: 'sockets' });
    expect(without.tab).toBe('listeners');
    expect(without.status?.text).toContain('-x');
    expect(after(without, { type: 'next-tab', by: -1 }).tab).toBe('changes');
    expect(after(open, { type: 'next-tab', by: 1 }).tab).toBe('listeners');
  });

  it('lists first what most can use', () => {
    expect(names(open)).toEqual(['eth0', '/run/\x1b[31m.sock', '@ipc', '/run/docker.sock', '/run/root.sock']);
  });

  it('is filtered by names, holders and users, and stays open meanwhile', () => {
    const typed = (text: string) =>
      after(
        open,
        { type: 'ask', prompt: 'filter' },
        ...[...text].map((letter) => ({ type: 'edit', edit: { kind: 'insert', text: letter } }) as const),
      );
    expect(names(typed('docker'))).toEqual(['/run/docker.sock']);
    expect(names(typed('process:dhc'))).toEqual(['eth0']);
    expect(names(typed('unix -pid:9'))).toHaveLength(4);
    expect(names(typed('port:80'))).toEqual([]);
    expect(typed('docker').tab).toBe('sockets');
  });

  it('tells of each in full who may use it, with nothing raw from the system', () => {
    const second = after(
      open,
      { type: 'move', step: { rows: 1 } },
      { type: 'open', page: { kind: 'detail' } },
    );
    const text = pageRows(second)
      .map((line) => line.map(({ text }) => text).join(''))
      .join('\n');
    expect(text).toMatch(
      /^\/run\/\\x1b\[31m\.sock\nUnix socket, dgram\n\nx 8, user root[\s\S]*Every user may\.$/,
    );
  });

  it.each([60, 80, 118])('has rows that fit in %i columns beside the mark of the cursor', (width) => {
    const { rows, heads } = otherList(otherRows(open), '', width);
    for (const { line } of rows) expect(lineWidth(line)).toBeLessThan(width);
    expect(lineWidth(heads)).toBeLessThan(width);
  });
});
