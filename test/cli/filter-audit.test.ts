import { expect, it } from 'vitest';
import { filterAudit } from '../../src/cli/filter-audit.js';
import type { Criterion } from '../../src/filter/filter.js';
import type { AuditedOtherSocket } from '../../src/model/audit.js';
import { sampleAudit } from '../tui/support/sample-audit.js';

const socket = (path: string, name: string, namespace = 'net:[1]'): AuditedOtherSocket => ({
  namespace,
  socket: { family: 'unix', type: 'stream', inode: 1, pids: [8], pidsComplete: true, path },
  processes: [{ pid: 8, name, command: [] }],
  explanation: '',
});

const audit = {
  ...sampleAudit(),
  namespaces: [
    { id: 'net:[1]', current: true, containers: [] },
    { id: 'net:[2]', current: false, containers: ['web'] },
  ],
  otherSockets: [socket('/run/a', 'dbus-daemon'), socket('/run/b', 'agent', 'net:[2]')],
};

it.each([
  ['process', 'dbus', ['/run/a']],
  ['netns', 'web', ['/run/b']],
  ['netns', 'current', ['/run/a']],
  ['proto', 'tcp', ['/run/a', '/run/b']],
] as const)('of sockets without ports, %s:%s leaves %j', (field, value, left) => {
  const criteria: readonly Criterion[] = [{ field, value, negated: false }];
  const names = filterAudit(audit, criteria).otherSockets?.map(
    (other) => 'path' in other.socket && other.socket.path,
  );
  expect(names).toEqual(left);
});
