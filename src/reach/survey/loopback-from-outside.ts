import { parseAddress } from '../../net/address.js';
import { special } from '../../net/special.js';
import { checkSources } from '../routing/arrival.js';
import { acceptsLoopback } from '../routing/destinations.js';
import { confName } from '../routing/sysctls.js';
import type { Transport } from '../sockets/protocol-numbers.js';
import type { Decision } from './decide.js';
import type { Findings } from './survey.js';
import type { WayIn } from './ways-in.js';

/**
 * Notes, for the listeners on loopback addresses, that packets for these may not come in from outside: the kernel drops
 * them as martian (RFC 1122 §3.2.1.3 (g), RFC 4291 §2.5.3). Wildcard listeners have other addresses to speak of.
 */
export function noteLoopbackFromOutside(
  findings: Findings,
  context: WayIn,
  transport: Transport,
  port: number,
): void {
  const { way, family } = context;
  if (acceptsLoopback(way.network, way.ingress, family)) return;
  const point = { protocol: transport, family, port, device: way.ingress.name };
  for (const { destinations, takers } of findings.stack.sockets.claims(point, special(family, 'loopback'))) {
    for (const { listener } of takers) {
      if (listener.scope !== 'loopback-only' || isWildcard(listener.address)) continue;
      const spot = { interface: way.ingress.name, port, destinations };
      findings.listeners.add(listener.id, spot, context.answers(martiansOf(context)));
    }
  }
}

const martians = new WeakMap<WayIn, readonly Decision[]>();

/** Everyone who could get a packet in by this way, blocked: by route_localnet being off, where that is known. */
function martiansOf(context: WayIn): readonly Decision[] {
  const known = martians.get(context);
  if (known !== undefined) return known;
  const { way, family, sources } = context;
  const destination = special(family, 'loopback').bounds[0] ?? 0;
  const { passed } = checkSources(way.network, way.ingress, family, { sources, destination, mark: 0 });
  const { sysctls } = way.network;
  const unread =
    family === 'ipv4' && sysctls.either('ipv4', way.ingress.name, 'route_localnet') === undefined;
  const subject = confName('ipv4', way.ingress.name, 'route_localnet');
  const made: Decision[] = [
    unread
      ? { sources: passed, verdict: 'conditional', reason: { code: 'facts-unreadable', subject } }
      : { sources: passed, verdict: 'blocked', reason: { code: 'loopback-martian' } },
  ];
  martians.set(context, made);
  return made;
}

function isWildcard(address: string): boolean {
  const value = parseAddress(address)?.value;
  return value === 0 || value === 0n;
}
