import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { compareAudits } from '../../src/compare/compare.js';
import { comparedAudit } from '../../src/compare/compared-audit.js';
import { changeLine } from '../../src/export/changes.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';

const facts = parseCapture(readFileSync('test/fixtures/guests/docker-shop.json', 'utf8'));
if ('error' in facts) throw new Error(facts.error);

/** The host without the addresses of an interface and the routes to them. */
function withoutAddresses(name: string): Facts {
  const [current, ...others] = (facts as Facts).namespaces;
  if (current?.interfaces === undefined) throw new Error('no interfaces');
  const gone = current.interfaces.filter((each) => each.name === name).flatMap(({ addresses }) => addresses);
  if (gone.length === 0) throw new Error(`${name} has no addresses`);
  const isGone = (destination: string) => gone.some(({ address }) => destination.startsWith(`${address}`));
  return {
    ...(facts as Facts),
    namespaces: [
      {
        ...current,
        interfaces: current.interfaces.map((each) =>
          each.name === name ? { ...each, addresses: [] } : each,
        ),
        routes: current.routes?.filter(({ destination }) => !isGone(destination)),
      },
      ...others,
    ],
  };
}

const changes = (before: Facts, after: Facts) =>
  compareAudits(comparedAudit(inspect(before)), comparedAudit(inspect(after))).changes.map(changeLine);

describe('an address that a host comes to have', () => {
  const veth = withoutAddresses('vethded14b7');

  it('is no change where only the host itself can dial it, as that of a port of a bridge', () => {
    expect(changes(veth, facts)).toEqual([]);
    expect(changes(facts, veth)).toEqual([]);
  });

  it('is one where its neighbours can', () => {
    expect(changes(withoutAddresses('br9'), facts).join('\n')).toContain('widened');
  });
});
