import type { Interface } from '../../../../model/facts.js';
import type { Guest } from '../../../../model/guest.js';
import type { HostIo } from '../../../host-io.js';
import type { Place } from '../../namespaces/places.js';
import { NETLINK_ROUTE } from '../../netlink/netlink.js';
import { parseAll } from '../../netlink/netlink-message.js';
import {
  NEIGHBOUR_FAMILIES,
  type Neighbour,
  parseRtnlNeighbour,
} from '../../network/parse-rtnl-neighbour.js';
import { parseCommandLine } from '../parse-proc-pid.js';
import { guestOfQemu, type QemuGuest } from './qemu-command.js';
import { tapsHeld } from './taps-held.js';

type Interfaces = ReadonlyMap<string, readonly Interface[] | undefined>;

interface Machine extends QemuGuest {
  /** Names of the devices that it is plugged into. */
  readonly taps: readonly string[];
  readonly namespace: string | undefined;
}

const ETHERNET = 1;
const RTM_GETNEIGH = 30;
/** struct ndmsg. */
const REQUEST = 12;

/**
 * Says of tap devices which virtual machine is behind them, and which addresses it has as far as the neighbours of this host tell.
 * Processes are looked through only when there are other devices.
 */
export function createVirtualMachines(
  io: HostIo,
): (interfaces: Interfaces, places: readonly Place[]) => Interfaces {
  let last: { readonly key: string; readonly machines: readonly Machine[] } | undefined;
  return (interfaces, places) => {
    const taps = [...interfaces].flatMap(([namespace, list = []]) =>
      list.filter(isTap).map(({ name, index, running }) => ({ namespace, name, index, running })),
    );
    if (taps.length === 0) return interfaces;
    const key = JSON.stringify(taps);
    if (last?.key !== key) last = { key, machines: findMachines(io) };
    const { machines } = last;
    if (machines.length === 0) return interfaces;
    return new Map(
      [...interfaces].map(([namespace, list]) => {
        const isAlone = (name: string) => taps.filter((tap) => tap.name === name).length === 1;
        const behind = new Map(
          (list ?? []).filter(isTap).flatMap(({ name }) => {
            const holders = machines.filter(
              (each) => each.taps.includes(name) && (each.namespace === namespace || isAlone(name)),
            );
            const [machine] = holders;
            return machine === undefined || holders.length > 1 ? [] : [[name, machine] as const];
          }),
        );
        if (list === undefined || behind.size === 0) return [namespace, list];
        const place = places.find(({ id }) => id === namespace);
        return [namespace, withGuests(list, behind, neighboursIn(place))];
      }),
    );
  };
}

function isTap({ kind, type }: Interface): boolean {
  return kind === 'tun' && (type ?? ETHERNET) === ETHERNET;
}

/** Every process that runs a machine by QEMU's options and holds a tap device. */
function findMachines(io: HostIo): readonly Machine[] {
  const pids = io.listDir('/proc');
  if (!pids.ok) return [];
  return pids.value.flatMap((pid): readonly Machine[] => {
    const text = /^\d+$/.test(pid) ? io.readText(`/proc/${pid}/cmdline`) : undefined;
    if (!text?.ok || !text.value.includes('\0-name\0')) return [];
    const guest = guestOfQemu(parseCommandLine(text.value));
    const taps = guest === undefined ? [] : tapsHeld(io, pid);
    if (guest === undefined || taps.length === 0) return [];
    const namespace = io.readLink(`/proc/${pid}/ns/net`);
    return [{ ...guest, taps, namespace: namespace.ok ? namespace.value : undefined }];
  });
}

function neighboursIn(place: Place | undefined): readonly Neighbour[] {
  const found = NEIGHBOUR_FAMILIES.flatMap((family) => {
    const request = Buffer.alloc(REQUEST);
    request[0] = family;
    const answer = place?.netlink?.dump(NETLINK_ROUTE, RTM_GETNEIGH, request);
    return (answer?.ok && parseAll(answer.messages, parseRtnlNeighbour)) || [];
  });
  place?.release();
  return found;
}

/** A hardware address is where the bridge last saw it; one that it has forgotten is of the machine that was given it. */
function withGuests(
  interfaces: readonly Interface[],
  behind: ReadonlyMap<string, Machine>,
  neighbours: readonly Neighbour[],
): readonly Interface[] {
  const portOf = new Map(
    neighbours.filter(({ address }) => address === undefined).map(({ mac, index }) => [mac, index]),
  );
  return interfaces.map((iface) => {
    const machine = behind.get(iface.name);
    if (machine === undefined) return iface;
    const isItsOwn = ({ index, mac }: Neighbour) => {
      if (index === iface.index) return true;
      const port = portOf.get(mac);
      return port === undefined ? machine.macs.includes(mac) : port === iface.index;
    };
    const addresses = neighbours.flatMap((one) =>
      one.address !== undefined && isItsOwn(one) ? [one.address] : [],
    );
    const guest: Guest = { name: machine.name, addresses: [...new Set(addresses)].sort() };
    return { ...iface, guest };
  });
}
