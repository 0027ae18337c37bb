/**
 * Probes of recorded hosts that saw no answer although the packet was delivered and an answer could have left: what the
 * program behind the socket did is not what the kernel decides. Each is named here with its reason.
 */
export interface Explained {
  readonly host: RegExp;
  /** Matched against "interface protocol source destination port verdict". */
  readonly probe: RegExp;
  readonly because: string;
}

export const EXPLAINED: readonly Explained[] = [
  {
    host: /^(d28|docker|pod5|podman)-/,
    probe: /^(lan0|wan0) udp \S+ \S+ (8090|5301) timeout$/,
    because: 'the test server answers from the address of the link, not from the one that was dialled',
  },
  {
    host: /^(libvirt|sock-dnsmasq)$/,
    probe: / udp \S+ \S+ (53|67|5354|5355|5356|5357) timeout$/,
    because: 'dnsmasq does not answer a datagram that is no DNS or DHCP question',
  },
  {
    host: /^sock-exotic$/,
    probe: / udp \S+ \S+ (4789|4790|8472) timeout$/,
    because: "a VXLAN socket of the kernel's takes the datagram and answers nothing",
  },
  {
    host: /^sock-exotic$/,
    probe: / udp \S+ \S+ (7200|7220|7226) timeout$/,
    because: 'the test program never reads from these sockets',
  },
  {
    host: /^sock-exotic$/,
    probe: / tcp \S+ \S+ 7212 timeout$/,
    because: 'its accept queue of one is full and never emptied',
  },
];

/** The explanation of a disagreement line ("probe: answer") of a host, if it has one. */
export function explanationOf(host: string, line: string): string | undefined {
  const probe = line.slice(0, line.indexOf(': '));
  return EXPLAINED.find((item) => item.host.test(host) && item.probe.test(probe))?.because;
}
