import type { IpFamily } from '../../net/address-set.js';

/*
 * netstat cuts what is too long for its column, and says nothing of it. net-tools (lib/inet_sr.c and netstat.c,
 * addr_do_one) shortens the address so that it and the port fill 22 characters; the BSDs and macOS (inetprint in
 * inet.c) print 16 of an address, and cut address and port together where -A makes the column 18 wide.
 */

/** Without -W and -l, the BSDs print 16 characters of an address, net-tools 22 of address and port together. */
const BSD_ADDRESS = 16;
const BSD_NARROW_COLUMN = 18;
const NET_TOOLS_ADDRESS_AND_PORT = 22;

export interface Cut {
  readonly text: string;
  readonly layout: 'bsd' | 'net-tools';
  /** Of the address; undefined where it could not be parsed. */
  readonly family: IpFamily | undefined;
  /** The listing prints addresses in full. */
  readonly wide: boolean;
  /** The row begins with the address of a kernel structure (-A). */
  readonly control: boolean;
}

/** Whether the tool may have left off the end of an address, so that what is left looks like another one. */
export function isCut({ text, layout, family, wide, control }: Cut): boolean {
  if (wide) return false;
  // There the port suffers, and IPv4's as well.
  if (control && text.length >= BSD_NARROW_COLUMN) return true;
  const [host, port] = splitPort(text);
  if (family === 'ipv4' || !host.includes(':')) return false;
  return layout === 'bsd'
    ? host.length >= BSD_ADDRESS
    : host.length + port.length >= NET_TOOLS_ADDRESS_AND_PORT;
}

/** Whether a listing was asked for whole addresses: one of them is longer than its column else allows. */
export function isWide(
  rows: readonly { readonly local: string; readonly foreign: string; readonly layout: Cut['layout'] }[],
  layout: Cut['layout'],
): boolean {
  return rows
    .filter((row) => row.layout === layout)
    .flatMap(({ local, foreign }) => [local, foreign])
    .some((text) => {
      const [host, port] = splitPort(text);
      return layout === 'bsd'
        ? host.length > BSD_ADDRESS
        : host.length + port.length > NET_TOOLS_ADDRESS_AND_PORT;
    });
}

function splitPort(text: string): [host: string, port: string] {
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(':'));
  return [text.slice(0, at), text.slice(at + 1)];
}
