import type { RuleRef } from '../../model/reason.js';
import type { MarkValue } from '../../model/ruleset.js';
import type { Flow } from './flow.js';
import { pick } from './map-lookup.js';
import { hasConntrack, type PacketState, type Passage } from './packet.js';

/** What became of a flow whose mark a rule sets: `marked` go on in the rule, for `missed` it ends here. */
export interface Marked {
  readonly marked: readonly Flow[];
  readonly missed: readonly Flow[];
}

/**
 * Sets the packet's mark or its connection's. A ct mark of a packet without an entry is left alone; a value that cannot
 * be loaded ends the rule (nft_meta_set_eval, nft_ct_set_eval, xt_connmark.c).
 */
export function setMark(
  flow: Flow,
  target: 'mark' | 'ctmark',
  value: MarkValue,
  passage: Passage,
  rule: RuleRef,
): Marked {
  const withoutEntry = !hasConntrack(flow.state, passage);
  const write = (to: Flow, mark: number | undefined): Flow =>
    target === 'ctmark' && withoutEntry ? to : { ...to, state: { ...to.state, [target]: mark } };
  switch (value.kind) {
    case 'bits': {
      if (value.base === 'ctmark' && withoutEntry && value.and !== 0) return { marked: [], missed: [flow] };
      return { marked: [write(flow, bits(flow.state, value))], missed: [] };
    }
    case 'merge':
      return { marked: [withoutEntry ? flow : write(flow, merge(flow.state, target, value))], missed: [] };
    case 'map': {
      const { picked, missed } = pick(flow, value.keys, value.map, passage, rule, String);
      return {
        marked: picked.map(({ flow: taken, data }) => write(taken, data)),
        missed: missed === undefined ? [] : [missed],
      };
    }
    case 'unknown':
      return { marked: [write(flow, undefined)], missed: [] };
    default: {
      const unreachable: never = value;
      return unreachable;
    }
  }
}

function bits(state: PacketState, value: Extract<MarkValue, { kind: 'bits' }>): number | undefined {
  if (value.and === 0) return value.xor >>> 0;
  const base = state[value.base];
  return base === undefined ? undefined : ((base & value.and) ^ value.xor) >>> 0;
}

function merge(
  state: PacketState,
  target: 'mark' | 'ctmark',
  { keep, take }: Extract<MarkValue, { kind: 'merge' }>,
): number | undefined {
  const own = state[target];
  const other = state[target === 'mark' ? 'ctmark' : 'mark'];
  return own === undefined || other === undefined ? undefined : ((own & keep) ^ (other & take)) >>> 0;
}
