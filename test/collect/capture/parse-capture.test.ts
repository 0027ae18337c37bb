import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../../src/collect/capture/parse-capture.js';
import type { Facts } from '../../../src/model/facts.js';

const FACTS: Facts = {
  format: 1,
  capturedAt: '2026-11-21T22:30:00.000Z',
  collector: 'linux',
  host: { hostname: 'web-01', platform: 'linux' },
  namespaces: [
    {
      id: 'net:[1]',
      current: true,
      containers: [],
      sockets: [
        {
          protocol: 'tcp',
          family: 'ipv4',
          address: '0.0.0.0',
          port: 80,
          deviceKnown: true,
          pids: [1],
          pidsComplete: true,
        },
      ],
      interfaces: [],
      routes: [{ family: 'ipv4', type: 'local', destination: '127.0.0.0/8', table: 255, metric: 0 }],
      rules: [],
      sysctls: { 'net.ipv4.ip_forward': '0' },
      multicast: [],
      firewall: { nft: { nftables: [] }, xtables: [], ipset: '', outside: [] },
    },
  ],
  processes: [{ pid: 1, name: 'init', command: ['/sbin/init'] }],
  gaps: [{ code: 'owners-unreadable', subject: 'x', detail: 'y' }],
};

/** A copy of the capture with one member replaced. */
function broken(path: readonly (string | number)[], value: unknown): string {
  const copy = structuredClone(FACTS) as unknown;
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}

describe('a capture', () => {
  it('comes back as the facts it was made of', () => {
    expect(parseCapture(JSON.stringify(FACTS))).toEqual(FACTS);
  });

  it.each([
    [['host', 'hostname'], 5, 'capture.host.hostname: not a text'],
    [['namespaces', 0, 'sockets', 0, 'port'], 70000, 'capture.namespaces[0].sockets[0].port: not a port'],
    [
      ['namespaces', 0, 'sockets', 0, 'address'],
      '1.2.3',
      'capture.namespaces[0].sockets[0].address: not an address',
    ],
    [
      ['namespaces', 0, 'sockets', 0, 'protocol'],
      'ip',
      'capture.namespaces[0].sockets[0].protocol: not tcp or udp or sctp or udplite or raw or dccp',
    ],
    [
      ['namespaces', 0, 'routes', 0, 'destination'],
      'default',
      'capture.namespaces[0].routes[0].destination: not a CIDR',
    ],
    [
      ['namespaces', 0, 'sysctls', 'net.ipv4.ip_forward'],
      0,
      'capture.namespaces[0].sysctls.net.ipv4.ip_forward: not a text',
    ],
    [['namespaces'], {}, 'capture.namespaces: not a list'],
    [['processes', 0, 'command'], undefined, 'capture.processes[0].command: missing'],
    [['format'], 2, 'capture.format: not 1'],
  ])('whose member %j is %j names it', (path, value, error) => {
    expect(parseCapture(broken(path, value))).toEqual({ error });
  });

  it('that is an audit says so', () => {
    expect(parseCapture('{"schema_version":1}')).toHaveProperty('error', expect.stringContaining('audit'));
  });

  it('that is cut off says so', () => {
    expect(parseCapture(JSON.stringify(FACTS).slice(0, 100))).toHaveProperty(
      'error',
      expect.stringContaining('JSON'),
    );
  });

  it('of any other shape is refused, and never throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseCapture(text)).toHaveProperty('error');
      }),
    );
  });
});

describe('recorded hosts', () => {
  const directory = 'test/fixtures/hosts';
  const cases = existsSync(directory)
    ? readdirSync(directory).filter((name) => existsSync(`${directory}/${name}/facts.json`))
    : [];
  it.each(cases)('%s is a capture', (name) => {
    const text = readFileSync(`${directory}/${name}/facts.json`, 'utf8');
    expect(parseCapture(text)).toEqual(JSON.parse(text));
  });
});
