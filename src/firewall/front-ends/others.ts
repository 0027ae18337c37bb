import type { FrontEnd } from './front-ends.js';

/** Programs whose rules are recognised and left in the words of nft or iptables. */
export const OTHER_FRONT_ENDS: readonly FrontEnd[] = [
  {
    name: 'shorewall',
    chains: /^(shorewall|dynamic|logflags|sfilter|smurfs|reject|sha-.*|.*2fw|fw2.*|.*-fw|fw-.*|~log\d+)$/,
  },
  { name: 'openwrt', tables: /^fw4$/ },
  { name: 'nixos', tables: /^nixos-(fw|nat)$/, chains: /^nixos-/ },
  { name: 'vyos', tables: /^vyos_/, chains: /^VYOS_/ },
  { name: 'csf', chains: /^(LOCALINPUT|LOCALOUTPUT|DENYIN|DENYOUT|ALLOWIN|ALLOWOUT)$/ },
  { name: 'libvirt', tables: /^libvirt_network$/, chains: /^LIBVIRT_/ },
  { name: 'lxd', tables: /^lxd$/ },
  { name: 'incus', tables: /^incus$/ },
  { name: 'kubernetes', tables: /^kube-proxy$/, chains: /^KUBE-/ },
  { name: 'calico', tables: /^calico$/, chains: /^cali-/ },
  { name: 'cilium', chains: /^CILIUM_/ },
  { name: 'istio', chains: /^ISTIO_/ },
  { name: 'tailscale', tables: /^ts-/, chains: /^ts-/ },
  { name: 'netbird', tables: /^netbird/, chains: /^NETBIRD-/ },
  { name: 'wg-quick', tables: /^wg-quick-/ },
  { name: 'systemd-networkd', tables: /^io\.systemd\.nat$/ },
  { name: 'miniupnpd', tables: /^miniupnpd$/, chains: /^MINIUPNPD/ },
  { name: 'crowdsec', tables: /^crowdsec6?$/, chains: /^CROWDSEC/, rules: /--match-set crowdsec/ },
  { name: 'sshguard', tables: /^sshguard$/, chains: /^sshguard/ },
];
