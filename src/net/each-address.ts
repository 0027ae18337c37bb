import type { AddressSet, Bound } from './address-set.js';

/** The addresses of `set` one by one, ascending. For small sets: an IPv6 network never ends. */
export function* eachAddress({ bounds }: AddressSet): Iterable<Bound> {
  for (let i = 0; i < bounds.length; i += 2)
    for (let at = bounds[i] as Bound; at < (bounds[i + 1] as Bound); at = nextAddress(at)) yield at;
}

/** The address after this one. */
export function nextAddress(address: Bound): Bound {
  return typeof address === 'bigint' ? address + 1n : address + 1;
}
