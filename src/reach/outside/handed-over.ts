import type { NamespaceFacts } from '../../model/facts.js';
import type { OutsideLayer } from '../../model/firewall-facts.js';
import type { Audience, Listener } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import type { IpFamily } from '../../net/address-set.js';
import { toCidrs } from '../../net/cidr.js';
import { sourceAudiences } from '../answers/source-audience.js';
import { createNetwork } from '../routing/network.js';
import { devicesOnWay, placeKey } from './devices-on-way.js';
import { reasonOf } from './outside-layers.js';

/**
 * What a BPF program may hand to a listener besides what is sent to it: packets for any address and port of its namespace, by
 * bpf_sk_assign() of sk_lookup, or of traffic control on the device they come in by. Entries at the listener's own port stand for all
 * others.
 */
export type HandedOver = (listener: Listener) => readonly ReachEntry[];

/** `audiences`: who stands behind each interface of a namespace, by its id and by name. */
export function handedOver(
  namespaces: readonly NamespaceFacts[],
  audiences: (namespace: NamespaceFacts) => ReadonlyMap<string, Audience>,
): HandedOver {
  const made = new Map<string, readonly ReachEntry[]>();
  const ways = new Map(
    namespaces.flatMap((namespace) => {
      const handing = (namespace.firewall?.outside ?? []).filter(({ mayAssign }) => mayAssign);
      return handing.length === 0 ? [] : [[namespace.id, waysInto(namespace, handing, audiences(namespace))]];
    }),
  );
  return ({ namespace, protocol, accepts, port }) => {
    const into = ways.get(namespace);
    if (into === undefined || !(protocol === 'tcp' || protocol === 'udp' || protocol === 'udplite'))
      return [];
    const key = [namespace, port, ...accepts].join(' ');
    const entries =
      made.get(key) ??
      into.filter(({ family }) => accepts.includes(family)).map(({ entry }) => ({ ...entry, port }));
    made.set(key, entries);
    return entries;
  };
}

interface WayInto {
  readonly family: IpFamily;
  readonly entry: Omit<ReachEntry, 'port'>;
}

function waysInto(
  namespace: NamespaceFacts,
  layers: readonly OutsideLayer[],
  audiences: ReadonlyMap<string, Audience>,
): readonly WayInto[] {
  const network = createNetwork(namespace);
  const onWay = devicesOnWay([namespace]);
  const families = (['ipv4', 'ipv6'] as const).map((family) => ({
    family,
    destinations: addressesOf(namespace, family),
  }));
  return (namespace.interfaces ?? []).flatMap(({ name, up }) => {
    const neighbours = audiences.get(name) ?? 'local-network';
    if (!up || neighbours === 'this-host') return [];
    const { before } = onWay({ namespace: namespace.id, interface: name }, { namespace: namespace.id });
    const layer = layers.find(
      ({ device }) => device === undefined || before.has(placeKey(namespace.id, device)),
    );
    if (layer === undefined) return [];
    return families.flatMap(({ family, destinations }) =>
      sourceAudiences(network, namespace, name, family, neighbours).flatMap(
        ({ audience, sources, asymmetric }): WayInto[] => {
          const texts = asymmetric || destinations.length === 0 ? [] : toCidrs(sources);
          if (texts.length === 0) return [];
          const entry = {
            namespace: namespace.id,
            interface: name,
            destinations,
            sources: texts,
            audience,
            verdict: 'conditional',
            reason: reasonOf(layer, true),
          } as const;
          return [{ family, entry }];
        },
      ),
    );
  });
}

/** Those that packets come in to from outside. */
function addressesOf({ interfaces = [] }: NamespaceFacts, family: IpFamily): readonly string[] {
  const held = interfaces.flatMap(({ addresses }) =>
    addresses.filter((one) => one.family === family && one.scope !== 'host' && one.scope !== 'link'),
  );
  return [...new Set(held.map(({ address }) => address))];
}

/** Those of `entries` whose packets are not told of already. */
export function untold(entries: readonly ReachEntry[], told: readonly ReachEntry[]): readonly ReachEntry[] {
  if (entries.length === 0) return entries;
  const keyOf = ({ namespace, interface: device, port }: ReachEntry, destination: string) =>
    `${namespace} ${device} ${port} ${destination}`;
  const known = new Set(told.flatMap((entry) => entry.destinations.map((one) => keyOf(entry, one))));
  return entries.flatMap((entry) => {
    const destinations = entry.destinations.filter((one) => !known.has(keyOf(entry, one)));
    return destinations.length === 0 ? [] : [{ ...entry, destinations }];
  });
}
