import { NETLINK_ROUTE, type Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';

const RTM_GETQDISC = 38;
const RTM_GETTFILTER = 46;
/** struct tcmsg. */
const TCMSG = 20;
const TCA_KIND = 1;
/** Where filters on incoming packets hang: on the ingress qdisc, and on the ingress side of clsact. */
const INGRESS_PARENT = 0xffff0000;
const CLSACT_INGRESS_PARENT = 0xfffffff2;

/** Names of the devices with a traffic-control filter on what comes in (tc-bpf, police, flower, …). */
export function readTrafficControl(
  netlink: Netlink,
  links: readonly { readonly index: number; readonly name: string }[],
): readonly string[] {
  const qdiscs = netlink.dump(NETLINK_ROUTE, RTM_GETQDISC, Buffer.alloc(TCMSG));
  if (!qdiscs.ok) return [];
  const devices = parseAll(qdiscs.messages, (payload) => {
    const kind = attributes(payload, TCMSG).get(TCA_KIND)?.toString('latin1').replace(/\0$/, '');
    if (kind !== 'ingress' && kind !== 'clsact') return undefined;
    const index = payload.readInt32LE(4);
    const parent = kind === 'ingress' ? INGRESS_PARENT : CLSACT_INGRESS_PARENT;
    if (!hasFilters(netlink, index, parent)) return undefined;
    return links.find((link) => link.index === index)?.name;
  });
  return devices ?? [];
}

function hasFilters(netlink: Netlink, index: number, parent: number): boolean {
  const request = Buffer.alloc(TCMSG);
  request.writeInt32LE(index, 4);
  request.writeUInt32LE(parent, 12);
  const answer = netlink.dump(NETLINK_ROUTE, RTM_GETTFILTER, request);
  return answer.ok && answer.messages.length > 0;
}
