import type { HostIo } from '../../host-io.js';
import { NETLINK_ROUTE, type Netlink, type NetlinkAnswer } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';
import { UNREAD, type Unread } from './unread-layer.js';

const RTM_GETQDISC = 38;
const RTM_GETTFILTER = 46;
/** struct tcmsg. */
const TCMSG = 20;
const TCA_KIND = 1;
/** Where filters on incoming packets hang: on the ingress qdisc, and on the ingress side of clsact. */
const INGRESS_PARENT = 0xffff0000;
const CLSACT_INGRESS_PARENT = 0xfffffff2;
/** A kernel that was built without traffic control, and so filters nothing by it. */
const EOPNOTSUPP = 95;

/** Names of the devices on which something filters what comes in, and of those of which that could not be learned. */
export interface TrafficControl {
  readonly filtered: readonly string[];
  readonly unread: readonly string[];
}

type Links = readonly { readonly index: number; readonly name: string }[];

/** Looks for traffic-control filters on what comes in (tc-bpf, police, flower, …); by `tc` where there is no netlink. */
export async function readTrafficControl(
  io: HostIo,
  netlink: Netlink | undefined,
  links: Links,
): Promise<TrafficControl | Unread> {
  const qdiscs = netlink === undefined ? await qdiscsByTc(io) : qdiscsByNetlink(netlink);
  if (qdiscs === UNREAD) return UNREAD;
  const filtered: string[] = [];
  const unread: string[] = [];
  for (const { kind, index, device } of qdiscs) {
    const link = links.find((each) => each.index === index || each.name === device);
    if (link === undefined) continue;
    const has =
      netlink === undefined ? await filtersByTc(io, link.name) : filtersByNetlink(netlink, link.index, kind);
    if (has === UNREAD) unread.push(link.name);
    else if (has) filtered.push(link.name);
  }
  return { filtered, unread };
}

/** A qdisc that filters on incoming packets hang on, and the device by its index or its name. */
interface IngressQdisc {
  readonly kind: 'ingress' | 'clsact';
  readonly index?: number;
  readonly device?: string;
}

function qdiscsByNetlink(netlink: Netlink): readonly IngressQdisc[] | Unread {
  const messages = messagesOf(netlink.dump(NETLINK_ROUTE, RTM_GETQDISC, Buffer.alloc(TCMSG)));
  if (messages === UNREAD) return UNREAD;
  const qdiscs = parseAll(messages, (payload): IngressQdisc | undefined => {
    const kind = attributes(payload, TCMSG).get(TCA_KIND)?.toString('latin1').replace(/\0$/, '');
    return kind === 'ingress' || kind === 'clsact' ? { kind, index: payload.readInt32LE(4) } : undefined;
  });
  return qdiscs ?? UNREAD;
}

function filtersByNetlink(netlink: Netlink, index: number, kind: IngressQdisc['kind']): boolean | Unread {
  const request = Buffer.alloc(TCMSG);
  request.writeInt32LE(index, 4);
  request.writeUInt32LE(kind === 'ingress' ? INGRESS_PARENT : CLSACT_INGRESS_PARENT, 12);
  const messages = messagesOf(netlink.dump(NETLINK_ROUTE, RTM_GETTFILTER, request));
  return messages === UNREAD ? UNREAD : messages.length > 0;
}

function messagesOf(answer: NetlinkAnswer) {
  if (answer.ok) return answer.messages;
  return answer.errno === EOPNOTSUPP ? [] : UNREAD;
}

/** "qdisc clsact ffff: dev eth0 parent ffff:fff1": a name of a device has no blanks. */
const QDISC = /^qdisc (ingress|clsact) \S+ dev (\S+) /gm;

async function qdiscsByTc(io: HostIo): Promise<readonly IngressQdisc[] | Unread> {
  const result = await io.run('tc', ['qdisc', 'show']);
  if (result.kind !== 'exited' || result.code !== 0) return UNREAD;
  return [...result.stdout.matchAll(QDISC)].map(([, kind, device]) => ({
    kind: kind as IngressQdisc['kind'],
    device,
  }));
}

async function filtersByTc(io: HostIo, device: string): Promise<boolean | Unread> {
  const result = await io.run('tc', ['filter', 'show', 'dev', device, 'ingress']);
  return result.kind === 'exited' && result.code === 0 ? result.stdout.trim() !== '' : UNREAD;
}
