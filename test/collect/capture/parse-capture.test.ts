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

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

describe('a capture', () => {
  it('comes back as the facts it was made of', () => {
    expect(parseCapture(JSON.stringify(FACTS))).toEqual(FACTS);
  });

  it.each<[readonly (string | number)[], unknown, string]>([
    [['host', 'hostname'], 5, 'capture.host.hostname: not a text (5)'],
    [['host', 'uid'], -1, 'capture.host.uid: not a number of 32 bits (-1)'],
    [
      ['capturedAt'],
      'yesterday',
      'capture.capturedAt: not a time such as 2026-11-21T22:30:00.000Z ("yesterday")',
    ],
    [
      ['namespaces', 0, 'sockets', 0, 'port'],
      70000,
      'capture.namespaces[0].sockets[0].port: not a port (70000)',
    ],
    [
      ['namespaces', 0, 'sockets', 0, 'port'],
      80.5,
      'capture.namespaces[0].sockets[0].port: not a port (80.5)',
    ],
    [
      ['namespaces', 0, 'sockets', 0, 'address'],
      '1.2.3',
      'capture.namespaces[0].sockets[0].address: not an address ("1.2.3")',
    ],
    [
      ['namespaces', 0, 'sockets', 0, 'address'],
      '::',
      'capture.namespaces[0].sockets[0].address: not of ipv4',
    ],
    [
      ['namespaces', 0, 'sockets', 0, 'protocol'],
      'ip',
      'capture.namespaces[0].sockets[0].protocol: not tcp or udp or sctp or udplite or raw or dccp ("ip")',
    ],
    [
      ['namespaces', 0, 'routes', 0, 'destination'],
      'default',
      'capture.namespaces[0].routes[0].destination: not a CIDR ("default")',
    ],
    [['namespaces', 0, 'routes', 0, 'type'], 'x', 'capture.namespaces[0].routes[0].type: not unicast or'],
    [
      ['namespaces', 0, 'sysctls', 'net.ipv4.ip_forward'],
      0,
      'capture.namespaces[0].sysctls.net.ipv4.ip_forward: not a text (0)',
    ],
    [['namespaces', 0, 'sysctls', 'a\nb'], 0, 'capture.namespaces[0].sysctls["a\\nb"]: not a text (0)'],
    [['namespaces'], {}, 'capture.namespaces: not a list (an object)'],
    [['namespaces'], [], 'capture.namespaces: not one of them current, but 0'],
    [['processes', 0, 'command'], undefined, 'capture.processes[0].command: missing'],
    [['format'], '1', 'capture.format: not 1 ("1")'],
    [['gaps', 0, 'code'], 'x', 'capture.gaps[0].code: not sockets-unreadable or'],
    [
      ['namespaces', 0, 'firewall', 'nft'],
      nested(150),
      'capture.namespaces[0].firewall.nft.nftables: missing',
    ],
    [
      ['namespaces', 0, 'firewall', 'nft', 'nftables'],
      [nested(150)],
      'capture.namespaces[0].firewall.nft.nftables[0]: nested too deeply',
    ],
    [
      ['listing'],
      [{ line: 1, text: '', kind: 'listener', socket: 7 }],
      'capture.listing[0].socket: no socket',
    ],
  ])('whose member %j is %j names it', (path, value, error) => {
    const parsed = parseCapture(broken(path, value));
    expect(parsed).toHaveProperty('error', expect.stringContaining(error));
    expect(parsed).toHaveProperty('error', expect.stringMatching(/capture again with this one$/));
  });

  it('of a newer format says which, and which can be read', () => {
    expect(parseCapture(broken(['format'], 2))).toEqual({
      error: 'it is a capture of format 2, made by a newer listenscope; this one reads format 1: update it',
    });
  });

  it('with a namespace twice is refused, since everything is known by its id', () => {
    const [first] = FACTS.namespaces;
    const twice = { ...FACTS, namespaces: [first, { ...first, current: false }] };
    expect(parseCapture(JSON.stringify(twice))).toHaveProperty(
      'error',
      expect.stringContaining('capture.namespaces[1].id: there already ("net:[1]")'),
    );
  });

  it('with members that are not known is read, and says that they are passed over', () => {
    const parsed = parseCapture(broken(['namespaces', 0, 'wireguard'], []));
    expect(parsed).toMatchObject({ namespaces: [{ id: 'net:[1]' }] });
    expect(parsed).toHaveProperty('gaps.1.subject', 'capture.namespaces[].wireguard');
  });

  it('that is an audit says so', () => {
    expect(parseCapture('{"schema_version":1}')).toHaveProperty('error', expect.stringContaining('audit'));
  });

  it('that is cut off anywhere says so, and where', () => {
    const text = JSON.stringify(FACTS, undefined, 1);
    for (let end = 1; end < text.trimEnd().length; end += 7) {
      const cut = text.slice(0, end);
      const line = cut.trimEnd().split('\n').length;
      expect(parseCapture(cut)).toHaveProperty(
        'error',
        expect.stringMatching(/^it is cut off: .* at line \d+, column \d+;/),
      );
      const { error } = parseCapture(cut) as { error: string };
      expect(Math.abs(Number(/line (\d+)/.exec(error)?.[1]) - line)).toBeLessThanOrEqual(1);
    }
  });

  it('with a damaged place says where it is', () => {
    const text = JSON.stringify(FACTS, undefined, 1).replace('"web-01",', '"web-01";');
    expect(parseCapture(text)).toEqual({
      error:
        'it is no valid JSON at line 6, column 23, where ";\\n  \\"platform\\": \\"lin" stands; copy it again, as it was printed',
    });
  });

  it('of any other shape is refused, and never throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseCapture(text)).toHaveProperty('error');
      }),
    );
    for (const open of ['[', '{"a":'])
      for (const depth of [1e4, 1e6]) expect(parseCapture(open.repeat(depth))).toHaveProperty('error');
    expect(parseCapture(`${'['.repeat(1e5)}${']'.repeat(1e5)}`)).toHaveProperty('error');
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
