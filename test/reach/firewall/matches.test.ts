import { describe, expect, it } from 'vitest';
import type { ElementSet } from '../../../src/model/element-set.js';
import type { Match, Statement } from '../../../src/model/ruleset.js';
import { interval } from '../../../src/net/address-set.js';
import type { HookEnvironment } from '../../../src/reach/firewall/environment.js';
import { ask, environment, world } from './support/ask.js';
import * as r from './support/rules.js';

const everyone = ['0.0.0.0/0'];
const dropping = (...statements: Statement[]) =>
  r.ruleset(
    r.table(
      'inet',
      't',
      r.baseChain('input', 'input', 0, [r.rule(...statements, r.ACCEPT)], { policy: 'drop' }),
    ),
  );
const chosen = (match: Match) => ask(dropping(r.match(match)));

describe('a match', () => {
  it('that cannot load what it looks at fails, negated or not', () => {
    const icmp = r.isIn({ on: 'icmptype' }, r.numbers(8), true);
    const otherFamily = r.isIn({ on: 'saddr', family: 'ipv6' }, { kind: 'any' }, true);
    const noPort = r.isIn({ on: 'dport', protocols: [17] }, r.numbers(53), true);
    for (const statement of [icmp, otherFamily, noPort])
      expect(ask(dropping(statement)).blocked).toEqual(everyone);
  });

  it('on the output device is compared with an empty name on the way in', () => {
    const oif = (negated: boolean) => r.isIn({ on: 'oifname' }, r.names('docker0'), negated);
    expect(ask(dropping(oif(false))).blocked).toEqual(everyone);
    expect(ask(dropping(oif(true))).allowed).toEqual(everyone);
  });

  it('on a name with a wildcard takes every name that starts so', () => {
    expect(ask(dropping(r.iif('eth*'))).allowed).toEqual(everyone);
    expect(ask(dropping(r.iif('eth'))).blocked).toEqual(everyone);
  });

  it('on masked sources finds every source that the mask makes alike', () => {
    const low = r.isIn(
      { on: 'saddr', family: 'ipv4', mask: 0xff0000ff },
      { kind: 'addresses', set: interval('ipv4', 0x0a000001, 0x0a000002) },
    );
    expect(ask(dropping(low)).conditional).toEqual(everyone);
    const high = r.isIn(
      { on: 'saddr', family: 'ipv4', mask: 0xfff0ff00 },
      { kind: 'addresses', set: interval('ipv4', 0x0a000100, 0x0a000101) },
    );
    expect(ask(dropping(high)).allowed).toHaveLength(16);
  });

  it('on a tuple holds where one element holds in every dimension', () => {
    const set = r.elements(
      [{ kind: 'addresses', set: r.addresses('10.0.0.0/8') }, r.numbers(22)],
      [{ kind: 'addresses', set: r.addresses('192.168.0.0/16') }, r.numbers(80)],
    );
    expect(chosen({ kind: 'lookup', keys: [r.SADDR, r.DPORT], set, negated: false }).allowed).toEqual([
      '10.0.0.0/8',
    ]);
  });

  it('with exceptions lets the narrowest network decide', () => {
    const net = (cidr: string) => [{ kind: 'addresses', set: r.addresses(cidr) } as const];
    const set: ElementSet = {
      certainty: 'static',
      elements: [
        { key: net('10.0.0.0/8') },
        { key: net('10.1.0.0/16'), nomatch: true },
        { key: net('10.1.2.0/24') },
      ],
    };
    const answer = chosen({ kind: 'lookup', keys: [r.SADDR], set, negated: false });
    expect(answer.allowed).toContain('10.1.2.0/24');
    expect(answer.blocked).toContain('10.1.0.0/23');
  });

  it('in a set that packets fill cannot be told, in one that a daemon fills it is as the set stands', () => {
    const of = (certainty: ElementSet['certainty']): ElementSet => ({
      ...r.elements([{ kind: 'addresses', set: r.addresses('10.0.0.0/8') }]),
      name: 'banned',
      certainty,
    });
    const ask_ = (certainty: ElementSet['certainty']) =>
      chosen({ kind: 'lookup', keys: [r.SADDR], set: of(certainty), negated: true });
    expect(ask_('snapshot')).toMatchObject({ blocked: ['10.0.0.0/8'], conditional: [] });
    expect(ask_('dynamic')).toMatchObject({
      conditional: everyone,
      because: ['firewall-policy-drop', 'dynamic-set'].slice(1),
    });
  });
});

describe('what a client chooses', () => {
  it('is taken as an ordinary client has it', () => {
    expect(ask(dropping(r.sport([1024, 65535]))).allowed).toEqual(everyone);
    expect(
      ask(
        dropping(
          r.match({
            kind: 'in',
            selector: { on: 'tcpflags', mask: 0x17 },
            values: r.numbers(2),
            negated: false,
          }),
        ),
      ).allowed,
    ).toEqual(everyone);
  });

  it('makes an answer conditional when only a special choice gets through, and names it', () => {
    const { conditional, worlds } = ask(dropping(r.sport(53)));
    expect(conditional).toEqual(everyone);
    expect(worlds[0]?.doubts[0]?.reason).toMatchObject({ code: 'client-chosen', choice: 'source port 53' });
  });

  it('makes no one else doubtful when a special choice is dropped', () => {
    const input = r.baseChain('input', 'input', 0, [r.rule(r.sport(53), r.DROP)]);
    expect(ask(r.ruleset(r.table('ip', 't', input))).allowed).toEqual(everyone);
  });

  it('opens nothing that is closed to everyone', () => {
    const input = r.baseChain('input', 'input', 0, [r.rule(r.sport(53), r.saddr('10.0.0.0/8'), r.ACCEPT)], {
      policy: 'drop',
    });
    expect(ask(r.ruleset(r.table('ip', 't', input)))).toMatchObject({
      conditional: ['10.0.0.0/8'],
      allowed: [],
    });
  });

  it('of a header that is not understood follows what is known of ordinary ones', () => {
    const unknown = (ordinary: boolean) =>
      r.match({ kind: 'unknown', why: { code: 'client-chosen', text: 'an IP option', ordinary } });
    expect(ask(dropping(unknown(true))).allowed).toEqual(everyone);
    expect(ask(dropping(unknown(false))).conditional).toEqual(everyone);
  });
});

describe('a fib expression', () => {
  const lan = r.addresses('10.0.0.0/8');
  const rest = interval('ipv4', 0x0b000000, 2 ** 32);
  const env: HookEnvironment = {
    ...environment('eth0', 'lo'),
    fib: {
      types: (_family, addresses) => [{ addresses, type: 2 }],
      routes: () => [
        { addresses: lan, devices: ['eth0'] },
        { addresses: rest, devices: ['eth1'] },
      ],
    },
  };
  const reversePath = r.isIn({ on: 'fib', by: ['saddr', 'iif'], result: 'exists' }, r.numbers(1));

  it('divides sources by the routes that lead back to them', () => {
    expect(
      ask(
        dropping(reversePath),
        world({ may: r.addresses('10.0.0.0/7'), must: r.addresses('10.0.0.0/7') }),
        ['input'],
        env,
      ),
    ).toMatchObject({
      allowed: ['10.0.0.0/8'],
      blocked: ['11.0.0.0/8'],
    });
  });

  it('takes packets over lo as come the right way', () => {
    expect(ask(dropping(reversePath), world({ iif: 'lo' }), ['input'], env).allowed).toEqual(everyone);
  });

  it('cannot be told while the routes could not be read', () => {
    expect(ask(dropping(reversePath)).conditional).toEqual(everyone);
  });
});
