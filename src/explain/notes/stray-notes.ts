import type { ReachEntry } from '../../model/reach.js';
import type { Subject } from '../host.js';
import { firstFew } from '../sentence.js';

/**
 * Who gets in under addresses that belong elsewhere. IPv4 takes such packets where rp_filter is off (ip-sysctl.rst); IPv6 has
 * no such check.
 */
export function strayNotes({ reach }: Subject): string[] {
  const strays = reach.filter((entry) => entry.asymmetric && entry.verdict === 'allowed');
  if (strays.length === 0) return [];
  const regular = new Set(reach.filter(isRegular).map((entry) => entry.interface));
  const too = strays.filter((entry) => regular.has(entry.interface));
  const only = strays.filter((entry) => !regular.has(entry.interface));
  const ways = new Set(reach.map((entry) => entry.interface).filter((name) => name !== 'lo'));
  return [
    ...sentences(too, ways, 'whoever sends under an address that belongs elsewhere can get in too'),
    ...sentences(only, ways, 'only who sends under an address that belongs elsewhere can get in'),
  ];
}

function isRegular({ asymmetric, verdict }: ReachEntry): boolean {
  return !asymmetric && verdict === 'allowed';
}

function sentences(entries: readonly ReachEntry[], ways: ReadonlySet<string>, what: string): string[] {
  const names = [...new Set(entries.map((entry) => entry.interface))];
  if (names.length === 0) return [];
  const isIpv4 = entries.some(({ sources }) => sources.some((source) => !source.includes(':')));
  const why = isIpv4 ? 'rp_filter is off there' : 'IPv6 has no rp_filter';
  const isAll = names.length > 1 && names.length === ways.size;
  const where = isAll ? 'On every link here' : `On the link of ${firstFew(names, 3, 'interface', 'or')}`;
  return [`${where}, ${what} (${why}); the answer leaves by another interface.`];
}
