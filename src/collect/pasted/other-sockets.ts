import type { OtherSocket } from '../../model/listing.js';
import { HEADING, type ListedLine, type Listing } from './listed-line.js';

/** Rows that name their kind themselves: net-tools' `unix`, macOS' kctl, the BSDs' raw sockets without a port. */
const ROWS: readonly (readonly [RegExp, OtherSocket])[] = [
  [/^\s*unix\s+\d+\s/, 'unix'],
  [/^\s*(?:(?:0x)?[\da-f]{6,16}\s+){1,2}(?:stream|dgram|seqpac\w*|rdm)\s/, 'unix'],
  [/^\s*(?:[\da-f]{6,16}\s+(?:[\da-f]{1,8}\s+)?)?(?:kctl|kevt|ctrl|data|systm)\s+\d/, 'kernel'],
  [
    /^\s*(?:[\da-f]{6,16}\s+(?:[\da-f]{1,8}\s+)?)?(?:icmp?|igmp?|ipd?|div|divert|raw|esp|ah|pim|ospf)(?:v?[46]|46)?\s+\d+\s+\d+\s/,
    'internet-protocol',
  ],
];

/** Sections whose rows have no mark of their own. */
const SECTIONS: readonly (readonly [RegExp, OtherSocket])[] = [
  [/^\s*Registered kernel control modules/i, 'kernel'],
  [/^\s*Active UNIX domain sockets|^\s*Active LOCAL \(UNIX\)/i, 'unix'],
  [/^\s*Netgraph sockets/i, 'kernel'],
];

/** Reads the rows of netstat that are no sockets of the internet's protocols, on any system. */
export function parseOtherSockets(lines: readonly string[]): Listing {
  let section: OtherSocket | undefined;
  const read = lines.map((line): ListedLine | undefined => {
    const begun = SECTIONS.find(([title]) => title.test(line));
    if (begun !== undefined) {
      section = begun[1];
      return HEADING;
    }
    if (/^\s*Active /.test(line) || line === '') section = line === '' ? section : undefined;
    const row = ROWS.find(([pattern]) => pattern.test(line));
    if (row !== undefined) return { kind: 'other', what: row[1] };
    return section !== undefined &&
      /^\s*(?:0x)?[\da-f]+\s+\S/.test(line) &&
      !/^\s*(?:address|proto)/i.test(line)
      ? { kind: 'other', what: section }
      : undefined;
  });
  return { lines: read, platform: undefined, deviceKnown: false };
}
