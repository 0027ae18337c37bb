import type { Classes } from '../firewall/classes.js';

/** The classes of two runners whose rules the same packets meet: what either tells apart is apart. */
export function jointClasses(own: Classes, other: Classes): Classes {
  const classes = new Map<string, number>();
  const joint = (...parts: readonly number[]) => {
    const key = parts.join(' ');
    const known = classes.get(key) ?? classes.size;
    classes.set(key, known);
    return known;
  };
  return {
    portClass: (protocol, port) => joint(own.portClass(protocol, port), other.portClass(protocol, port)),
    addressClass: (family, address) =>
      joint(own.addressClass(family, address), other.addressClass(family, address)),
    addressBounds: (family) =>
      [...new Set([...own.addressBounds(family), ...other.addressBounds(family)])].sort((a, b) =>
        a < b ? -1 : a > b ? 1 : 0,
      ),
  };
}
