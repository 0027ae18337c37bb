import type { IpvsFacts, RealServer, Scheduled } from '../../model/ipvs-facts.js';
import type { Reason } from '../../model/reason.js';
import { parseAddress } from '../../net/address.js';
import type { Bound, IpFamily } from '../../net/address-set.js';
import { formatEndpoint } from '../answers/endpoint-text.js';
import { PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import type { Endpoint, World } from '../world.js';

/** A service, ready to be asked whom it schedules. */
export interface Service {
  /** "tcp 10.0.0.1:80", "mark 5". */
  readonly name: string;
  readonly onePacket: boolean;
  /** It is for every port of its address. */
  readonly takesAll: boolean;
  /** Those that may get a new connection, with the port that a packet for `port` is sent to there. */
  serversFor(port: number): readonly Candidate[];
  /** One of them gets every new connection. */
  readonly certain: boolean;
}

export interface Candidate {
  readonly to: Endpoint;
  readonly method: RealServer['method'];
}

/** What IPVS of a namespace takes. */
export interface VirtualServices {
  /** The service that takes the packet; several where that depends on a mark that cannot be told. */
  takers(world: World): { readonly services: readonly Service[]; readonly certain: boolean };
  /** Addresses and ports of services; those of port 0 are left out. */
  readonly endpoints: readonly {
    readonly protocol: number;
    readonly family: IpFamily;
    readonly at: Endpoint;
  }[];
  /** Rules' marks decide who takes a packet. */
  readonly byMark: boolean;
  /** net.ipv4.vs.conntrack: conntrack keeps what IPVS takes. */
  readonly tracks: boolean;
  /** Why it is not certain that IPVS takes and schedules as its services say. */
  readonly doubt: Reason | undefined;
}

/** AH and ESP, which IPVS knows too, have no ports. */
const SCHEDULED: ReadonlySet<number> = new Set([
  PROTOCOL_NUMBERS.tcp,
  PROTOCOL_NUMBERS.udp,
  PROTOCOL_NUMBERS.sctp,
]);

/** Indexes services as ip_vs_service_find looks for them: by mark, by address and port, then those of port 0. */
export function virtualServices(facts: IpvsFacts): VirtualServices {
  const quiesces = facts.sysctls.expire_quiescent_template === '1';
  const byAddress = new Map<string, Service>();
  const endpoints: VirtualServices['endpoints'][number][] = [];
  for (const service of facts.services) {
    const address = parseAddress(service.address);
    if (address === undefined) continue;
    const protocol = PROTOCOL_NUMBERS[service.protocol];
    const at = { address: address.value, port: service.port };
    const name = `${service.protocol} ${formatEndpoint(service.address, service.port)}`;
    byAddress.set(keyOf(protocol, at.address, at.port), serviceOf(name, service, service.port, quiesces));
    endpoints.push({ protocol, family: address.family, at });
  }
  const marked = facts.marked.map(
    (service) => [service, serviceOf(`mark ${service.mark}`, service, undefined, quiesces)] as const,
  );
  return {
    takers({ protocol, family, local, mark, markUnknown }) {
      if (!SCHEDULED.has(protocol)) return { services: [], certain: true };
      const own =
        byAddress.get(keyOf(protocol, local.address, local.port)) ??
        byAddress.get(keyOf(protocol, local.address, 0));
      const ofFamily = marked.filter(([service]) => (service.family ?? family) === family);
      const byMark = ofFamily.filter(([service]) => markUnknown === true || service.mark === mark);
      const certain = byMark.every(([service]) => !markUnknown && service.family === family);
      const services = byMark.map(([, service]) => service);
      if (services.length > 0 && certain) return { services, certain };
      return { services: own === undefined ? services : [...services, own], certain };
    },
    endpoints,
    byMark: marked.length > 0,
    tracks: facts.sysctls.conntrack === '1',
    doubt: doubtOf(facts.sysctls),
  };
}

function doubtOf({ conntrack, backup_only, drop_packet }: IpvsFacts['sysctls']): Reason | undefined {
  if (conntrack === undefined) return { code: 'facts-unreadable', subject: 'net.ipv4.vs.conntrack' };
  if (backup_only === '1')
    return {
      code: 'outside-layer',
      layer: 'ipvs',
      detail: 'IPVS takes nothing while it is a backup (net.ipv4.vs.backup_only).',
    };
  // 1 drops only while memory is short.
  return Number(drop_packet ?? 0) > 1
    ? {
        code: 'outside-layer',
        layer: 'ipvs',
        detail: 'IPVS drops a part of the packets (net.ipv4.vs.drop_packet).',
      }
    : undefined;
}

function serviceOf(
  name: string,
  { servers, persistent = false, onePacket = false }: Scheduled,
  own: number | undefined,
  quiesces: boolean,
): Service {
  const addressed = servers.flatMap((server) => {
    const address = parseAddress(server.address)?.value;
    return address === undefined ? [] : [{ server, address }];
  });
  // Whom a client was sent to before still gets it when its weight is 0 by now.
  const open = addressed.filter(({ server }) => server.weight > 0 || (persistent && !quiesces));
  return {
    name,
    onePacket,
    takesAll: own === 0,
    certain: open.length === 1 && open.every(({ server }) => server.weight > 0),
    serversFor: (port) =>
      open.map(({ server, address }) => ({
        to: { address, port: portAt(server, port, own, persistent) },
        method: server.method,
      })),
  };
}

/** ip_vs_schedule and ip_vs_sched_persist: only masquerading changes the port. */
function portAt(
  { port, method }: RealServer,
  dialled: number,
  own: number | undefined,
  persistent: boolean,
): number {
  if (method !== 'masquerading' || port === 0) return dialled;
  return persistent && dialled !== own ? dialled : port;
}

function keyOf(protocol: number, address: Bound, port: number): string {
  return `${protocol} ${typeof address} ${address} ${port}`;
}
