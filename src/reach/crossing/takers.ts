import type { Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import { prefixSet, width } from '../../net/cidr.js';
import { transportOf } from '../sockets/protocol-numbers.js';
import type { Stack } from '../topology/stack.js';
import type { Endpoint, World } from '../world.js';

/** A listener that packets come to. */
export interface Taker {
  readonly listener: Listener;
  /** The stack that it is in. */
  readonly stack: Stack;
  /** It only perhaps gets them. */
  readonly unsure?: Reason;
}

/** Who is bound where packets to `to` are looked up that come in by `device`. */
export function takersAt(
  stack: Stack,
  device: string,
  { family, protocol }: Pick<World, 'family' | 'protocol'>,
  to: Endpoint,
): Taker[] {
  const transport = transportOf(protocol);
  if (transport === undefined) return [];
  const at = prefixSet(family, to.address, width(family));
  return stack.sockets
    .claims({ protocol: transport, family, port: to.port, device }, at)
    .flatMap(({ takers }) => takers.map(({ listener, unsure }) => ({ listener, stack, unsure })));
}
