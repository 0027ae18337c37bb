import type { Audit, AuditInterface, AuditNamespace } from '../../../model/audit.js';
import type { NamespaceFacts } from '../../../model/facts.js';
import { parseAddress } from '../../../net/address.js';
import type { IpFamily } from '../../../net/address-set.js';

/** Interfaces that have the address. */
export function namesWith(address: string, interfaces: readonly AuditInterface[]): string[] {
  return interfaces
    .filter(({ addresses }) => addresses.some((each) => each.address === address))
    .map(({ name }) => name);
}

/** The addresses of a family on interfaces that are up: "10.0.0.1 (eth0)". */
export function heldOn(interfaces: readonly AuditInterface[], family: IpFamily): string[] {
  return interfaces.flatMap(({ name, up, addresses }) =>
    addresses.filter((each) => up && each.family === family).map((each) => `${each.address} (${name})`),
  );
}

/** A namespace other than the current one, and those of its interfaces that have an address. */
export interface OtherOwner extends AuditNamespace {
  readonly names: readonly string[];
}

export function otherOwners(address: string, audit: Audit): readonly OtherOwner[] {
  return audit.namespaces
    .filter(({ current }) => !current)
    .map((namespace) => {
      const own = audit.interfaces.filter((each) => each.namespace === namespace.id);
      return { ...namespace, names: namesWith(address, own) };
    })
    .filter(({ names }) => names.length > 0);
}

/** Link-local addresses and groups: the same one may be on every link. */
const NEEDS_ZONE = /^(fe[89ab][0-9a-f]:|ff[0-9a-f]2:)/;

/** For an address that is ambiguous without its zone, the zones that there are: interfaces with a link-local address. */
export function zonesFor(address: string, interfaces: readonly AuditInterface[]): string[] {
  if (!NEEDS_ZONE.test(address)) return [];
  return interfaces
    .filter(({ addresses }) => addresses.some((each) => each.address.startsWith('fe80:')))
    .map(({ name }) => name);
}

/** Interfaces on which somebody has joined a multicast group; undefined where that could not be read. */
export function joinedOn(address: string, namespace: NamespaceFacts | undefined): string[] | undefined {
  const wanted = parseAddress(address);
  const devices = namespace?.multicast
    ?.filter(({ group }) => parseAddress(group)?.value === wanted?.value)
    .map(({ device }) => device);
  return devices && [...new Set(devices)];
}
