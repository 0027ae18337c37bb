/**
 * Something that could not be learned, and what would mend it. A stage that cannot know says so with one of these; it
 * never hands on an empty list instead.
 */
export interface Gap {
  readonly code: GapCode;
  /** What is missing, in the system's words: "nftables", "processes of other users", "net.ipv4.conf.eth0.rp_filter". */
  readonly subject: string;
  /** One sentence: what happened, and which answers suffer. */
  readonly detail: string;
  /** What the user can do about it: "run as root", "apt install nftables". */
  readonly remedy?: string;
  /** The network namespace it belongs to; absent when it concerns the whole host. */
  readonly namespace?: string;
}

export type GapCode =
  | 'sockets-unreadable'
  | 'socket-details-unknown' // v6only or the bound device cannot be seen by this way of listing
  | 'sockets-not-listed' // one protocol could not be listed (UDP on the portable path)
  | 'owners-unreadable'
  | 'interfaces-unreadable'
  | 'routes-unreadable'
  | 'sysctls-unreadable'
  | 'firewall-unreadable'
  | 'firewall-tool-missing'
  | 'firewall-partly-unreadable' // some rules came in a form that hides part of them
  | 'namespaces-unreadable'
  | 'containers-unreadable' // their names; what they listen on is known
  | 'relays-partly-sought' // hints at proxies and tunnels in front of a listener, which change no verdict
  | 'reach-partly-computed' // too many links between namespaces to tell who reaches whom from each of them
  | 'outside-layer-unreadable' // whether eBPF, IPVS, address lists of a service, … have a say
  | 'input-incomplete'; // a pasted listing tells nothing of interfaces and firewall
