import type { NamespaceFacts } from '../model/facts.js';
import type { FirewallFacts } from '../model/firewall-facts.js';
import type { Listener } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { ListenerReach } from './reach.js';
import type { ReachInput } from './topology/stack-of.js';

/**
 * Namespaces that have the answers of another one, by what they are: those of sandboxes and of services without a network, of
 * which a host may have hundreds. They hold nothing but a loopback device and no rules, and differ in who is in them alone.
 */
export function alikeInputs(inputs: readonly ReachInput[]): ReadonlyMap<ReachInput, ReachInput> {
  const firsts = new Map<string, ReachInput>();
  const alike = new Map<ReachInput, ReachInput>();
  for (const input of inputs) {
    const likeness = likenessOf(input);
    const first = likeness === undefined ? undefined : firsts.get(likeness);
    if (first !== undefined) alike.set(input, first);
    else if (likeness !== undefined) firsts.set(likeness, input);
  }
  return alike;
}

/** What is found of a listener, said of its like in `namespace`. */
export function inNamespace(found: ListenerReach, namespace: string): ListenerReach {
  const moved = (entries: readonly ReachEntry[]) => entries.map((entry) => ({ ...entry, namespace }));
  const { reach, oneWay, groupReach, groupOneWay } = found;
  return {
    ...found,
    reach: moved(reach),
    oneWay: moved(oneWay),
    groupReach: moved(groupReach),
    groupOneWay: moved(groupOneWay),
  };
}

/** Equal for inputs that differ in nothing that decides reach. */
function likenessOf({ namespace, listeners, audiences }: ReachInput): string | undefined {
  if (namespace.current || !isAlone(namespace) || !isEmpty(namespace.firewall)) return undefined;
  if (!haveOwnPorts(listeners)) return undefined;
  const { interfaces, routes, rules, sysctls, multicast } = namespace;
  return JSON.stringify([
    interfaces,
    routes,
    rules,
    sysctls,
    multicast,
    [...audiences],
    listeners.map(traitsOf),
  ]);
}

function traitsOf({
  protocol,
  family,
  address,
  port,
  device,
  deviceKnown,
  v6only,
  accepts,
  sockets,
}: Listener) {
  const kinds = sockets.map(({ uid, transparent, kernelOwned }) => [uid, transparent, kernelOwned]);
  return [protocol, family, address, port, device, deviceKnown, v6only, accepts, kinds];
}

/** Reasons name the other sockets that are bound to the same port. */
function haveOwnPorts(listeners: readonly Listener[]): boolean {
  return new Set(listeners.map(({ protocol, port }) => `${protocol} ${port}`)).size === listeners.length;
}

function isAlone({ interfaces = [] }: NamespaceFacts): boolean {
  return interfaces.length > 0 && interfaces.every(({ kind }) => kind === 'loopback');
}

/** No rules, no lists that bind a service, nothing else that has a say. */
function isEmpty(firewall: FirewallFacts | undefined): boolean {
  if (firewall === undefined) return false;
  const { nft, xtables, ipset, ipvs, outside, unitAddressFilters, tcpWrappers, tcpWrappersUnread } = firewall;
  return (
    nft?.nftables.length === 0 &&
    xtables?.length === 0 &&
    ipset === '' &&
    ipvs === undefined &&
    outside.length === 0 &&
    (unitAddressFilters ?? []).length === 0 &&
    (tcpWrappers?.pids ?? []).length === 0 &&
    (tcpWrappersUnread ?? []).length === 0
  );
}
