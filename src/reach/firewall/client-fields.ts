import type { Loaded } from './load-selector.js';
import { boundsOf, type NumberBounds } from './number-bounds.js';
import type { Passage } from './packet.js';

type Chosen = Extract<Loaded, { kind: 'chosen' }>;

/**
 * The peer's port: of the range that Linux takes ephemeral ports from (net.ipv4.ip_local_port_range), unless the client
 * binds another.
 */
export const PEER_PORT: Chosen = {
  kind: 'chosen',
  ordinary: [32768, 61000],
  possible: [0, 65536],
  what: 'source port',
};

const SYN = 2;
const ACK = 16;
/** PSH, URG, ECE and CWR may come with a SYN; with FIN, RST or ACK it opens no connection (tcp_rcv_state_process). */
const BESIDE_SYN = [8, 32, 64, 128];

const SYN_VARIANTS = boundsOf(subsets(BESIDE_SYN).map((extra) => SYN | extra));
const ACK_VARIANTS = boundsOf(subsets([1, ...BESIDE_SYN]).map((extra) => ACK | extra));

/** Header fields that the sender is free to set: what an ordinary client's packet has, and what any could have. */
export function loadClientField(
  field: 'ttl' | 'dscp' | 'fragment-offset' | 'ip-length' | 'tcpflags',
  passage: Passage,
): Loaded {
  switch (field) {
    case 'tcpflags':
      if (passage.phase === 'reply') return { kind: 'number', value: SYN | ACK };
      return passage.phase === 'new'
        ? { kind: 'chosen', ordinary: [SYN, SYN + 1], possible: SYN_VARIANTS, what: 'TCP flags' }
        : { kind: 'chosen', ordinary: [ACK, ACK + 1], possible: ACK_VARIANTS, what: 'TCP flags' };
    case 'ttl': // 64 at the start (net.ipv4.ip_default_ttl), less a few hops
      return { kind: 'chosen', ordinary: [56, 65], possible: [1, 256], what: 'TTL' };
    case 'dscp':
      return { kind: 'chosen', ordinary: [0, 1], possible: [0, 64], what: 'DSCP' };
    case 'ip-length':
      return { kind: 'chosen', ordinary: [40, 1501], possible: [20, 65536], what: 'packet length' };
    case 'fragment-offset': // 0x4000 is DF, which Linux sets for TCP; a first fragment (0x2000) has offset 0 as well
      if (passage.family === 'ipv6') return { kind: 'none' };
      return {
        kind: 'chosen',
        ordinary: boundsOf([0, 0x4000]),
        possible: boundsOf([0, 0x2000, 0x4000, 0x6000]),
        what: 'fragment bits',
      };
    default: {
      const unreachable: never = field;
      return unreachable;
    }
  }
}

/** The field ANDed with `mask`. */
export function maskChosen(field: Chosen, mask: number): Chosen {
  return { ...field, ordinary: maskBounds(field.ordinary, mask), possible: maskBounds(field.possible, mask) };
}

function maskBounds(bounds: NumberBounds, mask: number): NumberBounds {
  const values: number[] = [];
  for (let i = 0; i < bounds.length; i += 2)
    for (let value = bounds[i] as number; value < (bounds[i + 1] as number); value++)
      values.push((value & mask) >>> 0);
  return boundsOf(values);
}

function subsets(bits: readonly number[]): number[] {
  let sums = [0];
  for (const bit of bits) sums = sums.flatMap((sum) => [sum, sum | bit]);
  return sums;
}
