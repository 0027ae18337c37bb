import type { FirewallFacts } from '../model/facts.js';
import type { Gap } from '../model/gap.js';
import type { Ruleset } from '../model/ruleset.js';
import { translateNft } from './nft/translate-tables.js';

/** Translates everything that was read of one namespace's firewall into the one language that `reach` evaluates. */
export function translateFirewall(firewall: FirewallFacts): {
  readonly ruleset: Ruleset;
  readonly gaps: readonly Gap[];
} {
  const nft = translateNft(firewall.nft?.nftables ?? []);
  return { ruleset: { tables: nft.tables }, gaps: nft.gaps };
}
