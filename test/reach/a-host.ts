import { interfaceAudiences } from '../../src/classify/audience.js';
import { classifyListeners } from '../../src/classify/listeners.js';
import type {
  Facts,
  Interface,
  NamespaceFacts,
  Process,
  Route,
  RoutingRule,
  Socket,
} from '../../src/model/facts.js';
import type { FirewallFacts } from '../../src/model/firewall-facts.js';
import type { Listener } from '../../src/model/listener.js';
import type { ReachEntry } from '../../src/model/reach.js';
import { parseAddress } from '../../src/net/address.js';
import { contains, type IpFamily } from '../../src/net/address-set.js';
import { parseCidr } from '../../src/net/cidr.js';
import { noFirewall } from '../../src/reach/no-firewall.js';
import { computeReach, type ReachOutput } from '../../src/reach/reach.js';
import { defaultRules } from '../../src/reach/routing/fib-rule.js';
import { routesFromAddresses } from '../../src/reach/routing/routes-from-addresses.js';
import type { HookRunner } from '../../src/reach/world.js';

/** What a test says of its host; the rest is as a plain host has it. */
export interface HostOptions {
  readonly interfaces: readonly Interface[];
  readonly sockets: readonly Socket[];
  /** Beside those that the kernel adds for addresses. */
  readonly routes?: readonly Route[];
  /** Instead of the kernel's own. */
  readonly rules?: readonly RoutingRule[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly firewall?: HookRunner;
  /** What stands beside the rules: access lists of units and tcp wrappers. */
  readonly beside?: Partial<FirewallFacts>;
  readonly processes?: readonly Process[];
  readonly multicast?: NamespaceFacts['multicast'];
  /** Facts that could not be read. */
  readonly without?: readonly ('routes' | 'rules' | 'sysctls' | 'interfaces')[];
}

/** A host made for one test, and what reach says of it. */
export interface Host {
  readonly listeners: readonly Listener[];
  readonly output: ReachOutput;
  /** The entries of the one listener whose id ends so. */
  entries(id: string): readonly ReachEntry[];
  /** "allowed", "blocked", "conditional" or, where no entry names the source, "unnamed". */
  verdict(id: string, via: string, source: string, destination: string, port?: number): string;
  /** As `verdict`, but the reason's code. */
  reason(id: string, via: string, source: string, destination: string, port?: number): string | undefined;
}

/** An Ethernet-like interface with addresses written "10.1.0.2/24", up. */
export function iface(name: string, addresses: readonly string[], more: Partial<Interface> = {}): Interface {
  return {
    name,
    index: name === 'lo' ? 1 : 2 + Number.parseInt(name.replace(/\D/g, '') || '0', 10),
    kind: name === 'lo' ? 'loopback' : 'veth',
    up: true,
    running: true,
    addresses: addresses.map((text) => {
      const [address = '', prefix = ''] = text.split('/');
      const family: IpFamily = address.includes(':') ? 'ipv6' : 'ipv4';
      const broadcast = family === 'ipv4' && name !== 'lo' && prefix === '24';
      return {
        family,
        address,
        prefix: Number(prefix),
        broadcast: broadcast ? address.replace(/\d+$/, '255') : undefined,
        scope:
          name === 'lo' && /^(127|::1)/.test(address)
            ? 'host'
            : address.startsWith('fe80')
              ? 'link'
              : 'global',
      } as const;
    }),
    ...more,
  };
}

/** lo as every namespace has it, with further addresses. */
export function lo(...addresses: string[]): Interface {
  return iface('lo', ['127.0.0.1/8', '::1/128', ...addresses]);
}

/** A listening socket written "tcp 10.1.0.2 80", "udp ::", with the rest as an ordinary one has it. */
export function socket(text: string, more: Partial<Socket> = {}): Socket {
  const [protocol = 'tcp', address = '0.0.0.0', port = '80'] = text.split(' ');
  const family: IpFamily = address.includes(':') ? 'ipv6' : 'ipv4';
  return {
    protocol: protocol as Socket['protocol'],
    family,
    address,
    port: Number(port),
    deviceKnown: true,
    v6only: family === 'ipv6' ? false : undefined,
    uid: 0,
    inode: 1000,
    pids: [],
    pidsComplete: true,
    ...more,
  };
}

/** A route of the main table: `via` a gateway, or on-link. */
export function route(destination: string, device: string, more: Partial<Route> = {}): Route {
  const family: IpFamily = destination.includes(':') ? 'ipv6' : 'ipv4';
  return { family, type: 'unicast', destination, table: 254, device, metric: 0, ...more };
}

/** Computes reach for the host. */
export function aHost(options: HostOptions): Host {
  return aMachine([options]);
}

/**
 * Computes reach for a machine of several namespaces, the first of which is asked from. They are called net:[1], net:[2], …
 */
export function aMachine(options: readonly HostOptions[]): Host {
  const namespaces = options.map((each, place) => namespaceOf(each, place + 1));
  const processes = options.flatMap((each) => each.processes ?? []);
  const listeners = classifyListeners({ ...factsOf(...namespaces), processes });
  const output = computeReach(
    namespaces.map((namespace, place) => {
      const given = options[place];
      return {
        namespace,
        listeners: listeners.filter((listener) => listener.namespace === namespace.id),
        processes: new Map(processes.map((process) => [process.pid, process])),
        audiences: interfaceAudiences(namespace),
        firewall: given !== undefined && 'firewall' in given ? given.firewall : noFirewall,
      };
    }),
  );
  const entries = (id: string): readonly ReachEntry[] => {
    const found = listeners.filter((listener) => listener.id.replace(/@.*/, '').endsWith(id));
    const [only] = found;
    if (only === undefined || found.length > 1) throw new Error(`${found.length} listeners named ${id}`);
    return output.byListener.get(only.id)?.reach ?? [];
  };
  /** `via` is an interface of the first namespace, or "net:[2] eth0". */
  const find = (id: string, via: string, source: string, destination: string, port?: number) => {
    const [namespace, device] = via.includes(' ') ? via.split(' ') : ['net:[1]', via];
    return entries(id).filter(
      (entry) =>
        entry.namespace === namespace &&
        entry.interface === device &&
        (port === undefined || entry.port === port) &&
        entry.sources.some((cidr) => covers(cidr, source)) &&
        entry.destinations.some((text) => covers(text, destination)),
    );
  };
  return {
    listeners,
    output,
    entries,
    verdict(...question) {
      const found = find(...question);
      if (found.length > 1) throw new Error(`${found.length} entries answer ${question.join(' ')}`);
      return found[0]?.verdict ?? 'unnamed';
    },
    reason: (...question) => find(...question)[0]?.reason.code,
  };
}

export function namespaceOf(options: HostOptions, number = 1): NamespaceFacts {
  const { interfaces, sockets, routes = [], sysctls = {}, without = [] } = options;
  const plain = [...interfaces.map(({ name }) => name), 'all'].flatMap((name) =>
    ['rp_filter', 'accept_local', 'route_localnet', 'src_valid_mark', 'forwarding'].map((key) => [
      `net.ipv4.conf.${name}.${key}`,
      '0',
    ]),
  );
  const all: NamespaceFacts = {
    id: `net:[${number}]`,
    current: number === 1,
    containers: [],
    sockets,
    interfaces,
    routes: [...routesFromAddresses(interfaces), ...routes],
    rules: options.rules ?? [...defaultRules('ipv4'), ...defaultRules('ipv6')],
    sysctls: { ...Object.fromEntries(plain), ...sysctls },
    multicast: options.multicast,
    ...(options.beside && { firewall: { outside: [], ...options.beside } }),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([key]) => !without.some((name) => name === key)),
  ) as unknown as NamespaceFacts;
}

export function factsOf(...namespaces: NamespaceFacts[]): Facts {
  return {
    format: 1,
    capturedAt: '2026-01-01T00:00:00.000Z',
    collector: 'linux',
    host: { hostname: 'test', platform: 'linux' },
    namespaces,
    processes: [],
    gaps: [],
  };
}

function covers(cidr: string, address: string): boolean {
  const [plain = '', zone] = cidr.split('%');
  const wanted = parseAddress(address);
  const set = parseCidr(plain);
  return (
    wanted !== undefined &&
    set?.family === wanted.family &&
    zone === wanted.zone &&
    contains(set, wanted.value)
  );
}
