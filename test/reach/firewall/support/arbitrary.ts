import fc from 'fast-check';
import type { ValueSet } from '../../../../src/model/element-set.js';
import type { Rule, Ruleset, Selector, Statement, Verdict } from '../../../../src/model/ruleset.js';
import { interval } from '../../../../src/net/address-set.js';
import * as r from './rules.js';

/** Sources of the universe in which every packet is tried: 10.9.0.0 to 10.9.0.7. */
export const FIRST_SOURCE = 0x0a090000;
export const SOURCES = 8;
export const PORTS = [22, 80, 443];

const port = fc.constantFrom(...PORTS);
const sources: fc.Arbitrary<ValueSet> = fc
  .tuple(fc.integer({ min: 0, max: SOURCES - 1 }), fc.integer({ min: 1, max: SOURCES }))
  .map(([first, length]) => ({
    kind: 'addresses',
    set: interval('ipv4', FIRST_SOURCE + first, FIRST_SOURCE + first + length),
  }));
const ports: fc.Arbitrary<ValueSet> = fc.uniqueArray(port, { minLength: 1 }).map((values) => ({
  kind: 'numbers',
  bounds: values.sort((a, b) => a - b).flatMap((value) => [value, value + 1]),
}));
const maskedSource: Selector = { on: 'saddr', family: 'ipv4', mask: 0xfffffff5 };

/** One match of a rule. */
export const match: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(sources, fc.boolean()).map(([set, no]) => r.isIn(r.SADDR, set, no)) },
  { weight: 3, arbitrary: fc.tuple(ports, fc.boolean()).map(([set, no]) => r.isIn(r.DPORT, set, no)) },
  { weight: 1, arbitrary: fc.boolean().map((no) => r.isIn({ on: 'iifname' }, r.names('eth*'), no)) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 2).map((value) => r.mark(value)) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 8, 9, 64).map((mask) => r.ctState(mask)) },
  { weight: 1, arbitrary: fc.constant(r.LIMIT) },
  { weight: 1, arbitrary: fc.constantFrom(r.sport(53), r.sport([1024, 65535])) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 5 }).map((low) =>
      r.isIn(maskedSource, {
        kind: 'addresses',
        set: interval('ipv4', FIRST_SOURCE + low, FIRST_SOURCE + low + 1),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(fc.tuple(sources, ports), { maxLength: 3 }), fc.boolean())
      .map(([keys, negated]) =>
        r.match({ kind: 'lookup', keys: [r.SADDR, r.DPORT], set: r.elements(...keys), negated }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(sources, ports, fc.boolean(), fc.constantFrom('either', 'all'))
      .map(([set, values, negated, kind]) =>
        r.match({
          kind: kind as 'either' | 'all',
          negated,
          matches: [
            { kind: 'in', selector: r.SADDR, values: set, negated: false },
            { kind: 'in', selector: r.DPORT, values, negated: false },
          ],
        }),
      ),
  },
);

const verdict = (targets: readonly string[]): fc.Arbitrary<Verdict> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Verdict>({ kind: 'accept' }, { kind: 'drop' }) },
    { weight: 1, arbitrary: fc.constantFrom<Verdict>({ kind: 'return' }, { kind: 'continue' }) },
    ...(targets.length === 0
      ? []
      : [
          {
            weight: 2,
            arbitrary: fc
              .tuple(fc.constantFrom(...targets), fc.constantFrom<'jump' | 'goto'>('jump', 'goto'))
              .map(([chain, kind]): Verdict => ({ kind, chain })),
          },
        ]),
  );

/** Elements of a verdict map by source do not overlap, as the kernel demands. */
const vmap = (targets: readonly string[]): fc.Arbitrary<Statement> =>
  fc
    .tuple(fc.array(verdict(targets), { minLength: 1, maxLength: 3 }), fc.option(verdict(targets)))
    .map(([verdicts, otherwise]) =>
      r.vmap(
        [r.SADDR],
        verdicts.map((data, i) => [
          [{ kind: 'addresses', set: interval('ipv4', FIRST_SOURCE + 2 * i, FIRST_SOURCE + 2 * i + 2) }],
          data,
        ]),
        otherwise ?? undefined,
      ),
    );

/** Statements that may end a rule; none is one way to end it. */
const ending = (targets: readonly string[]): fc.Arbitrary<readonly Statement[]> => {
  const verdicts = verdict(targets).map((it): Statement[] => [{ kind: 'verdict', verdict: it }]);
  return fc.oneof(
    { weight: 4, arbitrary: verdicts },
    { weight: 1, arbitrary: vmap(targets).map((it) => [it]) },
    { weight: 1, arbitrary: fc.constantFrom<Statement[]>([r.NOTRACK], []) },
  );
};

const rule = (targets: readonly string[]): fc.Arbitrary<Rule> =>
  fc
    .tuple(
      fc.array(match, { maxLength: 2 }),
      fc.option(fc.constantFrom(1, 2)),
      fc.array(match, { maxLength: 1 }),
      ending(targets),
    )
    .map(([before, mark, after, end]) =>
      r.rule(...before, ...(mark === null ? [] : [r.setMark(mark)]), ...after, ...end),
    );

const rules = (targets: readonly string[]) => fc.array(rule(targets), { maxLength: 5 });

/** Rulesets of base chains in prerouting and input, at priorities of their own, with two chains to jump to. */
export const rulesets: fc.Arbitrary<Ruleset> = fc
  .tuple(
    rules(['a', 'b']),
    rules(['a', 'b']),
    rules(['a', 'b']),
    rules(['b']),
    rules([]),
    fc.constantFrom('accept' as const, 'drop' as const),
  )
  .map(([raw, mangle, input, a, b, policy]) =>
    r.ruleset(
      r.table(
        'ip',
        'test',
        r.baseChain('raw', 'prerouting', -300, raw),
        r.baseChain('mangle', 'prerouting', -150, mangle),
        r.baseChain('input', 'input', 0, input, { policy }),
        r.chain('a', ...a),
        r.chain('b', ...b),
      ),
    ),
  );
