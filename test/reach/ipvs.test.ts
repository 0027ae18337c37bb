import { describe, expect, it } from 'vitest';
import type { IpvsFacts, RealServer, VirtualService } from '../../src/model/ipvs-facts.js';
import { aMachine, type HostOptions, iface, lo, route, socket } from './a-host.js';

const SYSCTLS = { conntrack: '0', backup_only: '0', drop_packet: '0', expire_quiescent_template: '0' };
const server = (text: string, more: Partial<RealServer> = {}): RealServer => {
  const [address = '', port = '0'] = text.split(' ');
  return { address, port: Number(port), method: 'masquerading', weight: 1, ...more };
};
const service = (servers: readonly RealServer[], more: Partial<VirtualService> = {}): VirtualService => ({
  ...{ protocol: 'tcp', address: '10.1.0.2', port: 80, servers },
  ...more,
});

/** A host that has services, and a container on a link of its own, whose program listens on 8080. */
const machine = (
  facts: Partial<IpvsFacts>,
  options: Partial<HostOptions> = {},
  inside: Partial<HostOptions> = {},
) =>
  aMachine([
    {
      interfaces: [
        lo(),
        iface('eth0', ['10.1.0.2/24']),
        iface('eth1', ['10.2.0.1/24'], { index: 3, link: { index: 2, namespace: 'net:[2]' } }),
      ],
      sockets: [socket('tcp 0.0.0.0 80'), socket('tcp 10.1.0.2 81')],
      sysctls: { 'net.ipv4.conf.eth0.forwarding': '1', 'net.ipv4.conf.eth1.forwarding': '1' },
      beside: { ipvs: { services: [], marked: [], sysctls: SYSCTLS, ...facts } },
      ...options,
    },
    {
      interfaces: [
        lo(),
        iface('eth0', ['10.2.0.2/24'], { index: 2, link: { index: 3, namespace: 'net:[1]' } }),
      ],
      sockets: [socket('tcp 0.0.0.0 8080')],
      routes: [route('0.0.0.0/0', 'eth0', { gateway: '10.2.0.1' })],
      ...inside,
    },
  ]);

const CLIENT = ['eth0', '10.1.0.9', '10.1.0.2', 80] as const;

describe('a virtual service of IPVS', () => {
  it('is reached in the namespace of its real server, at the port that was dialled', () => {
    const found = machine({ services: [service([server('10.2.0.2 8080')])] });
    expect(found.verdict('tcp/0.0.0.0:8080', ...CLIENT)).toBe('allowed');
    expect(found.verdict('tcp/0.0.0.0:8080', 'lo', '10.2.0.1', '10.1.0.2', 80)).toBe('allowed');
    const [entry] = found.entries('tcp/0.0.0.0:8080').filter(({ port }) => port === 80);
    expect(entry?.ipvs).toBe('tcp 10.1.0.2:80');
  });

  it('keeps its packets from whoever listens on the same port, and leaves other addresses alone', () => {
    const found = machine({ services: [service([server('10.2.0.2 8080')])] });
    expect(found.reason('tcp/0.0.0.0:80', ...CLIENT)).toBe('ipvs-elsewhere');
    expect(found.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.2.0.1', 80)).toBe('allowed');
  });

  it.each([
    ['without a real server', []],
    ['whose real server has the weight 0', [server('10.2.0.2 8080', { weight: 0 })]],
    ['to whose real server no route leads', [server('192.0.2.1 80')]],
  ])('%s keeps them too', (_, servers) => {
    const found = machine({ services: [service(servers)] });
    expect(found.reason('tcp/0.0.0.0:80', ...CLIENT)).toBe('ipvs-no-server');
    expect(found.verdict('tcp/0.0.0.0:8080', ...CLIENT)).toBe('unnamed');
  });

  it('gives no answer back where this host does not forward', () => {
    const found = machine(
      { services: [service([server('10.2.0.2 8080')])] },
      { sysctls: { 'net.ipv4.conf.eth1.forwarding': '0' } },
    );
    expect(found.reason('tcp/0.0.0.0:8080', ...CLIENT)).toBe('not-forwarded');
    // Answers to this host's own programs are not forwarded.
    expect(found.verdict('tcp/0.0.0.0:8080', 'lo', '10.2.0.1', '10.1.0.2', 80)).toBe('allowed');
  });

  it('leaves open which of several real servers gets a connection', () => {
    const found = machine({ services: [service([server('10.2.0.2 8080'), server('10.1.0.2 81')])] });
    expect(found.reason('tcp/0.0.0.0:8080', ...CLIENT)).toBe('ipvs-scheduled');
    expect(found.reason('tcp/10.1.0.2:81', ...CLIENT)).toBe('ipvs-scheduled');
  });

  it('that is persistent may send a client to a real server of weight 0, unless quiescent templates expire', () => {
    const persistent = {
      services: [service([server('10.2.0.2 8080', { weight: 0 })], { persistent: true })],
    };
    expect(machine(persistent).reason('tcp/0.0.0.0:8080', ...CLIENT)).toBe('ipvs-scheduled');
    const expiring = { ...persistent, sysctls: { ...SYSCTLS, expire_quiescent_template: '1' } };
    expect(machine(expiring).verdict('tcp/0.0.0.0:8080', ...CLIENT)).toBe('unnamed');
  });

  it('for every port keeps the port, and comes after those for one', () => {
    const all = service([server('10.2.0.2 0')], { port: 0, persistent: true });
    const found = machine({ services: [all, service([server('10.1.0.2 81')])] });
    expect(found.verdict('tcp/0.0.0.0:8080', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('allowed');
    expect(found.verdict('tcp/10.1.0.2:81', ...CLIENT)).toBe('allowed');
    expect(found.reason('tcp/10.1.0.2:81', 'eth0', '10.1.0.9', '10.1.0.2', 81)).toBe('ipvs-elsewhere');
    // That nobody listens on port 81 there, nobody has published.
    expect(found.output.forwards).toEqual([]);
  });

  it('of an address that nobody here has is for programs of this host alone', () => {
    const found = machine(
      { services: [service([server('10.2.0.2 8080')], { address: '198.51.100.1' })] },
      { routes: [route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' })] },
    );
    expect(found.verdict('tcp/0.0.0.0:8080', 'lo', '10.2.0.1', '198.51.100.1', 80)).toBe('allowed');
    expect(found.verdict('tcp/0.0.0.0:8080', 'eth0', '10.1.0.9', '198.51.100.1', 80)).toBe('unnamed');
  });

  it('whose real server is no namespace of this machine is a forward', () => {
    const found = machine({ services: [service([server('10.1.0.7 8080')])] });
    expect(found.output.forwards.map(({ id }) => id)).toEqual(['tcp/80→10.1.0.7:8080']);
  });

  it.each(['direct-routing', 'tunnel'] as const)('leaves open what another host makes of %s', (method) => {
    const found = machine({ services: [service([server('10.1.0.7 80', { method })])] });
    const [forward] = found.output.forwards;
    expect(forward?.reach.map(({ verdict, reason }) => `${verdict} ${reason.code}`)).toContain(
      'conditional ipvs-direct',
    );
    expect(forward?.reach.every(({ verdict }) => verdict !== 'allowed')).toBe(true);
  });

  it.each([
    ['takes nothing while it is a backup', { backup_only: '1' }],
    ['drops a part of the packets', { drop_packet: '3' }],
  ])('leaves all open where IPVS %s', (_, sysctls) => {
    const found = machine({
      services: [service([server('10.2.0.2 8080')])],
      sysctls: { ...SYSCTLS, ...sysctls },
    });
    expect(found.reason('tcp/0.0.0.0:80', ...CLIENT)).toBe('outside-layer');
    expect(found.reason('tcp/0.0.0.0:8080', ...CLIENT)).toBe('outside-layer');
  });

  it('leaves all open where it could not be read whether conntrack keeps what it takes', () => {
    const found = machine({ services: [service([server('10.2.0.2 8080')])], sysctls: {} });
    expect(found.reason('tcp/0.0.0.0:8080', ...CLIENT)).toBe('facts-unreadable');
  });

  it('is left out with a gap where there are thousands, and nothing is said of who listens on its port', () => {
    const services = Array.from({ length: 2001 }, (_, i) =>
      service([server('10.2.0.2 8080')], { address: `10.9.${i >> 8}.${i & 255}` }),
    );
    const found = machine({ services: [...services, service([server('10.2.0.2 8080')])] });
    expect(found.output.gaps.map(({ subject }) => subject)).toContain('2002 virtual services of IPVS');
    expect(found.verdict('tcp/0.0.0.0:80', ...CLIENT)).toBe('unnamed');
    expect(found.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.2.0.1', 80)).toBe('allowed');
  });

  it('for a mark takes no packet without it, and leaves open for which family it counts where nothing tells', () => {
    const marked = (family?: 'ipv4') => machine({ marked: [{ mark: 5, family, servers: [] }] });
    expect(marked('ipv4').verdict('tcp/0.0.0.0:80', ...CLIENT)).toBe('allowed');
    const unmarked = machine({ marked: [{ mark: 0, family: undefined, servers: [] }] });
    expect(unmarked.verdict('tcp/0.0.0.0:80', ...CLIENT)).toBe('conditional');
  });
});
