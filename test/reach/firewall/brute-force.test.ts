import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ruleset } from '../../../src/model/ruleset.js';
import { contains, interval, isSubset, unionAll } from '../../../src/net/address-set.js';
import { hookRunner } from '../../../src/reach/firewall/runner.js';
import type { World } from '../../../src/reach/world.js';
import { FIRST_SOURCE, match, PORTS, rulesets, SOURCES } from './support/arbitrary.js';
import { ask, environment, world } from './support/ask.js';
import { interpret, type Result } from './support/interpret.js';
import { DROP, rule } from './support/rules.js';

const universe = interval('ipv4', FIRST_SOURCE, FIRST_SOURCE + SOURCES);
/** What every ordinary client has, and two special choices. */
const ORDINARY_PORT = 40000;
const SPECIAL_PORTS = [53, 700];

/** Every result that an ordinary or a special packet may have, over all ways to decide what cannot be decided. */
function results(ruleset: Ruleset, source: number, port: number, sourcePort: number): Result[] {
  const found = new Map<string, Result>();
  const open: boolean[][] = [[]];
  for (let decisions = open.pop(); decisions !== undefined; decisions = open.pop()) {
    let asked = 0;
    const packet = { source, destination: 0x0a000001, sourcePort, port, iif: 'eth0' };
    const given = decisions;
    const result = interpret(ruleset, packet, () => given[asked++] ?? false);
    found.set(JSON.stringify(result), result);
    // Each decision that was made by default is tried the other way as well.
    for (let i = given.length; i < asked; i++)
      open.push([...given, ...Array<boolean>(i - given.length).fill(false), true]);
    if (open.length > 2000) throw new Error('too many decisions');
  }
  return [...found.values()];
}

describe('the symbolic answer', () => {
  it('is what a packet-by-packet interpreter gives, for every source and port', () => {
    fc.assert(
      fc.property(rulesets, (ruleset) => {
        const runner = hookRunner(ruleset, environment('eth0'));
        for (const port of PORTS) {
          const { worlds } = ask(runner, world({ port, must: universe, may: universe }));
          const must = unionAll(
            'ipv4',
            worlds.map((each) => each.must),
          );
          const may = unionAll(
            'ipv4',
            worlds.map((each) => each.may),
          );
          expect(isSubset(must, may)).toBe(true);
          for (let source = FIRST_SOURCE; source < FIRST_SOURCE + SOURCES; source++) {
            const ordinary = results(ruleset, source, port, ORDINARY_PORT);
            const special = SPECIAL_PORTS.flatMap((sourcePort) => results(ruleset, source, port, sourcePort));
            if (contains(must, source)) expect(ordinary.every(({ passed }) => passed)).toBe(true);
            if (!contains(may, source)) {
              expect([...ordinary, ...special].some(({ passed }) => passed)).toBe(false);
            }
            // What one choice gains and the next rule takes back is not followed, so that stays out of this.
            if (ordinary.length === 1 && !doubts(worlds, source).includes('client-chosen'))
              expect(contains(must, source)).toBe(contains(may, source));
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never grows when a drop is put in front of a chain', () => {
    fc.assert(
      fc.property(rulesets, match, fc.constantFrom('raw', 'mangle', 'input'), (ruleset, before, name) => {
        const [table] = ruleset.tables;
        const chain = table?.chains.get(name);
        if (table === undefined || chain === undefined) throw new Error(`no chain ${name}`);
        const stricter = { ...chain, rules: [rule(before, DROP), ...chain.rules] };
        const chains = new Map([...table.chains, [name, stricter]]);
        const allowed = (of: Ruleset) =>
          PORTS.map(
            (port) =>
              ask(of, world({ port, must: universe, may: universe }), undefined, environment('eth0')).worlds,
          ).map((worlds) =>
            unionAll(
              'ipv4',
              worlds.map((each) => each.must),
            ),
          );
        const after = allowed({ tables: [{ ...table, chains }] });
        for (const [i, wide] of allowed(ruleset).entries())
          expect(isSubset(after[i] ?? universe, wide)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

function doubts(worlds: readonly World[], source: number): string[] {
  const all = worlds.flatMap((each) => each.doubts);
  return all.filter((doubt) => contains(doubt.sources, source)).map((doubt) => doubt.reason.code);
}
