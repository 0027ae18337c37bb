import { describe, expect, it } from 'vitest';
import type { HookName, Rule, Statement } from '../../../src/model/ruleset.js';
import { hookRunner } from '../../../src/reach/firewall/runner.js';
import { ask, environment, world } from './support/ask.js';
import {
  ACCEPT,
  baseChain,
  DPORT,
  DROP,
  dnat,
  dport,
  isIn,
  numbers,
  redirect,
  rule,
  ruleset,
  saddr,
  setMark,
  table,
} from './support/rules.js';

const IN: readonly HookName[] = ['prerouting', 'input'];
const pre = (rules: Rule[], priority = -100) =>
  baseChain('pre', 'prerouting', priority, rules, { type: 'nat' });
const dialling8080 = world({ port: 8080 });
const locals = (answer: ReturnType<typeof ask>) => answer.worlds.map(({ local }) => local);

describe('destination NAT', () => {
  it('redirects to the first address of the input device', () => {
    const rules = ruleset(table('ip', 'n', pre([rule(dport(8080), redirect(80))])));
    const there = ask(rules, world({ to: '192.0.2.9', port: 8080 }), IN);
    expect(locals(there)).toEqual([{ address: 0x0a000001, port: 80 }]);
  });

  it('redirects local clients to 127.0.0.1, and asks prerouting no more', () => {
    const out = baseChain('out', 'output', -100, [rule(dport(8080), redirect(80))], { type: 'nat' });
    const rules = ruleset(table('ip', 'n', out, pre([rule(dnat('203.0.113.1'))])));
    const runner = hookRunner(rules, environment('lo'));
    const [sent] = runner.run('output', world({ port: 8080, iif: undefined, oif: 'lo' })).passed;
    expect(sent?.local).toEqual({ address: 0x7f000001, port: 80 });
    const [come] = sent === undefined ? [] : runner.run('prerouting', { ...sent, iif: 'lo' }).passed;
    expect(come?.local).toEqual({ address: 0x7f000001, port: 80 });
  });

  it('comes before filter chains that stand later, whatever priority its own chain names', () => {
    const rules = ruleset(
      table(
        'ip',
        'n',
        pre([rule(dport(8080), redirect(80))], 300),
        baseChain('f', 'prerouting', -50, [rule(dport(80), DROP)]),
      ),
    );
    expect(ask(rules, dialling8080, IN).blocked).toEqual(['0.0.0.0/0']);
  });

  it('is made by the first chain that binds, while accept in one chain does not keep from the next', () => {
    const rules = ruleset(
      table('ip', 'a', pre([rule(dport(8080), ACCEPT)], -110)),
      table('ip', 'b', pre([rule(dport(8080), redirect(80))], -100)),
      table('ip', 'c', pre([rule(dport(8080), redirect(90))], -90)),
    );
    expect(locals(ask(rules, dialling8080, IN)).map(({ port }) => port)).toEqual([80]);
  });

  it('is in doubt where two chains of one priority would bind differently', () => {
    const rules = ruleset(
      table('ip', 'a', pre([rule(dport(8080), redirect(80))])),
      table('ip', 'b', pre([rule(dport(8080), redirect(90))])),
    );
    expect(ask(rules, dialling8080, IN)).toMatchObject({ allowed: [], because: ['order-unknown'] });
    const apart = ruleset(
      table('ip', 'a', pre([rule(dport(8080), redirect(80))])),
      table('ip', 'b', pre([rule(dport(8081), redirect(90))])),
    );
    expect(ask(apart, dialling8080, IN).allowed).toEqual(['0.0.0.0/0']);
  });

  it('does nothing to packets that are not tracked, and nothing where no rule needs conntrack', () => {
    const raw = baseChain('raw', 'prerouting', -300, [rule({ kind: 'notrack' })]);
    const untracked = ruleset(table('ip', 'n', raw, pre([rule(dport(8080), redirect(80))])));
    expect(locals(ask(untracked, dialling8080, IN)).map(({ port }) => port)).toEqual([8080]);
    expect(ask(ruleset(table('ip', 'n', pre([rule(DROP)]))), dialling8080, IN).allowed).toEqual([
      '0.0.0.0/0',
    ]);
  });

  it('is repeated for later packets and undone for answers', () => {
    const seen = (port: number): Statement => isIn({ on: 'sport', protocols: [6] }, numbers(port));
    const rules = ruleset(
      table('ip', 'n', pre([rule(dport(8080), redirect(80))])),
      table(
        'ip',
        'f',
        baseChain('early', 'postrouting', 90, [rule(seen(8080), DROP)]),
        baseChain('late', 'postrouting', 110, [rule(seen(80), DROP)]),
      ),
    );
    const runner = hookRunner(rules, environment('eth0'));
    const [arrived] = ask(runner, dialling8080, IN).worlds;
    if (arrived === undefined) throw new Error('nothing arrived');
    const later = ask(runner, { ...arrived, phase: 'established', local: arrived.dialled }, IN);
    expect(locals(later)).toEqual([arrived.local]);
    const answer = ask(runner, { ...arrived, phase: 'reply' }, ['output', 'postrouting']);
    expect(answer.allowed).toEqual(['0.0.0.0/0']);
    expect(locals(answer)).toEqual([arrived.dialled]);
  });

  it('looks at what it dialled through conntrack’s original tuple', () => {
    const original = isIn({ on: 'original-dport' }, numbers(8080));
    const input = baseChain('input', 'input', 0, [rule(original, dport(80), ACCEPT)], { policy: 'drop' });
    const rules = ruleset(table('ip', 'n', pre([rule(dport(8080), redirect(80))]), input));
    expect(ask(rules, dialling8080, IN).allowed).toEqual(['0.0.0.0/0']);
  });

  it('to a range keeps a port that lies in it, and else may take any', () => {
    const range = (first: number, last: number): Statement => ({ kind: 'redirect', ports: { first, last } });
    const keeping = ruleset(table('ip', 'n', pre([rule(range(8000, 9000))])));
    expect(locals(ask(keeping, dialling8080, IN)).map(({ port }) => port)).toEqual([8080]);
    const choosing = ask(ruleset(table('ip', 'n', pre([rule(range(80, 82))]))), dialling8080, IN);
    expect(locals(choosing).map(({ port }) => port)).toEqual([80, 81, 82]);
    expect(choosing).toMatchObject({ allowed: [], because: ['random'] });
  });

  it('by source sends each where it belongs', () => {
    const rules = ruleset(
      table(
        'ip',
        'n',
        pre([rule(saddr('10.0.0.0/8'), redirect(80)), rule(saddr('192.168.0.0/16'), redirect(81))]),
      ),
    );
    const answer = ask(rules, dialling8080, IN);
    expect(locals(answer).map(({ port }) => port)).toEqual([80, 81, 8080]);
    expect(answer.conditional).toEqual([]);
  });
});

describe('ports that clients may dial', () => {
  it('are those that rules which rewrite destinations look at, of wide ranges the ends', () => {
    const rules = ruleset(
      table(
        'ip',
        'n',
        pre([
          rule(dport(8080), redirect(80)),
          rule(dport([9000, 9003]), redirect(80)),
          rule(dport([20000, 30000]), redirect(80)),
        ]),
        baseChain('input', 'input', 0, [rule(dport(22), ACCEPT)]),
        baseChain('mangle', 'prerouting', -150, [rule(dport(25), setMark(1))]),
      ),
    );
    const ports = hookRunner(rules, environment()).dialledPorts(6, 16);
    expect(ports).toEqual([8080, 9000, 9001, 9002, 9003, 20000, 30000]);
  });

  it('are also the keys of a map that a redirect takes its port from, each apart', () => {
    const element = (from: number, to: number) => ({
      key: [numbers(from)],
      data: { ports: { first: to, last: to } },
    });
    const portMap = {
      kind: 'map',
      keys: [DPORT],
      map: { elements: [element(8080, 80), element(8081, 90)], certainty: 'static' },
    } as const;
    const runner = hookRunner(
      ruleset(table('ip', 'n', pre([rule({ kind: 'redirect', portMap })]))),
      environment(),
    );
    expect(runner.dialledPorts(6, 16)).toEqual([8080, 8081]);
    expect(runner.portClass(6, 8080)).not.toBe(runner.portClass(6, 8081));
  });
});
