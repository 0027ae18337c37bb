import { describe, expect, it } from 'vitest';
import type { Ruleset, Statement } from '../../../src/model/ruleset.js';
import { ask, environment, world } from './support/ask.js';
import {
  ACCEPT,
  baseChain,
  ctState,
  DROP,
  dport,
  ESTABLISHED,
  INVALID,
  iif,
  isIn,
  mark,
  match,
  NEW,
  NOTRACK,
  numbers,
  rule,
  ruleset,
  saddr,
  setMark,
  table,
  UNTRACKED,
} from './support/rules.js';

const everyone = ['0.0.0.0/0'];
const input = (...statements: Statement[][]) =>
  baseChain(
    'input',
    'input',
    0,
    statements.map((each) => rule(...each)),
    { policy: 'drop' },
  );
const raw = (...statements: Statement[][]) =>
  baseChain(
    'raw',
    'prerouting',
    -300,
    statements.map((each) => rule(...each)),
  );

describe('the state of a connection', () => {
  it('is new for the first packet and established for later ones', () => {
    const rules = ruleset(
      table('ip', 't', input([ctState(ESTABLISHED), ACCEPT], [ctState(NEW), dport(22), ACCEPT])),
    );
    expect(ask(rules).allowed).toEqual(everyone);
    expect(ask(rules, world({ port: 80 })).blocked).toEqual(everyone);
    expect(ask(rules, world({ port: 80, phase: 'established' })).allowed).toEqual(everyone);
  });

  it('is invalid before conntrack has looked, but not for packets that come over lo', () => {
    const rules = ruleset(table('ip', 't', raw([ctState(INVALID), DROP])));
    expect(ask(rules).blocked).toEqual(everyone);
    expect(ask(rules, world({ iif: 'lo' })).allowed).toEqual(everyone);
  });

  it('is untracked after notrack, for which every other ct key fails to load', () => {
    const conntrackMark = isIn({ on: 'ctmark' }, numbers(7), true);
    const rules = ruleset(
      table(
        'ip',
        't',
        raw([saddr('10.0.0.0/8'), NOTRACK]),
        input([ctState(UNTRACKED), DROP], [conntrackMark, ACCEPT]),
      ),
    );
    expect(ask(rules)).toMatchObject({ blocked: ['10.0.0.0/8'] });
    const never = ruleset(table('ip', 't', raw([NOTRACK]), input([conntrackMark, ACCEPT])));
    expect(ask(never).blocked).toEqual(everyone);
  });

  it('"ct state != established,related" compares the whole number, and so drops everything', () => {
    const trap = isIn({ on: 'ctstate' }, numbers(6), true);
    const rules = ruleset(table('ip', 't', input([trap, DROP], [ACCEPT])));
    expect(ask(rules).blocked).toEqual(everyone);
    expect(ask(rules, world({ phase: 'established' })).blocked).toEqual(everyone);
  });

  it('has a status whose NAT bits are known and whose assured bit is not', () => {
    const status = (mask: number) => match({ kind: 'bits', selector: { on: 'ctstatus' }, mask, test: 'any' });
    const dnated = ruleset(table('ip', 't', input([status(32), ACCEPT])));
    expect(ask(dnated, world({ ctStatus: 32 })).allowed).toEqual(everyone);
    expect(ask(dnated).blocked).toEqual(everyone);
    expect(ask(ruleset(table('ip', 't', input([status(4), ACCEPT])))).conditional).toEqual(everyone);
  });
});

describe('the answer to a request that was not tracked', () => {
  const output = (...statements: Statement[][]) =>
    baseChain(
      'output',
      'output',
      0,
      statements.map((each) => rule(...each)),
    );
  const answer = (protocol: number) => world({ protocol, phase: 'reply', oif: 'eth0', unasked: true });
  const asked = (rules: Ruleset, protocol: number) => ask(rules, answer(protocol), ['output']).blocked;
  const TCP = 6;
  const UDP = 17;

  it('is invalid to conntrack for TCP, a new connection for UDP', () => {
    const invalid = ruleset(table('ip', 't', output([ctState(INVALID), DROP])));
    const first = ruleset(table('ip', 't', output([ctState(NEW), DROP])));
    expect([asked(invalid, TCP), asked(invalid, UDP)]).toEqual([everyone, []]);
    expect([asked(first, TCP), asked(first, UDP)]).toEqual([[], everyone]);
  });

  it('is established for neither', () => {
    const rules = ruleset(table('ip', 't', output([ctState(ESTABLISHED), DROP])));
    expect([asked(rules, TCP), asked(rules, UDP)]).toEqual([[], []]);
  });
});

describe('marks', () => {
  it('set for some sources lead them their own way', () => {
    const rules = ruleset(
      table('ip', 't', raw([saddr('10.0.0.0/8'), setMark(1)]), input([mark(1), DROP], [mark(0), ACCEPT])),
    );
    expect(ask(rules)).toMatchObject({ blocked: ['10.0.0.0/8'], conditional: [] });
  });

  it('are set before a later match of the same rule fails', () => {
    const rules = ruleset(table('ip', 't', raw([setMark(1), dport(9999), ACCEPT]), input([mark(1), ACCEPT])));
    expect(ask(rules).allowed).toEqual(everyone);
  });

  it('of a connection are saved and restored', () => {
    const save: Statement = {
      kind: 'set-mark',
      target: 'ctmark',
      value: { kind: 'bits', base: 'mark', and: 0xff, xor: 0 },
    };
    const restore: Statement = {
      kind: 'set-mark',
      target: 'mark',
      value: { kind: 'bits', base: 'ctmark', and: 0xffffffff, xor: 0 },
    };
    const mangle = baseChain('mangle', 'prerouting', -150, [
      rule(setMark(0x105)),
      rule(save),
      rule(setMark(0)),
      rule(restore),
    ]);
    expect(ask(ruleset(table('ip', 't', mangle, input([mark(5), ACCEPT])))).allowed).toEqual(everyone);
  });

  it('of a connection take over some bits and keep the others', () => {
    const merge = (target: 'mark' | 'ctmark'): Statement => ({
      kind: 'set-mark',
      target,
      value: { kind: 'merge', keep: 0xff00, take: 0x00ff },
    });
    const mangle = baseChain('mangle', 'prerouting', -150, [
      rule(setMark(0x1234)),
      rule(merge('ctmark')),
      rule(setMark(0x5678)),
      rule(merge('mark')),
    ]);
    expect(ask(ruleset(table('ip', 't', mangle, input([mark(0x5634), ACCEPT])))).allowed).toEqual(everyone);
  });

  it('of more kinds than can be followed leave open only what asks for them', () => {
    const many = Array.from({ length: 100 }, (_, i) => [saddr(`10.0.0.${i}`), setMark(i + 1)]);
    const marking = raw(...many);
    const careless = ruleset(table('ip', 't', marking, input([dport(22), ACCEPT])));
    const unrouted = { ...environment('eth0'), routesByMark: false };
    expect(ask(careless, world(), ['prerouting', 'input'], unrouted).allowed).toEqual(everyone);
    const asking = ruleset(table('ip', 't', marking, input([mark(7), DROP], [dport(22), ACCEPT])));
    expect(ask(asking, world(), ['prerouting', 'input'], unrouted)).toMatchObject({
      blocked: [],
      because: ['unknown-match'],
    });
  });

  it('that cannot be told leave open only what asks for them', () => {
    const unknown: Statement = {
      kind: 'set-mark',
      target: 'mark',
      value: { kind: 'unknown', text: 'numgen' },
    };
    const asking = ruleset(table('ip', 't', raw([unknown]), input([mark(1), ACCEPT])));
    const careless = ruleset(table('ip', 't', raw([unknown]), input([iif('eth0'), ACCEPT])));
    expect(ask(asking).conditional).toEqual(everyone);
    const unrouted = { ...environment('eth0'), routesByMark: false };
    expect(ask(careless, world(), ['prerouting', 'input'], unrouted).allowed).toEqual(everyone);
    expect(ask(careless).conditional).toEqual(everyone);
  });
});
