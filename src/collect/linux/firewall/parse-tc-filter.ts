import { attributes, textOf } from '../netlink/netlink-message.js';

/**
 * What a filter may do to a packet, the least first: let it pass, stop it, change it, give it a mark or send it to another device; and as
 * a BPF program anything, such as to hand it to a socket.
 */
export const FILTER_EFFECTS = ['pass', 'drop', 'redirect', 'any'] as const;
export type FilterEffect = (typeof FILTER_EFFECTS)[number];

/** What several may do together. */
export function strongest(effects: readonly FilterEffect[]): FilterEffect {
  return FILTER_EFFECTS.findLast((effect) => effects.includes(effect)) ?? 'pass';
}

/** struct tcmsg. */
const TCMSG = 20;
const TCA_KIND = 1;
const TCA_OPTIONS = 2;
/** By kind of filter, the attributes of its options that hold actions: TCA_U32_ACT and TCA_U32_POLICE of linux/pkt_cls.h, … */
const ACTIONS: Readonly<Record<string, { readonly actions: number; readonly police?: number }>> = {
  u32: { actions: 7, police: 6 },
  flower: { actions: 3 },
  matchall: { actions: 2 },
  basic: { actions: 3, police: 4 },
  fw: { actions: 4, police: 2 },
  route: { actions: 6, police: 5 },
  flow: { actions: 9, police: 10 },
  cgroup: { actions: 1, police: 2 },
};
const TCA_ACT_KIND = 1;
const TCA_ACT_OPTIONS = 2;
const TCA_GACT_PARMS = 2;
const TCA_GACT_PROB = 3;
const TC_ACT_SHOT = 2;
/** These change nothing of a packet: what else they do is to stop it. */
const ONLY_STOPPING: ReadonlySet<string> = new Set(['police', 'sample', 'simple', 'csum', 'gate']);

/** These change packets, mark them or send them elsewhere: actions of tc-actions(8) that are no programs. */
const ONLY_CHANGING: ReadonlySet<string> = new Set(
  'pedit nat mirred skbedit skbmod vlan mpls tunnel_key ct ctinfo connmark'.split(' '),
);

/** The effect of the filter that RTM_NEWTFILTER tells of; a RangeError where it tells of none. */
export function parseFilter(payload: Buffer): FilterEffect {
  // Reading what is not there throws.
  payload.readUInt32LE(TCMSG - 4);
  const filter = attributes(payload, TCMSG);
  const kind = textOf(filter.get(TCA_KIND));
  const where = kind !== undefined && Object.hasOwn(ACTIONS, kind) ? ACTIONS[kind] : undefined;
  if (where === undefined) return 'any';
  const options = attributes(filter.get(TCA_OPTIONS) ?? Buffer.alloc(0), 0);
  const actions = attributes(options.get(where.actions) ?? Buffer.alloc(0), 0);
  const effects = [...actions.values()].map(effectOfAction);
  if (where.police !== undefined && options.has(where.police)) effects.push('drop');
  return strongest(effects);
}

function effectOfAction(action: Buffer): FilterEffect {
  const told = attributes(action, 0);
  const kind = textOf(told.get(TCA_ACT_KIND)) ?? '';
  if (ONLY_STOPPING.has(kind)) return 'drop';
  if (kind !== 'gact') return ONLY_CHANGING.has(kind) ? 'redirect' : 'any';
  const options = attributes(told.get(TCA_ACT_OPTIONS) ?? Buffer.alloc(0), 0);
  // struct tc_gact: index, capab, and what becomes of the packet.
  const verdict = options.get(TCA_GACT_PARMS)?.readInt32LE(8);
  return isPassing(verdict) && !options.has(TCA_GACT_PROB) ? 'pass' : 'drop';
}

/** TC_ACT_UNSPEC, _OK, _RECLASSIFY and _PIPE, and jumps: over actions, to a chain, whose filters are told as well. */
function isPassing(verdict: number | undefined): boolean {
  if (verdict === undefined) return false;
  const isJump = verdict >>> 28 === 1 || verdict >>> 28 === 2;
  return isJump || verdict === 3 || (verdict >= -1 && verdict < TC_ACT_SHOT);
}
