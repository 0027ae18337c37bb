import { isLinkLocal, isMulticast } from '../addresses.js';
import type { Subject } from '../host.js';
import { joinWords } from '../sentence.js';

/** RFC 4291 §2.5.5.2: an IPv4 address in IPv6 notation. */
const MAPPED = '::ffff:';

/** What the address that it is bound to means, where that surprises. */
export function bindNotes(subject: Subject): string[] {
  return [
    ...loopbackNotes(subject),
    ...familyNotes(subject),
    ...deviceNotes(subject),
    ...addressNotes(subject),
  ];
}

function loopbackNotes({ listener }: Subject): string[] {
  if (listener.scope !== 'loopback-only') return [];
  const notes: string[] = [];
  if (listener.address.startsWith('127.') && listener.address !== '127.0.0.1') {
    notes.push('Neither 127.0.0.1 nor localhost leads to it: each address of 127.0.0.0/8 is one of its own.');
  }
  if (listener.address === '::1') notes.push('127.0.0.1 does not lead to it: ::1 is IPv6.');
  notes.push(
    'Loopback is only as private as the machine: its users, containers with host networking, pages in a local ' +
      'browser, and proxies or tunnels that run here can all connect.',
  );
  return notes;
}

function familyNotes({ listener }: Subject): string[] {
  const { family, address, v6only, accepts, port } = listener;
  if (family !== 'ipv6') return [];
  if (address.startsWith(MAPPED)) {
    const where = listener.scope === 'all-interfaces' ? '' : `, at ${address.slice(MAPPED.length)}:${port}`;
    return [`It is an IPv6 socket bound to an IPv4 address: only IPv4 clients reach it${where}.`];
  }
  if (address !== '::') return [];
  if (v6only === true) return ['IPv4 clients do not reach it: the socket takes IPv6 only (IPV6_V6ONLY).'];
  if (v6only === undefined) return ['Whether it takes IPv4 clients too cannot be seen here (IPV6_V6ONLY).'];
  return accepts.includes('ipv4') ? ['It takes IPv4 clients too, which it sees as ::ffff: addresses.'] : [];
}

function deviceNotes({ listener }: Subject): string[] {
  if (!listener.deviceKnown) {
    return [
      'Whether it is bound to one interface cannot be seen here; if it is, only packets by that one reach it.',
    ];
  }
  if (listener.device === undefined || isLinkLocal(listener.address)) return [];
  return [`It is bound to ${listener.device}: packets that come in by other interfaces do not reach it.`];
}

function addressNotes({ listener, reach }: Subject): string[] {
  const { address, interfaces } = listener;
  if (listener.scope !== 'specific-interface') return [];
  if (isMulticast(address)) return [`It gets what is sent to the group ${address}, and nothing else.`];
  if (isLinkLocal(address)) {
    return [
      `${address.replace(/%.*$/, '')} holds on one link only: clients add the name of their own interface, as in %eth0.`,
    ];
  }
  const through = reach
    .filter(
      (entry) =>
        entry.namespace === listener.namespace && entry.verdict === 'allowed' && entry.interface !== 'lo',
    )
    .map((entry) => entry.interface);
  const others = [...new Set(through)].filter((name) => !interfaces.includes(name));
  if (others.length === 0 || interfaces.length === 0) return [];
  return [
    `${address.replace(MAPPED, '')} is on ${joinWords(interfaces)}, yet it is reached through ${joinWords(others)} too: ` +
      'Linux takes packets for any of its addresses on every interface.',
  ];
}
