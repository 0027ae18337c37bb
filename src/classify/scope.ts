import ipaddr from 'ipaddr.js';
import type { Scope } from '../model/listener.js';

/** What kind of thing a socket is bound to. */
export type BindKind = 'unspecified' | 'loopback' | 'link-local' | 'multicast' | 'broadcast' | 'unicast';

/**
 * The kind of a bind address (without zone), v4-mapped ones taken as the IPv4 address they carry (RFC 4291 §2.5.5.2).
 * Undefined when the text is no address.
 */
export function bindKind(address: string): BindKind | undefined {
  if (!kinds.has(address)) kinds.set(address, findKind(address));
  return kinds.get(address);
}

/** A host binds a handful of addresses hundreds of times, and ipaddr.js parses by regular expressions. */
const kinds = new Map<string, BindKind | undefined>();

function findKind(address: string): BindKind | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  // `process` turns a v4-mapped address into the IPv4 address.
  const range = ipaddr.process(address).range();
  switch (range) {
    case 'unspecified':
      // ipaddr.js calls all of 0.0.0.0/8 unspecified; only 0.0.0.0 is INADDR_ANY.
      return ipaddr
        .process(address)
        .toByteArray()
        .every((byte) => byte === 0)
        ? 'unspecified'
        : 'unicast';
    case 'loopback':
      return 'loopback';
    case 'linkLocal':
      return 'link-local';
    case 'multicast':
      return 'multicast';
    case 'broadcast':
      return 'broadcast';
    default:
      return 'unicast';
  }
}

/**
 * Where a socket answers as far as its bind tells: all of 127/8, `::1`, v4-mapped loopback and a device bind to `lo` are
 * loopback-only; the wildcards are all-interfaces unless bound to a device.
 */
export function scopeOf(address: string, device: string | undefined): Scope {
  if (device === 'lo') return 'loopback-only';
  const kind = bindKind(address);
  if (kind === 'loopback') return 'loopback-only';
  return kind === 'unspecified' && device === undefined ? 'all-interfaces' : 'specific-interface';
}
