import { describe, expect, it } from 'vitest';
import type { RuleRef } from '../../src/model/reason.js';
import { parseAddress } from '../../src/net/address.js';
import { noFirewall } from '../../src/reach/no-firewall.js';
import type { HookRunner, World } from '../../src/reach/world.js';
import { aHost, type HostOptions, iface, lo, socket } from './a-host.js';

const rule: RuleRef = { table: 'ip nat', chain: 'PREROUTING', text: 'DNAT', backend: 'iptables-nft' };

/** A firewall of one rule: what is dialled on 8080 from outside goes to `address`:`port`. */
function dnat(address: string, port: number): HookRunner {
  const to = { address: parseAddress(address)?.value ?? 0, port };
  const applies = ({ phase, dialled, protocol }: World) =>
    phase !== 'reply' && dialled.port === 8080 && protocol === 6;
  return {
    ...noFirewall,
    hasRules: true,
    rewrites: true,
    dialledPorts: (protocol) => (protocol === 6 ? [8080] : []),
    dialledAddresses: () => [],
    runFrame: () => undefined,
    portClass: (_protocol, dialled) => (dialled === 8080 ? 1 : 0),
    run: (hook, world) => ({
      passed: [
        hook === 'prerouting' && applies(world) && world.iif !== 'lo'
          ? { ...world, local: to, binding: { to, rule } }
          : world,
      ],
      stopped: [],
    }),
  };
}

const host = (address: string, port: number, options: Partial<HostOptions> = {}) =>
  aHost({
    interfaces: [
      lo(),
      iface('eth0', ['10.1.0.2/24']),
      iface('docker0', ['172.17.0.1/24'], { kind: 'bridge' }),
    ],
    sockets: [socket('tcp 0.0.0.0 8080'), socket('tcp 10.1.0.2 90'), socket('tcp 127.0.0.1 91')],
    firewall: dnat(address, port),
    ...options,
  });
const forwarding = {
  sysctls: { 'net.ipv4.conf.eth0.forwarding': '1', 'net.ipv4.conf.docker0.forwarding': '1' },
};

describe('destination NAT', () => {
  it('to an own address is delivered to the listener there, at the port that was dialled', () => {
    const found = host('10.1.0.2', 90);
    expect(found.verdict('tcp/10.1.0.2:90', 'eth0', '10.1.0.9', '172.17.0.1', 8080)).toBe('allowed');
    expect(found.verdict('tcp/10.1.0.2:90', 'eth0', '10.1.0.9', '10.1.0.2', 90)).toBe('allowed');
  });

  it('is said of the listener that it leads to, also where another one is reached alike at its own port', () => {
    const alike = ['tcp 0.0.0.0 22', 'tcp 0.0.0.0 80'].map((text) => socket(text));
    const found = host('10.1.0.2', 80, { sockets: alike });
    expect(found.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('allowed');
    expect(found.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 80)).toBe('allowed');
    expect(found.verdict('tcp/0.0.0.0:22', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('unnamed');
  });

  it('takes the packets away from whoever listens on the port that was dialled', () => {
    expect(host('10.1.0.2', 90).reason('tcp/0.0.0.0:8080', 'eth0', '10.1.0.9', '10.1.0.2')).toBe(
      'nat-elsewhere',
    );
    expect(host('10.1.0.2', 90).verdict('tcp/0.0.0.0:8080', 'lo', '127.0.0.1', '10.1.0.2')).toBe('allowed');
  });

  it('lets 127.0.0.1 be dialled from outside, which routing would drop as it is', () => {
    const found = host('10.1.0.2', 90);
    expect(found.verdict('tcp/10.1.0.2:90', 'eth0', '10.1.0.9', '127.0.0.1', 8080)).toBe('allowed');
    expect(found.verdict('tcp/0.0.0.0:8080', 'eth0', '10.1.0.9', '127.0.0.1')).toBe('unnamed');
    const audiences = found
      .entries('tcp/10.1.0.2:90')
      .filter((entry) => entry.interface === 'eth0' && entry.destinations.includes('127.0.0.0/8'))
      .map(({ audience }) => audience);
    expect(new Set(audiences)).toEqual(new Set(['local-network']));
  });

  it('to 127.0.0.1 is dropped as martian, unless route_localnet is on', () => {
    const reason = (options?: Partial<HostOptions>) =>
      host('127.0.0.1', 91, options).reason('tcp/127.0.0.1:91', 'eth0', '10.1.0.9', '10.1.0.2', 8080);
    expect(reason()).toBe('loopback-martian');
    expect(reason({ sysctls: { 'net.ipv4.conf.eth0.route_localnet': '1' } })).toBe('firewall-not-concerned');
  });

  it('to another host is a forward, where forwarding is on', () => {
    const { forwards } = host('172.17.0.5', 80, forwarding).output;
    expect(forwards.map(({ id }) => id)).toEqual(['tcp/8080→172.17.0.5:80']);
    const [entry] = forwards[0]?.reach.filter((one) => one.interface === 'eth0') ?? [];
    expect(entry).toMatchObject({
      verdict: 'allowed',
      port: 8080,
      destinations: ['10.1.0.2', '127.0.0.1', '127.0.0.0/8', '172.17.0.1'],
    });
    expect(forwards[0]?.target).toEqual({ address: '172.17.0.5', port: 80, interface: 'docker0' });
  });

  it('to another host ends at ip_forward, where that is off', () => {
    const { output, reason } = host('172.17.0.5', 80);
    expect(output.forwards[0]?.reach.find((one) => one.interface === 'eth0')).toMatchObject({
      verdict: 'blocked',
      reason: { code: 'not-forwarded', sysctl: 'net.ipv4.ip_forward' },
    });
    expect(reason('tcp/0.0.0.0:8080', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('not-forwarded');
  });
});
