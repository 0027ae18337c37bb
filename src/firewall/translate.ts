import type { FirewallFacts } from '../model/firewall-facts.js';
import type { Gap } from '../model/gap.js';
import type { Ruleset } from '../model/ruleset.js';
import { FRONT_ENDS } from './front-ends/recognise.js';
import { Ipsets } from './ipset/ipsets.js';
import { isMisleading } from './ipset/misleading.js';
import { parseIpset } from './ipset/parse-save.js';
import { translateNft } from './nft/translate-tables.js';
import { parseSave } from './xtables/parse-save.js';
import { translateLegacy } from './xtables/translate-save.js';

/**
 * Translates everything that was read of one namespace's firewall into the one language that `reach` evaluates: nftables'
 * own listing, completed by iptables-nft-save where it hides arguments, and the tables of iptables-legacy.
 */
export function translateFirewall(firewall: FirewallFacts): {
  readonly ruleset: Ruleset;
  readonly gaps: readonly Gap[];
} {
  const saves = (firewall.xtables ?? []).map((save) => ({ ...save, tables: parseSave(save.text) }));
  const misleads = isMisleading(firewall.ipset ?? '');
  const saved = parseIpset(misleads ? '' : (firewall.ipset ?? ''));
  const ipsets = new Ipsets(saved, setsChangedByPackets(firewall));
  const ipsec = firewall.outside.some((layer) => layer.kind === 'ipsec');
  const nft = translateNft(firewall.nft?.nftables ?? [], {
    text: firewall.nftText ?? {},
    saved: (family, table) =>
      saves
        .find((save) => save.backend === 'nft' && save.family === family)
        ?.tables.find(({ name }) => name === table),
    ipsets,
    ipsec,
    frontEnds: FRONT_ENDS,
  });
  const legacy = saves
    .filter((save) => save.backend === 'legacy')
    .flatMap(({ family, tables }) => translateLegacy(tables, { family, sets: ipsets, ipsec }, FRONT_ENDS));
  return {
    ruleset: { tables: [...nft.tables, ...legacy] },
    gaps: misleads ? [...nft.gaps, MISLEADING] : nft.gaps,
  };
}

const MISLEADING: Gap = {
  code: 'firewall-partly-unreadable',
  subject: 'ipset',
  detail:
    'What ipset save printed has lines that no set with a plain name makes, so that it is not known what the IP sets hold.',
  remedy: 'see "ipset list -o xml" for names with blanks, quotes or ends of lines in them',
};

/** The sets that some SET target of iptables changes. */
function setsChangedByPackets(firewall: FirewallFacts): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const { text } of firewall.xtables ?? [])
    for (const [, name] of text.matchAll(/--(?:add|del)-set (\S+)/g))
      if (name !== undefined) changed.add(name);
  return changed;
}
