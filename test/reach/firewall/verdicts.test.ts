import { describe, expect, it } from 'vitest';
import { ask, world } from './support/ask.js';
import {
  ACCEPT,
  addresses,
  baseChain,
  chain,
  DPORT,
  DROP,
  dport,
  goTo,
  jump,
  LIMIT,
  numbers,
  RETURN,
  rule,
  ruleset,
  SADDR,
  saddr,
  table,
  vmap,
} from './support/rules.js';

const lan = '10.0.0.0/8';
const everyone = ['0.0.0.0/0'];

describe('verdicts', () => {
  it('accept ends only its own base chain: a later chain may still drop', () => {
    const rules = ruleset(
      table('inet', 'a', baseChain('input', 'input', 0, [rule(ACCEPT)])),
      table('inet', 'b', baseChain('input', 'input', 10, [rule(saddr(lan), DROP)])),
    );
    expect(ask(rules).blocked).toEqual([lan]);
  });

  it('a drop is final, whichever table it stands in', () => {
    const rules = ruleset(
      table('ip', 'a', baseChain('input', 'input', 10, [rule(ACCEPT)])),
      table('inet', 'b', baseChain('raw', 'prerouting', -300, [rule(saddr(lan), DROP)])),
    );
    expect(ask(rules).blocked).toEqual([lan]);
  });

  it('the policy decides over packets that fall off the end or return from a base chain', () => {
    const rules = ruleset(
      table(
        'ip',
        't',
        baseChain('input', 'input', 0, [rule(saddr(lan), RETURN), rule(ACCEPT)], { policy: 'drop' }),
      ),
    );
    expect(ask(rules)).toMatchObject({ blocked: [lan], because: ['firewall-policy-drop'] });
  });

  it('a jump comes back behind itself, a goto does not', () => {
    const sub = chain('sub', rule(dport(80), DROP));
    const after = rule(saddr(lan), DROP);
    const jumping = table('ip', 't', baseChain('input', 'input', 0, [rule(jump('sub')), after]), sub);
    const going = table('ip', 't', baseChain('input', 'input', 0, [rule(goTo('sub')), after]), sub);
    expect(ask(ruleset(jumping)).blocked).toEqual([lan]);
    expect(ask(ruleset(going)).blocked).toEqual([]);
  });

  it('the end of a chain that was gone to returns to the caller of the chain that went', () => {
    const rules = ruleset(
      table(
        'ip',
        't',
        baseChain('input', 'input', 0, [rule(jump('a')), rule(saddr(lan), DROP)]),
        chain('a', rule(goTo('b')), rule(DROP)),
        chain('b', rule(dport(80), DROP)),
      ),
    );
    expect(ask(rules).blocked).toEqual([lan]);
  });

  it('a miss in a verdict map means that the rule does not match, unless it has a catch-all', () => {
    const port22 = [numbers(22)];
    const entries: Parameters<typeof vmap>[1] = [[port22, { kind: 'drop' }]];
    const missing = table('ip', 't', baseChain('input', 'input', 0, [rule(vmap([DPORT], entries))]));
    const caught = table(
      'ip',
      't',
      baseChain('input', 'input', 0, [rule(vmap([DPORT], entries, { kind: 'drop' }))]),
    );
    expect(ask(ruleset(missing), world({ port: 80 })).allowed).toEqual(everyone);
    expect(ask(ruleset(missing), world({ port: 22 })).blocked).toEqual(everyone);
    expect(ask(ruleset(caught), world({ port: 80 })).blocked).toEqual(everyone);
  });

  it('a verdict map by source sends each source its own way', () => {
    const of = (cidr: string) => [{ kind: 'addresses', set: addresses(cidr) } as const];
    const map = vmap(
      [SADDR],
      [
        [of(lan), { kind: 'jump', chain: 'lan' }],
        [of('192.168.0.0/16'), { kind: 'drop' }],
      ],
    );
    const rules = ruleset(
      table(
        'ip',
        't',
        baseChain('input', 'input', 0, [rule(map), rule(ACCEPT)]),
        chain('lan', rule(saddr('10.1.0.0/16'), DROP)),
      ),
    );
    expect(ask(rules).blocked).toEqual(['10.1.0.0/16', '192.168.0.0/16']);
  });

  it('chains of a dormant table do not run', () => {
    const dropping = table('ip', 't', baseChain('input', 'input', 0, [], { policy: 'drop' }));
    expect(ask(ruleset({ ...dropping, dormant: true })).allowed).toEqual(everyone);
  });

  it('rules of the ip family do not see IPv6 packets', () => {
    const rules = ruleset(table('ip', 't', baseChain('input', 'input', 0, [], { policy: 'drop' })));
    expect(ask(rules, world({ to: 'fd00::1' })).allowed).toEqual(['::/0']);
  });

  it('a target that is not known may do anything, so nothing after it is certain', () => {
    const rules = ruleset(
      table(
        'ip',
        't',
        baseChain('input', 'input', 0, [rule(saddr(lan), { kind: 'unknown', text: 'FOO' }), rule(DROP)]),
      ),
    );
    expect(ask(rules)).toMatchObject({ conditional: [lan], because: ['firewall-drop', 'unknown-target'] });
  });

  it('chains that call each other for ever are given up as too complex', () => {
    const rules = ruleset(
      table(
        'ip',
        't',
        baseChain('input', 'input', 0, [rule(jump('a'))]),
        chain('a', rule(jump('a')), rule(jump('a'))),
      ),
    );
    expect(ask(rules)).toMatchObject({ conditional: everyone, because: ['too-complex'] });
  });
});

describe('what cannot be decided', () => {
  it('leaves an answer open only where it makes a difference', () => {
    const limited = rule(saddr(lan), LIMIT, ACCEPT);
    const both = baseChain('input', 'input', 0, [limited, rule(ACCEPT)], { policy: 'drop' });
    const one = baseChain('input', 'input', 0, [limited], { policy: 'drop' });
    expect(ask(ruleset(table('ip', 't', both))).allowed).toEqual(everyone);
    expect(ask(ruleset(table('ip', 't', one)))).toMatchObject({
      conditional: [lan],
      because: ['firewall-policy-drop', 'rate-limit'],
    });
  });

  it('is forgotten when the chain that it leads to changes nothing', () => {
    const rules = ruleset(
      table(
        'ip',
        't',
        baseChain('input', 'input', 0, [rule(LIMIT, jump('log')), rule(saddr(lan), LIMIT, DROP)]),
        chain('log', rule(dport(80), ACCEPT)),
      ),
    );
    const { worlds } = ask(rules);
    expect(worlds.flatMap((each) => each.doubts)).toHaveLength(1);
  });
});
