import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIgmp, parseIgmp6 } from '../../src/collect/linux/network/parse-igmp.js';
import { parseIpAddr } from '../../src/collect/linux/network/parse-ip-addr.js';
import { parseIpLink } from '../../src/collect/linux/network/parse-ip-link.js';
import { parseIpRoute } from '../../src/collect/linux/network/parse-ip-route.js';
import { parseIpRule } from '../../src/collect/linux/network/parse-ip-rule.js';
import { parseSs } from '../../src/collect/linux/sockets/parse-ss.js';
import type { Facts, Process, RoutingRule, Socket } from '../../src/model/facts.js';
import type { FirewallFacts } from '../../src/model/firewall-facts.js';
import type { IpFamily } from '../../src/net/address-set.js';

const HERE = 'net:[4026531840]';

/**
 * Makes facts of a folder with what the system's own tools printed on a host: `ip -j`, `ss -tulnpeO`, `sysctl -a`,
 * `nft -j list ruleset`, the saves of iptables and ipset. Network views may lie in a folder `net` of their own.
 */
export function captureToFacts(folder: string, name: string): Facts {
  const network = existsSync(join(folder, 'net')) ? join(folder, 'net') : folder;
  const links = required(parseIpLink(text(network, 'ip-link.json')), 'ip-link.json');
  const addresses = required(parseIpAddr(text(network, 'ip-addr.json')), 'ip-addr.json');
  const listing = joinBrokenRows(text(network, 'ss-tulnpe.txt'));
  return {
    format: 1,
    capturedAt: '2026-11-21T22:30:00.000Z',
    collector: 'linux',
    host: { hostname: name, platform: 'linux', os: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.18', uid: 0 },
    namespaces: [
      {
        id: HERE,
        current: true,
        containers: [],
        sockets: socketsOf(listing),
        interfaces: links.map(({ link, nsid }) => ({
          ...link,
          link: link.link && { ...link.link, namespace: nsid === undefined ? HERE : undefined },
          addresses: addresses.filter(({ index }) => index === link.index).map(({ address }) => address),
        })),
        routes: [
          ...required(parseIpRoute(text(network, 'ip-route.json'), 'ipv4'), 'ip-route.json'),
          ...required(parseIpRoute(text(network, 'ip6-route.json'), 'ipv6'), 'ip6-route.json'),
        ],
        rules: [
          ...required(parseIpRule(text(network, 'ip-rule.json'), 'ipv4'), 'ip-rule.json'),
          ...DEFAULT_RULES_6,
        ],
        sysctls: sysctlsOf(text(network, 'sysctl.txt')),
        multicast: [
          ...parseIgmp(text(join(network, 'proc'), 'igmp')),
          ...parseIgmp6(text(join(network, 'proc'), 'igmp6')),
        ],
        firewall: firewallOf(folder),
      },
    ],
    processes: processesOf(listing),
    gaps: [],
  };
}

// `ip rule` was asked for IPv4 only; no recorded host has IPv6 rules of its own.
const DEFAULT_RULES_6: readonly RoutingRule[] = [
  { family: 'ipv6', priority: 0, not: false, action: 'lookup', table: 255 },
  { family: 'ipv6', priority: 32766, not: false, action: 'lookup', table: 254 },
];

function text(folder: string, file: string): string {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function required<T>(value: T | undefined, file: string): T {
  if (value === undefined) throw new Error(`${file} cannot be understood`);
  return value;
}

// ss prints process names as they are, line breaks included.
function joinBrokenRows(listing: string): string[] {
  const rows: string[] = [];
  for (const line of listing.split('\n').slice(1)) {
    if (/^(tcp|udp) +(LISTEN|UNCONN) /.test(line) || rows.length === 0) rows.push(line);
    else rows.push(`${rows.pop() ?? ''}\n${line}`);
  }
  return rows.filter((row) => row.trim() !== '');
}

function socketsOf(rows: readonly string[]): Socket[] {
  return rows.flatMap((row) => {
    const local = row.split(/ +/)[4] ?? '';
    const family: IpFamily = /^[[*]/.test(local) ? 'ipv6' : 'ipv4';
    const pids = [...new Set(usersOf(row).map(({ pid }) => pid))];
    const [socket] = required(parseSs(row.replaceAll('\n', ' '), family), 'ss-tulnpe.txt');
    return socket === undefined ? [] : [{ ...socket, pids, pidsComplete: true }];
  });
}

function usersOf(row: string): { readonly name: string; readonly pid: number }[] {
  return [...row.matchAll(/\("((?:[^"]|\n)*)",pid=(\d+),fd=\d+\)/g)].map(([, name = '', pid]) => ({
    name,
    pid: Number(pid),
  }));
}

function processesOf(rows: readonly string[]): Process[] {
  const byPid = new Map(rows.flatMap(usersOf).map(({ name, pid }) => [pid, name]));
  return [...byPid].map(([pid, name]) => ({ pid, name, command: [] }));
}

const DECIDING =
  /\.(ip_forward|ip_nonlocal_bind|\w+_l3mdev_accept|bindv6only|rp_filter|route_localnet|accept_local|src_valid_mark|forwarding|disable_ipv6)$/;

function sysctlsOf(listing: string): Record<string, string> {
  const pairs = listing.split('\n').map((line) => line.split(' = ') as [string, string]);
  return Object.fromEntries(pairs.filter(([name]) => DECIDING.test(name)));
}

function firewallOf(folder: string): FirewallFacts {
  const json = text(folder, 'nft.json');
  const nft = json === '' ? { nftables: [] } : (JSON.parse(json) as { nftables: unknown[] });
  const saves = [
    { family: 'ipv4', backend: 'nft', text: text(folder, 'iptables-save.txt') },
    { family: 'ipv6', backend: 'nft', text: text(folder, 'ip6tables-save.txt') },
    { family: 'ipv4', backend: 'legacy', text: text(folder, 'iptables-legacy-save.txt') },
    { family: 'ipv6', backend: 'legacy', text: text(folder, 'ip6tables-legacy-save.txt') },
  ] as const;
  return {
    nft,
    nftVersion: /"version": "([^"]+)"/.exec(json)?.[1],
    nftText: nftTables(text(folder, 'nft.txt')),
    xtables: saves.filter((save) => save.text.trim() !== ''),
    ipset: text(folder, 'ipset-save.txt'),
    outside: [],
  };
}

/** The tables of a text ruleset that hold anonymous chains, which JSON does not show, by "family name". */
function nftTables(ruleset: string): Record<string, string> {
  const tables = ruleset.split(/^(?=table )/m).filter((table) => /\b(jump|goto) \{/.test(table));
  return Object.fromEntries(tables.map((table) => [/^table (\w+ \S+)/.exec(table)?.[1] ?? '', table]));
}
