import { Random } from '../random.js';
import type { RuleLoad, Scenario } from '../scenario.js';
import { generateGroupScenario } from './groups.js';
import { generateGuestScenario } from './guests.js';
import { generateIptables } from './iptables.js';
import { generateListeners } from './listeners.js';
import { generateNetwork, type Network } from './network.js';
import { generateNft } from './nft.js';
import { generateProbes } from './probes.js';
import { generateVrfScenario } from './vrf.js';

export const KINDS = [
  'none',
  'nft',
  'iptables-nft',
  'iptables-legacy',
  'mixed',
  'guests',
  'groups',
  'vrf',
] as const;
export type Kind = (typeof KINDS)[number];

/** The scenario of a seed: always the same. Without a kind the seed chooses one. */
export function generateScenario(seed: number, kind = kindOf(seed)): Scenario {
  if (kind === 'guests') return generateGuestScenario(seed);
  if (kind === 'groups') return generateGroupScenario(seed);
  if (kind === 'vrf') return generateVrfScenario(seed);
  const random = new Random(seed);
  const network = generateNetwork(random);
  const listeners = generateListeners(random, network);
  const { links, clientAddresses, targetSetup, targetSysctls } = network;
  return {
    name: `seed ${seed}, ${kind}`,
    links,
    clientAddresses,
    targetSetup,
    targetSysctls,
    listeners,
    rules: generateRules(random, network, kind),
    probes: generateProbes(random, network),
  };
}

/** Every second seed is nftables, which has the most to get wrong; guests, groups and VRFs come only when asked for. */
export function kindOf(seed: number): Kind {
  const kinds: readonly Kind[] = [
    'nft',
    'none',
    'nft',
    'iptables-nft',
    'nft',
    'iptables-legacy',
    'nft',
    'mixed',
  ];
  return kinds[seed % kinds.length] as Kind;
}

function generateRules(
  random: Random,
  network: Network,
  kind: Exclude<Kind, 'guests' | 'groups' | 'vrf'>,
): RuleLoad[] {
  switch (kind) {
    case 'none':
      return [];
    case 'nft':
      return generateNft(random, network);
    case 'iptables-nft':
      return generateIptables(random, network, 'nft', random.chance(0.5));
    case 'iptables-legacy':
      return generateIptables(random, network, 'legacy', random.chance(0.7));
    case 'mixed':
      return [
        ...generateIptables(random, network, random.pick(['nft', 'legacy']), false),
        ...generateNft(random, network),
      ];
    default:
      return kind satisfies never;
  }
}
