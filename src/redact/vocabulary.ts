/* Words that say what something is and not whose it is: they stay in names, so that a redacted host is still understood. */

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Parts of the names that the kernel, nft, iptables and the programs of src/firewall/front-ends give tables, chains and sets. */
export const RULE_WORDS = words(`
  filter nat mangle raw security broute route firewall
  INPUT FORWARD OUTPUT PREROUTING POSTROUTING BROUTING input forward output prerouting postrouting ingress egress
  in out fwd pre post IN OUT FWD FWDI FWDO PRE POST to from snat dnat masquerade SNAT DNAT ACCEPT DROP REJECT LOG LOGGING
  ufw ufw6 before after reject track user logging skip policy not local limit accept deny allow drop log
  firewalld ZONES POLICIES direct zone public home work internal external dmz trusted block host ipv6 ipv4 rules
  DOCKER USER ISOLATION STAGE BRIDGE CT INTERNAL INGRESS docker bridges and
  NETAVARK netavark nv HOSTPORT SETMARK MASQ DN CNI ADMIN nm
  f2b fail2ban chain table addr addr6 set
  LIBVIRT INP FWI FWO FWX PRT libvirt network guest cross
  KUBE SVC SEP FW EXT XLB NODEPORTS SERVICES PROXY CANARY FIREWALL MARK kube proxy KUBELET EXTERNAL
  cali CILIUM ISTIO REDIRECT INBOUND OUTBOUND ts tailscale netbird NETBIRD wg quick lxd incus calico
  shorewall dynamic logflags sfilter smurfs net loc vpn sha fw fw2 fw4 lan wan guests helper
  nixos vyos VYOS miniupnpd MINIUPNPD crowdsec crowdsec6 CROWDSEC cs blacklists blacklist sshguard
  LOCALINPUT LOCALOUTPUT DENYIN DENYOUT ALLOWIN ALLOWOUT io systemd
`);

/** What iptables-save writes that is no name: matches, targets, protocols, states, units. */
export const XTABLES_WORDS = words(`
  all tcp udp udplite icmp icmpv6 ipv6-icmp icmp6 esp ah sctp dccp gre ipencap igmp vrrp ospf pim ip ipv6 mh
  any src dst both original reply state conntrack multiport addrtype comment limit hashlimit recent connlimit mark connmark
  iprange set mac owner pkttype length ttl hl tos dscp ecn statistic string u32 bpf cgroup physdev policy rpfilter socket
  tcpmss time helper rt frag hbh dst ipv6header quota rateest realm cluster connbytes connlabel cpu devgroup eui64 nfacct osf
  unicast broadcast multicast local anycast blackhole unreachable prohibit throw nat
  random nth upto above srcip srcport dstip dstport srcip,dstip in out ipsec none pass bypass
  tcp-reset icmp-port-unreachable icmp-host-unreachable icmp-net-unreachable icmp-proto-unreachable icmp-net-prohibited
  icmp-host-prohibited icmp-admin-prohibited icmp6-no-route icmp6-adm-prohibited icmp6-addr-unreachable icmp6-port-unreachable
  no-route adm-prohibited addr-unreachable port-unreachable
  echo-request echo-reply destination-unreachable time-exceeded parameter-problem packet-too-big source-quench redirect
  router-solicitation router-advertisement neighbour-solicitation neighbour-advertisement neighbor-solicitation
  neighbor-advertisement host-unreachable network-unreachable fragmentation-needed ttl-exceeded timestamp-request
  ftp sip tftp irc pptp amanda h323 Q.931 RAS netbios-ns snmp sane
`);

/** Symbols of nft: protocols, states, types, and what its numbers are called without -n. */
export const NFT_SYMBOLS = words(`
  tcp udp udplite icmp icmpv6 icmp6 ipv6-icmp esp ah comp sctp dccp gre igmp ip ip6 ipv4 ipv6 arp vlan inet bridge netdev
  new established related untracked invalid snat dnat seen-reply assured confirmed expected dying original reply
  local unicast broadcast multicast anycast blackhole unreachable prohibit throw unspec host other otherhost loopback
  syn ack fin rst psh urg ecn cwr exists missing true false
  echo-request echo-reply destination-unreachable source-quench redirect time-exceeded parameter-problem timestamp-request
  timestamp-reply info-request info-reply router-advertisement router-solicitation packet-too-big mld-listener-query
  mld-listener-report mld-listener-done mld2-listener-report nd-router-solicit nd-router-advert nd-neighbor-solicit
  nd-neighbor-advert nd-redirect address-mask-request address-mask-reply port-unreachable host-unreachable net-unreachable
  prot-unreachable admin-prohibited host-prohibited net-prohibited no-route addr-unreachable reject-route
  cs0 cs1 cs2 cs3 cs4 cs5 cs6 cs7 af11 af12 af13 af21 af22 af23 af31 af32 af33 af41 af42 af43 ef be le lephb ect0 ect1 ce
  Sunday Monday Tuesday Wednesday Thursday Friday Saturday request sent in out tcp-reset ether ppp
  accept drop continue return queue jump goto masquerade
`);

/** Slices, scopes and types that systemd and container engines make everywhere. */
export const UNIT_WORDS = words(`
  system slice user scope service socket mount swap target timer path init session machine app kubepods docker libpod crio cri
  containerd podman lxc payload burstable besteffort pod conmon background app-graphical unified
`);

/** Directories that are the same on every system. */
export const PATH_WORDS = words(`
  run netns docker containerd podman var lib proc sys fs cgroup net ns self etc usr bin sbin dev tmp mnt opt user cni libpod lxc
`);

/**
 * How interfaces are called by the kernel, udev ("enp3s0f1") and the programs that make them: kind and number stay, what
 * comes after is theirs. An `enx` name holds a MAC address.
 */
export const INTERFACE_PREFIX =
  /^(?:(?:eth|wlan|wwan)\d{0,2}|(?:en|wl|ww|sl|ib)(?:\d{1,2}(?!\d)|[opsv](?:\d{1,4}(?:[sfndpuiv]\d{0,3})*)?)?|(?:veth|vnet|tap|tun|utun|ppp|wg|tailscale|zt|ipsec|nebula|docker|virbr|cni|podman|lxdbr|lxcbr|incusbr|nerdctl|cbr|vmbr|bond|team|br|dummy|vlan|macvlan|macvtap|ipvlan|vrf|lo|cali|flannel|cilium|kube|ovs|vxlan|ifb|awdl|llw|vmnet)\d{0,2}|(?:gre|gretap|sit|tunl|ip6tnl|vti|xfrm|bridge|feth|gif|stf|em|igb|ix|re|vmx|vtnet|genev|erspan|can)\d{1,2}(?!\d|[a-z]))/;

/** Interface names that hold none of the user's words. */
export const INTERFACE_NAMES = words(
  'docker_gwbridge kube-bridge vmbr-nat ovs-system br-lan br-wan br-int br-ex any all default',
);
