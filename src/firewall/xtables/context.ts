import type { IpFamily } from '../../net/address-set.js';
import type { Ipsets } from '../ipset/ipsets.js';

/** What the matches and targets of iptables are translated with. */
export interface XtContext {
  readonly family: IpFamily;
  readonly sets: Ipsets;
  /** False when the host surely has no IPsec policy: then no packet has come through one. */
  readonly ipsec: boolean;
  /** Names of the table's chains, to tell a jump from a target. */
  readonly chains: { has(name: string): boolean };
  /** The built-in chain that the rule is in; undefined in user chains. */
  readonly hook: string | undefined;
}
