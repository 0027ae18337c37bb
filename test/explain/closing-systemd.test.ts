import { describe, expect, it } from 'vitest';
import { closeAdvice } from '../../src/explain/closing.js';
import type { AuditedListener } from '../../src/model/audit.js';
import { audit, audited } from './closing-support.js';
import { listener } from './situations.js';

const lines = (subject: AuditedListener) =>
  closeAdvice(subject, audit()).map((advice) => advice.lines.join('\n'));

describe('the unit of a socket', () => {
  it('of a socket that the systemd of a user opened is asked of that one', () => {
    const socket = listener('0.0.0.0', { scope: 'all-interfaces', port: 8114 });
    const command = ['/lib/systemd/systemd', '--user'];
    const [advice] = closeAdvice(audited(socket, { name: 'systemd', command, user: 'anna' }), audit());
    expect(advice?.where).toBe('systemctl --user edit its .socket unit (systemctl --user list-sockets)');
    expect(advice?.lines).toEqual(['[Socket]', 'ListenStream=', 'ListenStream=127.0.0.1:8114']);
    expect(advice?.note).toContain(
      'systemctl --user restart that unit. Run both as anna, whose own systemd it is',
    );
  });

  it.each([
    ['web.service', 'systemctl stop web.service; systemctl restart front.socket'],
    ['web@.service', 'Then: systemctl restart front.socket'],
  ])('is restarted after what it started is stopped, which holds the old socket: %s', (starts, note) => {
    const cgroup = '/system.slice/front.socket';
    const front = listener('0.0.0.0', { scope: 'all-interfaces', port: 8110 });
    const held = audited(front, { pid: 1, name: 'systemd' });
    const standsFor = { kind: 'service', by: 'systemd', starts, name: 'front.socket' } as const;
    const [socket] = held.sockets;
    const subject = { ...held, sockets: [{ ...socket, cgroup }], owner: { ...held.owner, standsFor } };
    expect(closeAdvice(subject as typeof held, audit())[0]?.note).toContain(note);
  });
});

describe('stopping the service', () => {
  const open = listener('0.0.0.0', { scope: 'all-interfaces' });
  const last = (systemdUnit: string, more: { readonly cgroup?: string } = {}) =>
    lines(audited(open, { systemdUnit, ...more })).at(-1);

  it('is advised for a unit of systemd', () => {
    expect(last('cups-browsed.service')).toBe('systemctl disable --now cups-browsed.service');
  });

  it('asks the systemd that runs it: of a service of a user, the one of that user', () => {
    const advice = (user: string | undefined, uid: number) =>
      closeAdvice(
        audited(open, {
          systemdUnit: 'nginx.service',
          cgroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/nginx.service',
          user,
          uid,
        }),
        audit(),
      ).at(-1);
    expect(advice('anna', 1000)).toEqual({
      title: 'Stop it, if nothing needs it',
      lines: ['systemctl --user disable --now nginx.service'],
      note: 'Run it as anna, whose own systemd started it.',
    });
    // A service may have let go of its user's number.
    expect(advice('101000', 101000)?.note).toBe('Run it as the user 1000, whose own systemd started it.');
  });

  it.each([
    '/machine.slice/machine-box.scope/payload/system.slice/nginx.service',
    '/user.slice/user-1000.slice/user@1000.service/app.slice/box.scope/system.slice/nginx.service',
  ])('is not advised for a service of the systemd in a container: %s', (cgroup) => {
    expect(last('nginx.service', { cgroup })).not.toContain('systemctl');
  });

  it('stops the socket unit too, by its own name', () => {
    const held = audited(open, { pid: 1, name: 'systemd', systemdUnit: 'init.scope' });
    const service = { pid: 9, name: 'web', command: [], systemdUnit: 'web.service' };
    const standsFor = {
      kind: 'service',
      by: 'systemd',
      starts: 'web.service',
      name: 'front.socket',
    } as const;
    const owner = { ...held.owner, processes: [...held.owner.processes, service], standsFor };
    expect(lines({ ...held, owner } as typeof held).at(-1)).toBe(
      'systemctl disable --now web.service front.socket',
    );
  });

  it.each(['ssh.service', 'docker.service', 'user@1000.service', 'session-3.scope'])(
    'is not advised for %s',
    (unit) => {
      expect(last(unit)).not.toContain('systemctl');
    },
  );
});
