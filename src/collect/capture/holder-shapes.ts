import type { Activation } from '../../model/activation.js';
import type { Process } from '../../model/facts.js';
import type { KernelUse } from '../../model/kernel-use.js';
import type { Relay } from '../../model/relay.js';
import type { StandsFor } from '../../model/stands-for.js';
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

/** The member of that name of `Facts.namespaces[].sockets`. */
export const kernelUseShape: Shape = object<KernelUse>({ subsystem: text }, { interface: text });

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

type Of<Kind extends StandsFor['kind']> = Extract<StandsFor, { readonly kind: Kind }>;

const standsForShapes: Readonly<Record<StandsFor['kind'], Shape>> = {
  container: object<Of<'container'>>(
    { kind: text, by: text },
    { container: text, pod: text, address: text, port },
  ),
  service: object<Of<'service'>>({
    kind: text,
    by: oneOf('systemd', 'xinetd', 'inetd'),
    starts: text,
    name: text,
  }),
  tunnel: object<Of<'tunnel'>>({ kind: text, by: text }, { to: text, user: text }),
};

/** The same. */
export const standsForShape: Shape = (value, place) => {
  const kind = (value as Partial<StandsFor> | null | undefined)?.kind;
  return kind !== undefined && Object.hasOwn(standsForShapes, kind)
    ? standsForShapes[kind](value, place)
    : `${place.path}.kind: not ${Object.keys(standsForShapes).join(' or ')}`;
};
