import type { Activation } from '../../model/activation.js';
import type { Relay } from '../../model/relay.js';
import { address, object, oneOf, port, type Shape, text, uint32 } from './shape.js';

/** A member of `Facts.activations`. */
export const activationShape: Shape = object<Activation>(
  { by: oneOf('systemd', 'xinetd', 'inetd'), starts: text, name: text, protocol: oneOf('tcp', 'udp'), port },
  { address: text },
);

/** A member of `NamespaceFacts.relays`. */
export const relayShape: Shape = object<Relay>(
  { pid: uint32, port, seen: oneOf('connected', 'command-line') },
  { address },
);
