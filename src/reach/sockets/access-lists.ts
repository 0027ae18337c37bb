import type { Process } from '../../model/facts.js';
import type { FirewallFacts, UnitAddressFilter } from '../../model/firewall-facts.js';
import type { Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import {
  type AddressSet,
  emptySet,
  fullSet,
  type IpFamily,
  isEmpty,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import { tcpWrapperRules } from './tcp-wrappers.js';

/** Sources that are turned away after the firewall let them pass, and by what. */
export interface AccessRule {
  readonly sources: AddressSet;
  readonly reason: Reason;
  /** False where it cannot be told whether they are (a host name in hosts.deny). */
  readonly certain: boolean;
}

/** Gives the access rules that bind a listener, for one family. The same list object for listeners bound alike. */
export type AccessLists = (listener: Listener, family: IpFamily) => readonly AccessRule[];

const NONE: readonly AccessRule[] = [];

/**
 * The lists of systemd units (IPAddressAllow=, IPAddressDeny= of systemd.resource-control(5)) and of tcp wrappers
 * (hosts_access(5)), for the listeners whose sockets or processes they bind.
 */
export function accessLists(
  firewall: FirewallFacts | undefined,
  processes: ReadonlyMap<number, Process>,
): AccessLists {
  const filters = firewall?.unitAddressFilters ?? [];
  const wrappers = firewall?.tcpWrappers;
  const others = firewall?.tcpWrappersUnread ?? [];
  if (filters.length === 0 && wrappers === undefined && others.length === 0) return () => NONE;
  const lists = new Map<string, readonly AccessRule[]>();
  return (listener, family) => {
    const bound = filters.filter((filter) => binds(filter, listener, processes));
    const wrapped = wrappers?.pids.some((pid) => holds(listener, pid)) === true;
    const isUnread = others.some((pid) => holds(listener, pid));
    if (bound.length === 0 && !wrapped && !isUnread) return NONE;
    const daemons = wrapped ? namesOf(listener, processes) : [];
    const key = [family, ...bound.map(({ cgroup }) => cgroup), wrapped, isUnread, ...daemons].join('\0');
    const known = lists.get(key);
    if (known !== undefined) return known;
    const made = [
      ...bound.flatMap((filter) => denied(filter, family)),
      ...(wrapped && wrappers !== undefined ? tcpWrapperRules(wrappers, daemons, family) : []),
      ...(isUnread ? [unread('hosts.allow and hosts.deny', family)] : []),
    ];
    lists.set(key, made);
    return made;
  };
}

/** A filter binds the sockets of its cgroup and of those below it (cgroup_skb programs are inherited). */
function binds(
  filter: UnitAddressFilter,
  { sockets, owner }: Listener,
  processes: ReadonlyMap<number, Process>,
): boolean {
  const groups = [
    ...sockets.map(({ cgroup }) => cgroup),
    // The socket's own group decides; where it could not be seen, that of its holders stands in.
    ...(sockets.some(({ cgroup }) => cgroup !== undefined)
      ? []
      : owner.processes.map(({ pid }) => processes.get(pid)?.cgroup)),
  ];
  return groups.some((group) => group === filter.cgroup || group?.startsWith(`${filter.cgroup}/`) === true);
}

/** A list that may hold anybody. */
function unread(subject: string, family: IpFamily): AccessRule {
  return { sources: fullSet(family), reason: { code: 'facts-unreadable', subject }, certain: false };
}

/** What is on the deny list and not on the allow list. */
function denied({ unit, allow, deny, ...filter }: UnitAddressFilter, family: IpFamily): AccessRule[] {
  if (filter.unread) return [unread('IPAddressAllow= and IPAddressDeny=', family)];
  const set = (texts: readonly string[]) =>
    unionAll(
      family,
      texts.map((text) => parseCidr(text) ?? emptySet(family)).filter((parsed) => parsed.family === family),
    );
  const sources = subtract(set(deny), set(allow));
  return isEmpty(sources) ? [] : [{ sources, reason: { code: 'address-filter', unit }, certain: true }];
}

function holds({ sockets }: Listener, pid: number): boolean {
  return sockets.some(({ pids }) => pids.includes(pid));
}

function namesOf({ owner }: Listener, processes: ReadonlyMap<number, Process>): string[] {
  return [...new Set(owner.processes.map(({ pid, name }) => processes.get(pid)?.name ?? name))];
}
