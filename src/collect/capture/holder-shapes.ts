import type { Activation } from '../../model/activation.js';
import type { Process } from '../../model/facts.js';
import type { Relay } from '../../model/relay.js';
import { address, list, object, oneOf, port, type Shape, text, time, uint32 } from './shape.js';

/** A member of `Facts.processes`. */
export const processShape: Shape = object<Process>(
  { pid: uint32, name: text, command: list(text) },
  {
    uid: uint32,
    user: text,
    startedAt: time,
    cgroup: text,
    systemdUnit: text,
    systemdSlice: text,
    container: text,
    entered: text,
  },
);

/** A member of `Facts.activations`. */
export const activationShape: Shape = object<Activation>(
  { by: oneOf('systemd', 'xinetd', 'inetd'), starts: text, name: text, protocol: oneOf('tcp', 'udp'), port },
  { address: text, to: text },
);

/** A member of `NamespaceFacts.relays`. */
export const relayShape: Shape = object<Relay>(
  { pid: uint32, port, seen: oneOf('connected', 'command-line') },
  { address },
);
