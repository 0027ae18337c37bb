import { expect, it } from 'vitest';
import { requires } from '../support/requires.js';
import { BRIDGED_NAT_REGRESSIONS } from './bridged-nat-regressions.js';
import { carryOut, disagreements } from './experiment.js';
import { GROUP_AND_NAT_REGRESSIONS } from './group-and-nat-regressions.js';
import { REGRESSIONS } from './regressions.js';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;

requires({
  root: true,
  tools: ['ip', 'nft', 'iptables-legacy-restore', 'ipset'],
  paths: [CLI],
})('what the kernel does, and the audit says', () => {
  it.each([...REGRESSIONS, ...GROUP_AND_NAT_REGRESSIONS, ...BRIDGED_NAT_REGRESSIONS])(
    '$fact',
    ({ scenario, open, heard = [] }) => {
      const experiment = carryOut(scenario, CLI);
      const opened = experiment.outcomes.flatMap(({ kind }, i) => (kind === 'open' ? [i] : []));
      expect(opened).toEqual(open);
      const got = experiment.outcomes.flatMap((one) => (one.kind === 'heard' ? [one.by.toSorted()] : []));
      expect(got).toEqual(heard);
      expect(disagreements(experiment)).toEqual([]);
      expect(experiment.judgements.map(({ kind }) => kind)).not.toContain('conditional');
    },
  );
});
