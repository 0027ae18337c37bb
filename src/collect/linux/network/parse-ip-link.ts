import type { BridgePort } from '../../../model/bridge-port.js';
import { hasLowerLink, kindWithoutDriver } from '../netlink/rtnetlink-names.js';
import { hasWord, type IpObject, numberIn, objectIn, parseIpJson, textIn } from './ip-json.js';
import type { Link, LinkMessage } from './parse-rtnl-link.js';

/** ARPHRD_* of linux/if_arp.h that iproute2 has words for, where a host may have them. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  ether: 1,
  infiniband: 32,
  can: 280,
  rawip: 519,
  ppp: 512,
  tunnel: 768,
  ipip: 768,
  tunnel6: 769,
  loopback: 772,
  sit: 776,
  gre: 778,
  'ieee802.11': 801,
  'ieee802.11/radiotap': 803,
  ieee802154: 804,
  gre6: 823,
  netlink: 824,
  '6lowpan': 825,
  vsockmon: 826,
  none: 65534,
  void: 65535,
};

/** The interfaces in the output of `ip -j -d link`. Undefined when it is no such output. */
export function parseIpLink(text: string): readonly Omit<LinkMessage, 'master'>[] | undefined {
  const objects = parseIpJson(text);
  const indexes = new Map(objects?.map((object) => [textIn(object, 'ifname'), numberIn(object, 'ifindex')]));
  return objects?.flatMap((object) => {
    const nsid = object.link_netnsid === undefined ? undefined : (numberIn(object, 'link_netnsid') ?? -1);
    const link = linkOf(object, (name) => indexes.get(name), nsid !== undefined);
    return link === undefined ? [] : [{ link, nsid }];
  });
}

function linkOf(
  object: IpObject,
  indexOf: (name: string | undefined) => number | undefined,
  elsewhere: boolean,
): Link | undefined {
  const name = textIn(object, 'ifname');
  const index = numberIn(object, 'ifindex');
  if (name === undefined || index === undefined) return undefined;
  const type = linkType(textIn(object, 'link_type'));
  const info = objectIn(object, 'linkinfo');
  const kind = info === undefined ? undefined : textIn(info, 'info_kind');
  const data = info === undefined ? undefined : objectIn(info, 'info_data');
  const lowerName = kind === 'vxlan' ? data && textIn(data, 'link') : textIn(object, 'link');
  const told = numberIn(object, 'link_index') ?? indexOf(lowerName) ?? 0;
  const lower = kind === 'vxlan' || hasLowerLink(kind) ? told : 0;
  return {
    name,
    index,
    kind: kind ?? kindWithoutDriver(type),
    up: hasWord(object, 'flags', 'UP'),
    running: hasWord(object, 'flags', 'LOWER_UP'),
    master: textIn(object, 'master'),
    mac: type === 1 ? textIn(object, 'address') : undefined,
    mtu: numberIn(object, 'mtu'),
    link: lower === 0 && !elsewhere ? undefined : { index: lower },
    group: textIn(object, 'group') === 'default' ? 0 : numberIn(object, 'group'),
    type,
    vrfTable: kind === 'vrf' && data !== undefined ? numberIn(data, 'table') : undefined,
    xdp: object.xdp !== undefined,
    tunnelPort:
      (kind === 'vxlan' || kind === 'geneve') && data !== undefined ? numberIn(data, 'port') : undefined,
    bridgePort: info === undefined ? undefined : bridgePortOf(info),
    vlanFiltering: (data !== undefined && numberIn(data, 'vlan_filtering') === 1) || undefined,
    vlanId: kind === 'vlan' && data !== undefined ? numberIn(data, 'id') : undefined,
    routedMode: data === undefined ? undefined : routedModeOf(data),
    vlanProtocol: data === undefined ? undefined : vlanProtocolOf(data),
  };
}

/** Of an ipvlan device. */
function routedModeOf(data: IpObject): Link['routedMode'] {
  const word = textIn(data, 'mode');
  return word === 'l3' || word === 'l3s' ? word : undefined;
}

/** Of a VLAN device and of a bridge, which has another word for it. */
function vlanProtocolOf(data: IpObject): Link['vlanProtocol'] {
  const word = textIn(data, 'protocol') ?? textIn(data, 'vlan_protocol');
  return word === '802.1Q' || word === '802.1ad' ? word : undefined;
}

/** A word of iproute2's, or the number in brackets for a type that it has no word for. */
function linkType(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\[(\d+)\]$/.exec(text)?.[1];
  return number === undefined ? LINK_TYPES[text] : Number(number);
}

function bridgePortOf(info: IpObject): BridgePort | undefined {
  const data = objectIn(info, 'info_slave_data');
  if (textIn(info, 'info_slave_kind') !== 'bridge' || data === undefined) return undefined;
  return { hairpin: data.hairpin === true, isolated: data.isolated === true };
}
