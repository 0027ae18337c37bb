import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../src/model/reason.js';
import { emptySet, fullSet } from '../../../src/net/address-set.js';
import { type CaseStop, decide } from '../../../src/reach/survey/decide.js';

const everyone = fullSet('ipv4');
const nobody = emptySet('ipv4');

/** Reasons given for blocked peers, when these stops are all that became of everyone's packets. */
function blamed(...stops: CaseStop[]): Reason[] {
  const decisions = decide(
    { must: nobody, may: nobody, doubts: [], acceptedBy: [], stops },
    { code: 'firewall-not-concerned' },
  );
  expect(decisions.every(({ verdict }) => verdict === 'blocked')).toBe(true);
  return decisions.map(({ reason }) => reason);
}

function droppedBy(text: string): Reason {
  return { code: 'firewall-drop', rule: { table: 'ip t', chain: 'c', text, backend: 'nft' } };
}

describe('who is blocked', () => {
  it('is blocked by the rule that certainly drops, not by an earlier one that only may', () => {
    const [perhaps, surely] = [droppedBy('limit rate over 1/second drop'), droppedBy('tcp dport 443 drop')];
    expect(
      blamed(
        { must: nobody, may: everyone, reason: perhaps },
        { must: everyone, may: everyone, reason: surely },
      ),
    ).toEqual([surely]);
  });

  it('is blocked by the first rule where several together certainly drop', () => {
    const [first, second] = [droppedBy('ct label 5 drop'), droppedBy('ct label != 5 drop')];
    expect(
      blamed({ must: nobody, may: everyone, reason: first }, { must: nobody, may: everyone, reason: second }),
    ).toEqual([first]);
  });
});
