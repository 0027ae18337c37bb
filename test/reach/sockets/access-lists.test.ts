import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/net/address.js';
import { contains } from '../../../src/net/address-set.js';
import { tcpWrapperRules } from '../../../src/reach/sockets/tcp-wrappers.js';
import { aHost, iface, lo, socket } from '../a-host.js';

const interfaces = [lo(), iface('eth0', ['10.1.0.2/24'])];
const unit = {
  unit: 'web.service',
  cgroup: '/system.slice/web.service',
  allow: ['10.1.0.0/28', '::/0'],
  deny: ['0.0.0.0/0', '::/0'],
};

describe("a systemd unit's address lists", () => {
  const host = aHost({
    interfaces,
    sockets: [
      socket('tcp 0.0.0.0 80', { cgroup: '/system.slice/web.service' }),
      socket('tcp 0.0.0.0 81', { cgroup: '/system.slice/web.service/sub' }),
      socket('tcp 0.0.0.0 82', { cgroup: '/system.slice/web.service-other' }),
    ],
    beside: { unitAddressFilters: [unit] },
  });
  const ask = (port: number, source: string) => {
    const question = [`tcp/0.0.0.0:${port}`, 'eth0', source, '10.1.0.2'] as const;
    return `${host.verdict(...question)} ${host.reason(...question)}`;
  };

  it('turn away what is denied and not allowed', () => {
    expect(ask(80, '10.1.0.9')).toBe('allowed no-firewall');
    expect(ask(80, '10.1.0.99')).toBe('blocked address-filter');
  });

  it('bind the groups below the unit, and no unit whose name begins alike', () => {
    expect(ask(81, '10.1.0.99')).toBe('blocked address-filter');
    expect(ask(82, '10.1.0.99')).toBe('allowed no-firewall');
  });
});

it('lists that could not be read leave it open who gets in', () => {
  const cgroup = '/system.slice/web.service';
  const host = aHost({
    interfaces,
    sockets: [
      socket('tcp 0.0.0.0 80', { cgroup }),
      socket('tcp 0.0.0.0 81', { pids: [7] }),
      socket('tcp 0.0.0.0 82', { pids: [8] }),
    ],
    beside: {
      unitAddressFilters: [{ unit: 'web.service', cgroup, allow: [], deny: [], unread: true }],
      tcpWrappersUnread: [7],
    },
  });
  const ask = (port: number) => {
    const question = [`tcp/0.0.0.0:${port}`, 'eth0', '10.1.0.9', '10.1.0.2'] as const;
    return `${host.verdict(...question)} ${host.reason(...question)}`;
  };
  expect(ask(80)).toBe('conditional facts-unreadable');
  expect(ask(81)).toBe('conditional facts-unreadable');
  expect(ask(82)).toBe('allowed no-firewall');
});

describe('tcp wrappers', () => {
  const verdict = (allow: string, deny: string, source: string, daemons = ['sshd']) => {
    const address = parseAddress(source);
    if (address === undefined) throw new Error(source);
    const rule = tcpWrapperRules({ allow, deny }, daemons, address.family).find(({ sources }) =>
      contains(sources, address.value),
    );
    return rule === undefined ? 'in' : rule.certain ? 'out' : 'perhaps';
  };

  it('let in what no line names', () => {
    expect(verdict('', '# ALL: ALL\n', '10.0.0.1')).toBe('in');
    expect(verdict('', 'vsftpd: ALL', '10.0.0.1')).toBe('in');
  });

  it('ask hosts.allow first', () => {
    expect(verdict('sshd: 10.0.0.', 'ALL: ALL', '10.0.0.1')).toBe('in');
    expect(verdict('sshd: 10.0.0.', 'ALL: ALL', '10.0.1.1')).toBe('out');
    expect(verdict('sshd: 10.0.0.0/255.255.0.0', 'ALL: ALL', '10.0.1.1')).toBe('in');
    expect(verdict('ALL: [fd00::]/8', 'ALL: ALL', 'fd00::1')).toBe('in');
    expect(verdict('ALL: [fd00::]/8', 'ALL: ALL', '2001:db8::1')).toBe('out');
  });

  it('know exceptions and the options allow and deny', () => {
    expect(verdict('', 'ALL: ALL EXCEPT 10.0.0.1', '10.0.0.1')).toBe('in');
    expect(verdict('', 'ALL: ALL EXCEPT 10.0.0.1', '10.0.0.2')).toBe('out');
    expect(verdict('sshd: 10.0.0.1 : deny', '', '10.0.0.1')).toBe('out');
  });

  it('that go by host names leave it open', () => {
    expect(verdict('sshd: .example.org', 'ALL: ALL', '10.0.0.1')).toBe('perhaps');
    expect(verdict('', 'sshd: .example.org', '10.0.0.1')).toBe('perhaps');
  });
});
