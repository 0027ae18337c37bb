import { describe, expect, it } from 'vitest';
import { requires } from '../support/requires.js';
import { carryOut, disagreements } from './experiment.js';
import { generateScenario, kindOf } from './generate/scenario.js';
import type { Outcome } from './probe.js';
import { Tally } from './tally.js';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;
const SEEDS = Array.from({ length: 32 }, (_, i) => i + 1);
/** Scenarios with namespaces behind bridges. */
const GUEST_SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
/** Scenarios of broadcasts and multicast groups. */
const GROUP_SEEDS = Array.from({ length: 6 }, (_, i) => i + 1);
/** Scenarios of VRFs. */
const VRF_SEEDS = Array.from({ length: 4 }, (_, i) => i + 1);
const TOOLS = ['ip', 'nft', 'iptables-nft-restore', 'iptables-legacy-restore', 'ipset'];

describe('scenarios', () => {
  it('are the same each time for one seed', () => {
    expect(generateScenario(7)).toEqual(generateScenario(7));
    expect(generateScenario(8)).not.toEqual(generateScenario(7));
  });
});

requires({ root: true, tools: TOOLS, paths: [CLI] })('real packets', () => {
  const tally = new Tally();
  const heard: (Outcome & { readonly kind: 'heard' })[] = [];

  it.each(SEEDS)('go where the audit says, seed %i', (seed) => {
    const experiment = carryOut(generateScenario(seed, kindOf(seed)), CLI);
    tally.add(experiment);
    expect(experiment.gaps).toEqual([]);
    expect(experiment.listing).toEqual([]);
    expect(disagreements(experiment)).toEqual([]);
  });

  it.each(GUEST_SEEDS)('go where the audit says from one namespace to the next, seed %i', (seed) => {
    const experiment = carryOut(generateScenario(seed, 'guests'), CLI);
    tally.add(experiment);
    expect(experiment.listing).toEqual([]);
    expect(disagreements(experiment)).toEqual([]);
  });

  it.each(GROUP_SEEDS)('go to every socket that hears them, seed %i', (seed) => {
    const experiment = carryOut(generateScenario(seed, 'groups'), CLI);
    tally.add(experiment);
    expect(experiment.listing).toEqual([]);
    expect(disagreements(experiment)).toEqual([]);
    heard.push(...experiment.outcomes.filter((one) => one.kind === 'heard'));
  });

  it('reach several sockets at once, some of them', () => {
    expect(heard.some(({ answered }) => answered.length > 1)).toBe(true);
    expect(heard.some(({ by }) => by.length === 0)).toBe(true);
  });

  it('leave at most one probe in a hundred undecided', () => {
    const scenarios = SEEDS.length + GUEST_SEEDS.length + GROUP_SEEDS.length;
    console.log(tally.line(`${scenarios} seeds`));
    expect(tally.probes).toBeGreaterThan(900 * scenarios);
    expect(tally.conditional / tally.probes).toBeLessThanOrEqual(0.01);
  });
});

requires({ root: true, tools: ['ip', 'nft', 'unshare'], paths: [CLI], links: ['vrf table 10'] })(
  'VRFs',
  () => {
    it.each(VRF_SEEDS)('hand packets to the sockets that the audit says, seed %i', (seed) => {
      const experiment = carryOut(generateScenario(seed, 'vrf'), CLI);
      expect(experiment.gaps).toEqual([]);
      expect(experiment.listing).toEqual([]);
      expect(disagreements(experiment)).toEqual([]);
    });
  },
);
