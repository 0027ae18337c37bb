import type { SourceFilter } from '../../../model/multicast.js';
import { formatAddress } from '../../../net/address.js';
import type { IpFamily } from '../../../net/address-set.js';

/** A line of /proc/net/mcfilter or mcfilter6: a source that sockets joined a group for, or without. */
export interface FilteredSource extends SourceFilter {
  readonly family: IpFamily;
  readonly device: string;
  readonly group: string;
}

const LINE = /^ *\d+ +(\S+) +(?:0x)?([\da-f]{8}|[\da-f]{32}) +(?:0x)?([\da-f]{8}|[\da-f]{32}) +(\d+) +(\d+)$/;

/** The source filters of all groups of a family; what is no line of them is passed over. */
export function parseMcfilter(text: string): FilteredSource[] {
  return text.split('\n').flatMap((line) => {
    const [, device, group = '', source = '', include, exclude] = LINE.exec(line) ?? [];
    if (device === undefined || group.length !== source.length) return [];
    const family = group.length === 8 ? 'ipv4' : 'ipv6';
    const address = (hex: string) =>
      formatAddress(family, family === 'ipv4' ? Number(`0x${hex}`) : BigInt(`0x${hex}`));
    return [
      {
        family,
        device,
        group: address(group),
        source: address(source),
        include: Number(include),
        exclude: Number(exclude),
      },
    ];
  });
}
