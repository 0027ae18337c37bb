import { describe, expect, it } from 'vitest';
import { translateFirewall } from '../../../src/firewall/translate.js';
import { allRules, nftMatches, nftStatements } from '../fixtures.js';

const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const dport = { payload: { protocol: 'tcp', field: 'dport' } };

describe('sets of nft', () => {
  it('a fixed named set is no more than its values, shared by all rules that name it', () => {
    const set = {
      name: 's',
      type: 'ipv4_addr',
      flags: 'interval',
      elem: ['1.1.1.1', { prefix: { addr: '10.0.0.0', len: 8 } }],
    };
    const [match] = nftMatches('==', saddr, '@s', { sets: [set] });
    expect(match).toMatchObject({
      kind: 'in',
      values: { set: { bounds: [0x01010101, 0x01010102, 0x0a000000, 0x0b000000] } },
    });
    const rule = { match: { op: '==', left: saddr, right: '@s' } };
    const [first, second] = nftStatements([rule, rule], { sets: [set] });
    expect(first?.kind === 'match' && first.match.kind === 'in' && first.match.values).toBe(
      second?.kind === 'match' && second.match.kind === 'in' && second.match.values,
    );
  });

  it('a set without elements is empty: nothing is in it', () => {
    expect(nftMatches('!=', saddr, '@s', { sets: [{ name: 's', type: 'ipv4_addr' }] })).toMatchObject([
      { kind: 'lookup', negated: true, set: { elements: [], certainty: 'static' } },
    ]);
  });

  it('concatenations keep one element a tuple, with intervals in every dimension', () => {
    const elem = [
      { concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, { range: [80, 90] }] },
      { concat: ['1.1.1.1', 22] },
    ];
    const [match] = nftMatches('==', { concat: [saddr, dport] }, { set: elem });
    expect(match).toMatchObject({
      kind: 'lookup',
      keys: [{ on: 'saddr' }, { on: 'dport' }],
      set: {
        elements: [
          { key: [{ set: { bounds: [0x0a000000, 0x0b000000] } }, { bounds: [80, 91] }] },
          { key: [{ set: { bounds: [0x01010101, 0x01010102] } }, { bounds: [22, 23] }] },
        ],
      },
    });
  });

  it('a set that packets add to is dynamic, whatever its flags say', () => {
    const sets = [{ name: 's', type: 'ipv4_addr', size: 100 }];
    const statements = nftStatements(
      [{ set: { op: 'add', elem: saddr, set: '@s' } }, { match: { op: '==', left: saddr, right: '@s' } }],
      { sets },
    );
    expect(statements).toContainEqual({ kind: 'update-set', set: 's' });
    expect(statements.at(-1)).toMatchObject({
      match: { kind: 'lookup', set: { certainty: 'dynamic', name: 's' } },
    });
  });

  it('a set whose elements expire is taken as it stands', () => {
    const set = {
      name: 's',
      type: 'ipv4_addr',
      flags: ['timeout'],
      elem: [{ elem: { val: '9.9.9.9', timeout: 1800, expires: 9 } }],
    };
    expect(nftMatches('==', saddr, '@s', { sets: [set] })).toMatchObject([
      {
        set: { certainty: 'snapshot', elements: [{ key: [{ set: { bounds: [0x09090909, 0x0909090a] } }] }] },
      },
    ]);
  });

  it('sets of fail2ban and CrowdSec name who fills them', () => {
    const filled = (name: string, table: string) => {
      const place = { family: 'inet', table };
      const nftables = [
        { set: { ...place, name, type: 'ipv4_addr', elem: ['1.1.1.1'] } },
        {
          rule: {
            ...place,
            chain: 'c',
            handle: 1,
            expr: [{ match: { op: '==', left: saddr, right: `@${name}` } }],
          },
        },
      ];
      const { ruleset } = translateFirewall({ nft: { nftables }, outside: [] });
      const [statement] = allRules(ruleset)[0]?.statements ?? [];
      return statement?.kind === 'match' && statement.match.kind === 'lookup'
        ? statement.match.set.filledBy
        : undefined;
    };
    expect(filled('addr-set-sshd', 'f2b-table')).toBe('fail2ban');
    expect(filled('crowdsec-blacklists', 'crowdsec')).toBe('crowdsec');
    expect(filled('admins', 'filter')).toBeUndefined();
  });

  it('an element with a limit of its own is undecided', () => {
    const elem = ['2.2.2.2', { elem: { val: '1.1.1.1', limit: { rate: 5, burst: 5, per: 'second' } } }];
    expect(nftMatches('==', saddr, '@s', { sets: [{ name: 's', type: 'ipv4_addr', elem }] })).toMatchObject([
      { set: { elements: [{ key: [{}] }, { undecided: { code: 'rate-limit' } }] } },
    ]);
  });

  it('an element that cannot be read may be anything', () => {
    expect(nftMatches('==', dport, { set: [22, 'odd'] })).toMatchObject([
      {
        kind: 'lookup',
        set: { elements: [{}, { key: [{ kind: 'any' }], undecided: { code: 'unknown-match' } }] },
      },
    ]);
  });

  it('`*` in a set is every key', () => {
    expect(nftMatches('==', saddr, '@s', { sets: [{ name: 's', elem: ['*'] }] })).toMatchObject([
      { values: { kind: 'any' } },
    ]);
  });
});
