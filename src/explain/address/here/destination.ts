import type { AuditedListener } from '../../../model/audit.js';
import type { ReachEntry } from '../../../model/reach.js';
import { isAmong } from './dialled.js';

/** An address as programs of the current namespace dial it. */
export interface Destination {
  /** What they really talk to; undefined where the system refuses or that is not known. */
  readonly target: string | undefined;
  readonly namespace: string | undefined;
  /** Ids of the other namespaces that have the address, where the current one has not. */
  readonly owners: readonly string[];
  /** It is a multicast group or a broadcast address. */
  readonly isForMany: boolean;
}

/** True for entries about what is sent there. To an address of another namespace it may come in anywhere. */
export function isSentTo(
  { target, namespace, owners }: Destination,
  entry: Pick<ReachEntry, 'namespace' | 'destinations'>,
): boolean {
  return (
    target !== undefined &&
    (owners.length > 0 || entry.namespace === namespace) &&
    isAmong(target, entry.destinations)
  );
}

/** A raw socket has no port, and the kernel refuses TCP to broadcast addresses and groups. */
export function canAnswer({ isForMany }: Destination, { protocol }: AuditedListener): boolean {
  return protocol !== 'raw' && (protocol !== 'tcp' || !isForMany);
}

/** True when the listener is bound to exactly `address`, in a namespace that has it. */
export function isBoundTo(
  { namespace, owners }: Destination,
  listener: AuditedListener,
  address: string,
): boolean {
  const homes = owners.length > 0 ? owners : [namespace];
  return (
    homes.includes(listener.namespace) && [address, address.replace(/%.*$/, '')].includes(listener.address)
  );
}
