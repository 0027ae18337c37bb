import type { HostIo } from '../../host-io.js';
import { NETLINK_ROUTE, type Netlink, type NetlinkAnswer } from '../netlink/netlink.js';
import { attributes, parseAll, textOf } from '../netlink/netlink-message.js';
import { type FilterEffect, parseFilter, strongest } from './parse-tc-filter.js';
import { UNREAD, type Unread } from './unread-layer.js';

const RTM_GETQDISC = 38;
const RTM_GETTFILTER = 46;
/** struct tcmsg. */
const TCMSG = 20;
const TCA_KIND = 1;
/** Where filters hang: on the ingress qdisc, and on the two sides of clsact. */
const INGRESS_PARENT = 0xffff0000;
const CLSACT_INGRESS_PARENT = 0xfffffff2;
const CLSACT_EGRESS_PARENT = 0xfffffff3;
/** A kernel that was built without traffic control, and so filters nothing by it. */
const EOPNOTSUPP = 95;

/** What the filters on one side of a device may do to packets; nothing is told of sides where they let all pass. */
export interface FilteredSide {
  /** Its name. */
  readonly device: string;
  readonly egress: boolean;
  readonly effect: Exclude<FilterEffect, 'pass'> | Unread;
}

type Links = readonly { readonly index: number; readonly name: string }[];

/** Looks for traffic-control filters that do something to packets (tc-bpf, police, flower, …); by `tc` where there is no netlink. */
export async function readTrafficControl(
  io: HostIo,
  netlink: Netlink | undefined,
  links: Links,
): Promise<readonly FilteredSide[] | Unread> {
  const places = netlink === undefined ? await placesByTc(io) : placesByNetlink(netlink);
  if (places === UNREAD) return UNREAD;
  const found: FilteredSide[] = [];
  for (const { parent, egress, index, device } of places) {
    const link = links.find((each) => each.index === index || each.name === device);
    if (link === undefined) continue;
    const effect =
      netlink === undefined
        ? await effectByTc(io, link.name, egress)
        : effectByNetlink(netlink, link.index, parent);
    if (effect !== 'pass') found.push({ device: link.name, egress, effect });
  }
  return found;
}

/** Where filters may hang, and the device by its index or its name. */
interface Place {
  readonly parent: number;
  readonly egress: boolean;
  readonly index?: number;
  readonly device?: string;
}

function placesByNetlink(netlink: Netlink): readonly Place[] | Unread {
  const messages = messagesOf(netlink.dump(NETLINK_ROUTE, RTM_GETQDISC, Buffer.alloc(TCMSG)));
  if (messages === UNREAD) return UNREAD;
  const places = parseAll(messages, (payload): readonly Place[] => {
    const kind = textOf(attributes(payload, TCMSG).get(TCA_KIND));
    return placesOf(kind, payload.readUInt32LE(8)).map((place) => ({
      ...place,
      index: payload.readInt32LE(4),
    }));
  });
  return places?.flat() ?? UNREAD;
}

/** `handle`: of the qdisc; those that the kernel made have none, and nobody hangs filters there. */
function placesOf(kind: string | undefined, handle: number): readonly Place[] {
  if (kind === 'ingress') return [{ parent: INGRESS_PARENT, egress: false }];
  if (kind === 'clsact')
    return [
      { parent: CLSACT_INGRESS_PARENT, egress: false },
      { parent: CLSACT_EGRESS_PARENT, egress: true },
    ];
  return handle === 0 ? [] : [{ parent: handle, egress: true }];
}

function effectByNetlink(netlink: Netlink, index: number, parent: number): FilterEffect | Unread {
  const request = Buffer.alloc(TCMSG);
  request.writeInt32LE(index, 4);
  request.writeUInt32LE(parent, 12);
  const messages = messagesOf(netlink.dump(NETLINK_ROUTE, RTM_GETTFILTER, request));
  const effects = messages === UNREAD ? undefined : parseAll(messages, parseFilter);
  if (effects === undefined) return UNREAD;
  return strongest(effects);
}

function messagesOf(answer: NetlinkAnswer) {
  if (answer.ok) return answer.messages;
  return answer.errno === EOPNOTSUPP ? [] : UNREAD;
}

/** "qdisc clsact ffff: dev eth0 parent ffff:fff1": a name of a device has no blanks. */
const QDISC = /^qdisc (ingress|clsact) \S+ dev (\S+) /gm;

async function placesByTc(io: HostIo): Promise<readonly Place[] | Unread> {
  const result = await io.run('tc', ['qdisc', 'show']);
  if (result.kind !== 'exited' || result.code !== 0) return UNREAD;
  return [...result.stdout.matchAll(QDISC)].flatMap(([, kind, device]) =>
    placesOf(kind, 0).map((place) => ({ ...place, device })),
  );
}

/** What they do is told by netlink alone. */
async function effectByTc(io: HostIo, device: string, egress: boolean): Promise<FilterEffect | Unread> {
  const result = await io.run('tc', ['filter', 'show', 'dev', device, egress ? 'egress' : 'ingress']);
  if (result.kind !== 'exited' || result.code !== 0) return UNREAD;
  return result.stdout.trim() === '' ? 'pass' : 'any';
}
