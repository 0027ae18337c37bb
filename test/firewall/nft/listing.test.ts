import { describe, expect, it } from 'vitest';
import { readListing } from '../../../src/firewall/nft/listing.js';

const chain = (more: object) => ({
  chain: { family: 'inet', table: 't', name: 'c', type: 'filter', hook: 'input', ...more },
});
const baseOf = (more: object) => readListing([chain(more)])[0]?.chains.get('c')?.base;

describe("nft's listing", () => {
  it('rules belong to their chain, in order, wherever the chain object stands', () => {
    const rule = (handle: number) => ({ rule: { family: 'inet', table: 't', chain: 'c', handle, expr: [] } });
    const [table] = readListing([
      rule(1),
      { table: { family: 'inet', name: 't' } },
      chain({ prio: 0 }),
      rule(2),
    ]);
    expect(table?.chains.get('c')?.rules.map(({ handle }) => handle)).toEqual([1, 2]);
    expect(table?.chains.get('c')?.base).toMatchObject({ hook: 'input' });
  });

  it('tables of one name in two families are two', () => {
    const tables = readListing([
      { table: { family: 'ip', name: 't' } },
      { table: { family: 'ip6', name: 't' } },
    ]);
    expect(tables.map(({ family }) => family)).toEqual(['ip', 'ip6']);
  });

  it('flags come bare or in a list', () => {
    expect(readListing([{ table: { family: 'ip', name: 't', flags: 'dormant' } }])[0]?.flags).toEqual([
      'dormant',
    ]);
    expect(
      readListing([{ table: { family: 'ip', name: 't', flags: ['owner', 'persist'] } }])[0]?.flags,
    ).toEqual(['owner', 'persist']);
  });

  it('a base chain without policy accepts; priorities are numbers, or names in hand-written lists', () => {
    expect(baseOf({ prio: -150 })).toEqual({
      hook: 'input',
      type: 'filter',
      priority: -150,
      policy: 'accept',
    });
    expect(baseOf({ prio: 'raw', policy: 'drop' })).toMatchObject({ priority: -300, policy: 'drop' });
    expect(
      readListing([chain({ family: 'bridge', prio: 'filter' })])[0]?.chains.get('c')?.base?.priority,
    ).toBe(-200);
  });

  it('devices of ingress chains, one or several, or none told', () => {
    expect(baseOf({ hook: 'ingress', dev: 'eth0' })?.devices).toEqual(['eth0']);
    expect(baseOf({ hook: 'ingress', dev: ['eth0', 'eth1'] })?.devices).toEqual(['eth0', 'eth1']);
    expect(baseOf({ hook: 'ingress' })?.devices).toBeUndefined();
  });

  it('commands hold the same objects as listings', () => {
    expect(readListing([{ add: { table: { family: 'inet', name: 't' } } }]).map(({ name }) => name)).toEqual([
      't',
    ]);
  });

  it('what is no object of nft is passed over', () => {
    expect(
      readListing([
        null,
        1,
        'x',
        [],
        {},
        { metainfo: {} },
        { rule: null },
        { table: { family: 'x25', name: 't' } },
      ]),
    ).toEqual([]);
  });
});
