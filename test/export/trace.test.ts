import { describe, expect, it } from 'vitest';
import { renderTrace } from '../../src/export/trace.js';
import { traceDocument } from '../../src/export/trace-json.js';
import type { Trace, TracePacket, TraceStep } from '../../src/model/trace.js';

const PACKET: TracePacket = {
  source: '192.0.2.7',
  destination: '10.1.0.2',
  protocol: 'tcp',
  sourcePort: 40000,
  destinationPort: 8080,
  mark: 0,
};
const CHAIN = { table: 'inet filter', chain: 'input', hook: 'input', backend: 'nft' } as const;
const RULE = {
  table: 'inet filter',
  chain: 'input',
  position: 3,
  text: 'tcp dport 80 accept',
  backend: 'nft',
} as const;
const QUESTION = {
  source: '192.0.2.7',
  destination: '10.1.0.2',
  port: 8080,
  protocol: 'tcp',
  via: 'eth0',
} as const;

const TRACE: Trace = {
  question: QUESTION,
  steps: [
    { kind: 'arrive', interface: 'eth0', packet: PACKET },
    {
      kind: 'nat',
      rule: { ...RULE, chain: 'prerouting', text: 'redirect to :80' },
      before: PACKET,
      after: { ...PACKET, destinationPort: 80, mark: 16 },
    },
    { kind: 'source-check', check: 'reverse path (rp_filter=1 on eth0)', passed: true },
    { kind: 'route', decision: 'local', table: 255, device: 'lo' },
    { kind: 'chain', hook: 'input', chain: CHAIN },
    {
      kind: 'rule',
      rule: { ...RULE, position: 2, text: 'limit rate 6/minute accept' },
      effect: 'accept',
      certain: false,
    },
    { kind: 'rule', rule: RULE, effect: 'accept', certain: true },
    { kind: 'policy', chain: { ...CHAIN, frontEnd: 'ufw' }, verdict: 'accept' },
    { kind: 'socket', listener: 'tcp/0.0.0.0:80', owner: 'evil\x1b[2J' },
    { kind: 'reply', device: 'eth0' },
    { kind: 'note', text: 'The answer comes from 10.1.0.2.' },
  ],
  outcome: { kind: 'delivered', listener: 'tcp/0.0.0.0:80' },
};

describe('a trace', () => {
  it('is told in order, with the rules that mattered quoted', () => {
    expect(renderTrace(TRACE, { width: 100 })).toBe(
      [
        'A TCP connection (SYN) from 192.0.2.7 to 10.1.0.2:8080, coming in by eth0:',
        '',
        '  It comes in by eth0: tcp 192.0.2.7:40000 → 10.1.0.2:8080.',
        '      Rule 3 of prerouting: NAT rewrites it, now tcp 192.0.2.7:40000 → 10.1.0.2:80, mark 0x10.',
        '          redirect to :80',
        '  Reverse path (rp_filter=1 on eth0): passed.',
        '  Routing (table local): for this host, an address on lo.',
        '  In the input hook, chain input of table inet filter:',
        '      Rule 2 of input accepts it, if it matches, which cannot be told.',
        '          limit rate 6/minute accept',
        '      Rule 3 of input accepts it.',
        '          tcp dport 80 accept',
        '      No rule decides: the policy of chain input of table inet filter (ufw) is accept.',
        '  Socket lookup finds tcp/0.0.0.0:80, held by evil\\x1b[2J.',
        '  The answer leaves by eth0.',
        '  The answer comes from 10.1.0.2.',
        '',
        'Delivered to tcp/0.0.0.0:80.',
        '',
      ].join('\n'),
    );
  });

  it('leaves out jumps into chains in which nothing concerned the packet', () => {
    const step = (chain: string, effect: string): TraceStep => ({
      kind: 'rule',
      rule: { ...RULE, chain, text: effect },
      effect,
      certain: true,
    });
    const steps = [step('input', 'jump log'), step('input', 'jump user'), step('user', 'accept')];
    const text = renderTrace({ ...TRACE, steps }, { width: 100 });
    expect(text).toContain('hands it to chain user');
    expect(text).not.toContain('chain log');
  });

  it.each([
    [
      { kind: 'forwarded', target: '172.17.0.2:80', device: 'docker0' },
      'Forwarded to 172.17.0.2:80 by docker0: what becomes of it there cannot be seen from here.',
    ],
    [{ kind: 'stopped', by: 'rp_filter' }, 'Stopped: rp_filter.'],
    [{ kind: 'refused' }, 'Refused: it reaches this host, but nothing listens there.'],
    [
      { kind: 'undecided', because: ['a rate limit', 'a set'] },
      'Cannot be decided from here: a rate limit; a set.',
    ],
  ] as const)('that ends with %j says so', (outcome, sentence) => {
    const lines = renderTrace({ question: QUESTION, steps: [], outcome }, { width: 200 })
      .trimEnd()
      .split('\n');
    expect(lines.at(-1)).toBe(sentence);
  });

  it('is the same as data, in snake case', () => {
    expect(traceDocument(TRACE)).toMatchObject({
      schema_version: 1,
      question: QUESTION,
      steps: [
        { kind: 'arrive', packet: { source_port: 40000, destination_port: 8080 } },
        { kind: 'nat', rule: { text: 'redirect to :80', front_end: null }, after: { mark: 16 } },
        { kind: 'source-check', passed: true },
        { kind: 'route', table: 255, device: 'lo' },
        { kind: 'chain', chain: { chain: 'input', front_end: null } },
        { kind: 'rule', certain: false },
        { kind: 'rule', certain: true },
        { kind: 'policy', chain: { front_end: 'ufw' }, verdict: 'accept' },
        { kind: 'socket', listener: 'tcp/0.0.0.0:80' },
        { kind: 'reply', device: 'eth0' },
        { kind: 'note' },
      ],
      outcome: { kind: 'delivered', listener: 'tcp/0.0.0.0:80' },
    });
  });
});
