import { describe, expect, it } from 'vitest';
import { completenessWords, gapSentence } from '../../src/explain/gaps.js';
import type { Gap } from '../../src/model/gap.js';

const firewall: Gap = {
  code: 'firewall-unreadable',
  subject: 'nftables',
  detail: 'the rules of nftables can be read by root only, so that no answer is certain',
  remedy: 'run as root',
};
const owners: Gap = {
  code: 'owners-unreadable',
  subject: 'processes of other users',
  detail: 'their open files cannot be looked at',
  remedy: 'run as root, or with CAP_SYS_PTRACE',
};

describe('how far the answer is complete', () => {
  it('is nothing hidden where there is no gap', () => {
    expect(completenessWords([])).toBe('nothing hidden');
  });

  it('names what is missing and the remedy that mends all of it', () => {
    expect(completenessWords([firewall, owners])).toBe('not seen: firewall rules and owners (run as root)');
  });

  it('names no remedy where the gaps need different ones', () => {
    const tool: Gap = { ...firewall, code: 'firewall-tool-missing', remedy: 'apt install nftables' };
    expect(completenessWords([tool, owners])).toBe('not seen: firewall rules and owners');
  });

  it('says of a gap what happened and what to do', () => {
    expect(gapSentence(firewall)).toBe(
      'The rules of nftables can be read by root only, so that no answer is certain. Run as root.',
    );
  });
});
