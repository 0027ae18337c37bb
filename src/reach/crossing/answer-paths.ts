import type { Reason } from '../../model/reason.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  emptySet,
  intersect,
  isEmpty,
  subtract,
} from '../../net/address-set.js';
import { isAnsweredPast } from '../ipvs/taken.js';
import type { Way } from '../packet/reply.js';
import { ownAddresses } from '../routing/destinations.js';
import type { Host, Neighbour } from '../topology/host.js';
import type { World } from '../world.js';

/** Where answers go from the stack that a request came to, for some of its peers as that stack sees them. */
export type AnswerPath =
  /** Into the stack that the request came from, by this device of it; `bridged`: from one port of that bridge to another. */
  | {
      readonly kind: 'back';
      readonly peers: AddressSet;
      readonly device: string;
      readonly bridged?: boolean;
    }
  /** Past it, to whoever has the peer's address there; nothing has to be undone. */
  | { readonly kind: 'past'; readonly peers: AddressSet }
  /** Past it, while it would have to undo its NAT: they do not get to the peer as answers to what it sent. */
  | { readonly kind: 'lost'; readonly peers: AddressSet; readonly reason: Reason }
  | { readonly kind: 'unknown'; readonly peers: AddressSet; readonly reason: Reason };

/**
 * The ways of the answers to `arrived`, which came to `neighbour` from the stack of `way`, where it was `world`. Only what goes
 * back through that stack is an answer to the peer where NAT changed the request: conntrack undoes it there.
 */
export function answerPaths(
  host: Host,
  way: Way,
  world: World,
  { stack }: Neighbour,
  arrived: World,
): readonly AnswerPath[] {
  const { family } = arrived;
  const before = host.stacks.get(way.network.id);
  const own = before === undefined ? emptySet(family) : ownAddresses(before.network, family);
  const flow = { source: arrived.local.address, iif: 'lo', protocol: arrived.protocol };
  const lost = { kind: 'lost', reason: { code: 'reply-blocked' } } as const;
  const paths: AnswerPath[] = [];
  const add = (path: AnswerPath) => {
    if (isEmpty(path.peers)) return;
    // It would have an address of the stack as its source, which that takes from nobody.
    paths.push(path.kind === 'back' && isAnsweredPast(world) ? { ...lost, peers: path.peers } : path);
  };
  for (const [hop, peers] of stack.network.fib[family].split(flow, arrived.may)) {
    const [device] = hop.devices;
    // The stack's own routing says that these get no answer.
    if (hop.type !== 'unicast' || device === undefined) {
      add({ kind: 'unknown', peers, reason: ASTRAY });
      continue;
    }
    const from = { namespace: stack.namespace.id, device };
    const leadsBack = (address: Bound): string | undefined => {
      const next = host.neighbour(from, family, address);
      return next?.stack === before ? next?.ingress.name : undefined;
    };
    if (hop.gateway !== undefined) {
      const gateway = parseAddress(hop.gateway)?.value;
      const back = gateway === undefined ? undefined : leadsBack(gateway);
      add(
        back === undefined
          ? { kind: 'unknown', peers, reason: ASTRAY }
          : { kind: 'back', peers, device: back },
      );
      continue;
    }
    const mine = intersect(peers, own);
    const sample = mine.bounds[0];
    const back = (sample === undefined ? undefined : leadsBack(sample)) ?? world.oif ?? '';
    add({ kind: 'back', peers: mine, device: back });
    const direct = subtract(peers, own);
    if (isEmpty(direct)) continue;
    const bridge = bridgeThatFilters(host, before, from, family);
    if (bridge !== undefined) add({ kind: 'back', peers: direct, device: bridge, bridged: true });
    else if (isTranslated(world)) add({ ...lost, peers: direct });
    else add({ kind: 'past', peers: direct });
  }
  return paths;
}

const ASTRAY: Reason = { code: 'too-complex', detail: 'its answers take another way than they came' };

function isTranslated({ binding, source, ipvs }: World): boolean {
  return binding !== undefined || source !== undefined || ipvs?.method === 'masquerading';
}

/** The bridge of `before` on the segment of `from` whose frames its IP rules see as well (bridge-nf-call-iptables). */
export function bridgeThatFilters(
  host: Host,
  before: { readonly network: Way['network'] } | undefined,
  from: { readonly namespace: string; readonly device: string },
  family: 'ipv4' | 'ipv6',
): string | undefined {
  if (before === undefined) return undefined;
  const { sysctls, id } = before.network;
  const key = family === 'ipv4' ? 'bridge-nf-call-iptables' : 'bridge-nf-call-ip6tables';
  if (sysctls.value(`net.bridge.${key}`) !== 1) return undefined;
  return host.segments(from)?.bridges.find(({ namespace }) => namespace === id)?.device;
}
