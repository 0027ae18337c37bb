import type { Reason } from '../../model/reason.js';
import {
  type AddressSet,
  type Bound,
  emptySet,
  fullSet,
  type IpFamily,
  intersect,
  interval,
  subtract,
  union,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr, prefixSet } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { acceptsLoopback, ownAddresses } from './destinations.js';
import type { Hop } from './fib-table.js';
import { type Ingress, isFromHere } from './ingress.js';
import type { Network } from './network.js';
import { confName } from './sysctls.js';

/**
 * Peers whose packets get to the prerouting hook. By lo: the addresses that a process here can take. IPv6 drops ::1 and
 * multicast sources before the hook (ip6_rcv_core); IPv4 looks at sources only afterwards. Of IPv6 two blocks that nobody
 * can have are left out as well, since they would break every answer into a hundred pieces: ::/16 with the unspecified,
 * v4-compatible and v4-mapped addresses, and link-local ones outside fe80::/64 (RFC 4291 §2.5.6), to which no route leads.
 */
export function arrivingSources(network: Network, ingress: Ingress, family: IpFamily): AddressSet {
  if (isFromHere(ingress)) return ownAddresses(network, family, ingress.vrf);
  const allowed = allowedIps(network, ingress, family);
  return family === 'ipv4' ? allowed : subtract(allowed, neverIpv6Sources());
}

/** WireGuard drops what comes from none of its peers' allowed IPs (wg_packet_consume_data_done). */
function allowedIps({ interfaces }: Network, { name }: Ingress, family: IpFamily): AddressSet {
  const blocks = interfaces.get(name)?.allowedIps;
  if (blocks === undefined) return fullSet(family);
  return unionAll(
    family,
    blocks.flatMap((block) => parseCidr(block) ?? []).filter((block) => block.family === family),
  );
}

/** Why it is not known which sources a way in lets through at all. */
export function doubtOfSources({ interfaces }: Network, { name }: Ingress): Reason | undefined {
  const iface = interfaces.get(name);
  const unread = iface?.kind === 'wireguard' && iface.allowedIps === undefined;
  return unread ? { code: 'facts-unreadable', subject: `allowed IPs of ${name}` } : undefined;
}

function neverIpv6Sources(): AddressSet {
  const oddLinkLocal = subtract(special('ipv6', 'link-local'), prefixSet('ipv6', 0xfe80n << 112n, 64));
  return unionAll('ipv6', [prefixSet('ipv6', 0n, 16), special('ipv6', 'multicast'), oddLinkLocal]);
}

/** What the kernel's look at the source makes of the peers. Those in none of the sets are martians, dropped without words. */
export interface SourceCheck {
  readonly passed: AddressSet;
  /** Stopped by rp_filter. */
  readonly stopped: AddressSet;
  /** Passed or stopped: a setting could not be read. */
  readonly unsure: AddressSet;
  readonly reason: Reason;
}

/** What source validation looks at. */
export interface CheckedPacket {
  readonly sources: AddressSet;
  readonly destination: Bound;
  readonly mark: number;
  /** Asked for by rules of policy routing; none of them matches a packet for which they are left open. */
  readonly protocol?: number;
  readonly port?: number;
  readonly peerPort?: number;
  /** Set where it is a group or a broadcast address: the way back is asked for without it. */
  readonly toGroup?: boolean;
  /** The device of the route, for packets that are passed on. */
  readonly toward?: string;
}

/**
 * Source validation of IPv4 packets for `destination` of ours, between prerouting and input (ip_route_input_slow,
 * fib_validate_source): no multicast, broadcast, zero or loopback source, none of our own addresses unless accept_local,
 * and with rp_filter (the larger of conf.all and conf.IF) a route back, in strict mode by the same device.
 * IPv6 has no such check. `mark` counts for the way back only with src_valid_mark.
 */
export function checkSources(
  network: Network,
  ingress: Ingress,
  family: IpFamily,
  { sources, destination, mark, toward, toGroup = false, ...packet }: CheckedPacket,
): SourceCheck {
  const { sysctls } = network;
  const none = emptySet(family);
  const mode = sysctls.max('ipv4', ingress.name, 'rp_filter');
  const reason: Reason =
    mode === undefined
      ? { code: 'facts-unreadable', subject: confName('ipv4', ingress.name, 'rp_filter') }
      : {
          code: 'reverse-path',
          mode: mode === 1 ? 'strict' : 'loose',
          sysctl: decidingName(network, ingress),
        };
  if (family === 'ipv6' || isFromHere(ingress))
    return { passed: sources, stopped: none, unsure: none, reason };

  const candidates = subtract(sources, martians(network, ingress));
  // Who has no address yet may ask the whole link (RFC 1122 §3.2.1.3 (a)); such a source is not looked up.
  const unnamed = toGroup && mayLackSource(destination) ? intersect(sources, UNSPECIFIED) : none;
  const acceptLocal = sysctls.either('ipv4', ingress.name, 'accept_local') === true;
  const fib = network.fib.ipv4;
  if (mode === 0 && !fib.hasCustomRules && !network.hasCustomLocalRoutes) {
    const passed = acceptLocal ? candidates : subtract(candidates, network.interfaceAddresses);
    return { passed: union(passed, unnamed), stopped: none, unsure: none, reason };
  }
  const flow = {
    source: toGroup ? 0 : destination,
    iif: toward ?? 'lo',
    l3mdev: ingress.vrf,
    mark: sysctls.either('ipv4', ingress.name, 'src_valid_mark') === true ? mark : 0,
    protocol: packet.protocol,
    sourcePort: packet.port,
    destinationPort: packet.peerPort,
  };
  const sets = { passed: [] as AddressSet[], strict: [] as AddressSet[], loose: [] as AddressSet[] };
  for (const [hop, set] of fib.split(flow, candidates)) {
    const level = reverseLevel(network, ingress, hop, acceptLocal);
    if (level !== 'martian') sets[level].push(set);
  }
  const passed = unionAll(family, [...sets.passed, unnamed]);
  const strict = unionAll(family, sets.strict);
  const loose = unionAll(family, sets.loose);
  const failing = union(strict, loose);
  switch (mode) {
    case undefined:
      return { passed, stopped: none, unsure: failing, reason };
    case 0:
      return { passed: union(passed, failing), stopped: none, unsure: none, reason };
    case 1:
      return { passed, stopped: failing, unsure: none, reason };
    default:
      return { passed: union(passed, strict), stopped: loose, unsure: none, reason };
  }
}

const UNSPECIFIED = interval('ipv4', 0, 1);

/** 255.255.255.255 (ip_route_input_slow) and 224.0.0.0/24 (ip_mc_validate_source). */
function mayLackSource(destination: Bound): boolean {
  return destination === 0xffffffff || (destination >= 0xe0000000 && destination < 0xe0000100);
}

/** `passed` in every mode; `strict` fails the strict mode only; `loose` fails both. */
function reverseLevel(
  network: Network,
  ingress: Ingress,
  hop: Hop,
  acceptLocal: boolean,
): 'passed' | 'strict' | 'loose' | 'martian' {
  switch (hop.type) {
    case 'none':
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      return 'loose';
    case 'local':
      if (!acceptLocal) return 'martian';
      break;
    case 'unicast':
      break;
    default:
      return 'martian';
  }
  if (hop.devices.includes(ingress.name)) return 'passed';
  const bare = !network.interfaces.get(ingress.name)?.addresses.some(({ family }) => family === 'ipv4');
  return bare ? 'loose' : 'strict';
}

/** Sources that no setting lets in. 127/8 passes with route_localnet. */
function martians(network: Network, ingress: Ingress): AddressSet {
  const always = unionAll('ipv4', [
    special('ipv4', 'multicast'),
    UNSPECIFIED,
    interval('ipv4', 0xffffffff, 2 ** 32),
  ]);
  if (acceptsLoopback(network, ingress, 'ipv4')) return always;
  return unionAll('ipv4', [always, special('ipv4', 'loopback')]);
}

function decidingName({ sysctls }: Network, { name }: Ingress): string {
  const all = sysctls.value('net.ipv4.conf.all.rp_filter') ?? 0;
  const own = sysctls.own('ipv4', name, 'rp_filter') ?? 0;
  return all >= own ? 'net.ipv4.conf.all.rp_filter' : confName('ipv4', name, 'rp_filter');
}
