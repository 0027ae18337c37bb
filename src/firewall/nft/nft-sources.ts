import type { IpFamily } from '../../net/address-set.js';
import type { FrontEnds } from '../front-ends/front-ends.js';
import type { Ipsets } from '../ipset/ipsets.js';
import type { SavedTable } from '../xtables/parse-save.js';

/** What the tables of nft are translated with besides their own listing. */
export interface NftSources {
  /** `nft list table` text by "family name", where it was needed. */
  readonly text: Readonly<Record<string, string>>;
  /** Tables of iptables-nft-save and ip6tables-nft-save; undefined where that was not read. */
  readonly saved: (family: IpFamily, table: string) => SavedTable | undefined;
  readonly ipsets: Ipsets;
  readonly ipsec: boolean;
  readonly frontEnds: FrontEnds;
}
