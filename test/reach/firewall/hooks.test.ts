import { describe, expect, it } from 'vitest';
import type { Interface } from '../../../src/model/facts.js';
import type { Rule, Ruleset } from '../../../src/model/ruleset.js';
import type { HookEnvironment } from '../../../src/reach/firewall/environment.js';
import { hookRunner } from '../../../src/reach/firewall/runner.js';
import { ask, environment, world } from './support/ask.js';
import {
  ACCEPT,
  baseChain,
  DROP,
  daddr,
  dport,
  iif,
  mark,
  rule,
  ruleset,
  saddr,
  setMark,
  sport,
  table,
} from './support/rules.js';

const everyone = ['0.0.0.0/0'];
const lan = '10.0.0.0/8';

describe('the order of chains', () => {
  it('is that of their priorities, across tables and families', () => {
    const rules = ruleset(
      table('ip', 'b', baseChain('late', 'prerouting', -10, [rule(mark(1), DROP)])),
      table('inet', 'a', baseChain('early', 'prerouting', -20, [rule(setMark(1))])),
    );
    expect(ask(rules).blocked).toEqual(everyone);
  });

  it('is a doubt only where it decides', () => {
    const marking = table('ip', 'a', baseChain('a', 'prerouting', -150, [rule(setMark(1))]));
    const reading = table('ip', 'b', baseChain('b', 'prerouting', -150, [rule(mark(1), DROP)]));
    const dropping = table('ip', 'c', baseChain('c', 'prerouting', -150, [rule(saddr(lan), DROP)]));
    expect(ask(ruleset(marking, reading))).toMatchObject({
      conditional: everyone,
      because: ['order-unknown'],
    });
    expect(ask(ruleset(marking, dropping))).toMatchObject({ blocked: [lan], conditional: [] });
  });
});

describe('chains on devices', () => {
  const ingress = (devices: string[] | undefined, ...rules: Rule[]) =>
    ruleset(table('netdev', 'n', baseChain('in', 'ingress', 0, rules, { devices })));

  it('see what comes in by their devices and nothing else', () => {
    expect(ask(ingress(['eth0'], rule(saddr(lan), DROP))).blocked).toEqual([lan]);
    expect(ask(ingress(['eth1'], rule(saddr(lan), DROP))).blocked).toEqual([]);
  });

  it('see what VLAN devices, bonds and their ports take in and give out above them', () => {
    const dropping = ingress(['eth0'], rule(dport(22), DROP));
    const port = (name: string): Partial<Interface> => ({ name, master: 'bond0' });
    const bond = { name: 'bond0', kind: 'bond' };
    const vlan = { name: 'vlan7', kind: 'vlan' };
    const on = (lower: string) => ({ lower: new Map([['vlan7', lower]]) });
    const by = (
      rules: Ruleset,
      iif: string,
      devices: Partial<Interface>[],
      more: Partial<HookEnvironment> = {},
    ) => ask(rules, world({ iif }), ['ingress'], { ...environment(...devices), ...more });
    expect(by(dropping, 'vlan7', [{ name: 'eth0' }, vlan], on('eth0')).blocked).toEqual(everyone);
    expect(by(dropping, 'bond0', [port('eth0'), bond]).blocked).toEqual(everyone);
    expect(by(dropping, 'vlan7', [port('eth0'), bond, vlan], on('bond0')).blocked).toEqual(everyone);
    expect(by(dropping, 'bond0', [port('eth0'), port('eth1'), bond]).because).toEqual(['facts-unreadable']);
    expect(by(dropping, 'eth1', [{ name: 'eth0' }, { name: 'eth1' }]).blocked).toEqual([]);
  });

  it('are not followed below a second VLAN tag', () => {
    const lower = new Map([
      ['inner', 'outer'],
      ['outer', 'eth0'],
    ]);
    const devices = [{ name: 'eth0' }, { name: 'outer', kind: 'vlan' }, { name: 'inner', kind: 'vlan' }];
    const by = (device: string) =>
      ask(ingress([device], rule(dport(22), DROP)), world({ iif: 'inner' }), ['ingress'], {
        ...environment(...devices),
        lower,
      });
    expect(by('outer').blocked).toEqual(everyone);
    expect(by('eth0')).toMatchObject({ conditional: everyone, because: ['facts-unreadable'] });
  });

  it('whose devices were not listed may sit on any', () => {
    expect(ask(ingress(undefined, rule(saddr(lan), DROP)))).toMatchObject({
      conditional: [lan],
      because: ['facts-unreadable'],
    });
  });

  const env = environment(
    { name: 'br0', kind: 'bridge' },
    { name: 'veth1', kind: 'veth', master: 'br0' },
    { name: 'veth2', kind: 'veth', master: 'br0' },
  );

  it.each(['output', 'postrouting'] as const)('of the bridge family see answers at its %s hook', (hook) => {
    const bridge = (...rules: Rule[]) => ruleset(table('bridge', 'b', baseChain('out', hook, 0, rules)));
    const answer = world({ phase: 'reply', iif: undefined, oif: 'br0' });
    const leave = (rules: ReturnType<typeof bridge>) => ask(rules, answer, ['egress'], env);
    expect(leave(bridge(rule(sport(22), DROP))).blocked).toEqual(everyone);
    expect(leave(bridge(rule(sport(80), DROP))).allowed).toEqual(everyone);
    const other = { ...answer, oif: 'veth1' };
    expect(ask(bridge(rule(sport(22), DROP)), other, ['egress'], env).allowed).toEqual(everyone);
  });

  it('of the bridge family see the port, before the IP hooks see the bridge', () => {
    const bridge = (...rules: Rule[]) => ruleset(table('bridge', 'b', baseChain('in', 'input', -200, rules)));
    const come = (rules: ReturnType<typeof bridge>) => ask(rules, world({ iif: 'br0' }), ['ingress'], env);
    expect(come(bridge(rule(saddr(lan), DROP))).blocked).toEqual([lan]);
    expect(come(bridge(rule(iif('br0'), DROP))).allowed).toEqual(everyone);
    expect(come(bridge(rule(iif('veth1'), DROP)))).toMatchObject({ conditional: everyone });
    expect(come(bridge(rule(iif('veth*'), DROP)))).toMatchObject({ blocked: everyone });
  });
});

describe('what let packets in', () => {
  const by = (...rules: Rule[]) =>
    ask(
      ruleset(
        table('ip', 'f', baseChain('input', 'input', 0, rules)),
        table('ip', 'm', baseChain('m', 'input', 50, [rule(dport(1), DROP)])),
      ),
    );

  it('is named for each of the sources, a rule rather than a policy that comes later', () => {
    const { worlds } = by(rule('lan only', saddr(lan), ACCEPT));
    const [acceptances] = worlds.map((each) => each.acceptedBy);
    expect(
      acceptances?.map(({ by: who }) => (who.kind === 'rule' ? who.rule.text : who.chain.table)),
    ).toEqual(['lan only', 'ip m']);
  });

  it('is in one world, however many rules let how many sources in', () => {
    const rules = Array.from({ length: 50 }, (_, i) => rule(saddr(`10.${i}.0.0/16`), ACCEPT));
    const [first, ...others] = by(...rules).worlds;
    expect(others).toEqual([]);
    expect(first?.acceptedBy).toHaveLength(51);
  });
});

describe('classes', () => {
  const rules = ruleset(
    table(
      'ip',
      't',
      baseChain('input', 'input', 0, [
        rule(dport([1024, 2000]), ACCEPT),
        rule(dport(1500), DROP),
        rule(daddr('10.0.0.1'), DROP),
      ]),
    ),
  );
  const runner = hookRunner(rules, environment('eth0'));

  it('join ports that no rule tells apart', () => {
    const of = (port: number) => runner.portClass(6, port);
    expect(of(22)).toBe(of(443));
    expect(of(1100)).toBe(of(1900));
    expect(new Set([22, 1100, 1500].map(of)).size).toBe(3);
  });

  it('join addresses that no rule tells apart, up to the next bound', () => {
    const of = (address: number) => runner.addressClass('ipv4', address);
    expect(of(0x0a000002)).toBe(of(0x7f000001));
    expect(of(0x0a000001)).not.toBe(of(0x0a000002));
    expect(runner.addressBounds('ipv4')).toEqual([0x0a000001, 0x0a000002]);
  });
});
