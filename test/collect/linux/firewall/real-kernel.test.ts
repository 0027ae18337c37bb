import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo } from '../../../../src/collect/host-io.js';
import { readFirewall } from '../../../../src/collect/linux/firewall/read-firewall.js';
import { openNetlink } from '../../../../src/collect/linux/netlink/netlink.js';
import { loadLibc } from '../../../../src/collect/linux/system/libc.js';
import { translateFirewall } from '../../../../src/firewall/translate.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../../support/network-namespace.js';
import { requires } from '../../../support/requires.js';

/** Longer than the 1024 bytes after which nft's JSON cuts an anonymous chain off. */
const MANY = Array.from({ length: 60 }, (_, i) => `ip saddr 10.1.${i}.0/24 accept`);
const RULES = `
table inet t {
  chain in {
    type filter hook input priority 0; policy drop;
    tcp dport 22 jump {
      ${MANY.join('\n      ')}
    }
  }
}
table ip asleep {
  flags dormant
  chain in {
    type filter hook input priority 0
    drop
  }
}
`;

requires({ root: true, tools: ['nft', 'iptables-nft', 'iptables-legacy', 'ipset', 'ip'] })(
  'the rules of a real kernel',
  () => {
    let namespace: NetworkNamespace;

    beforeAll(() => {
      namespace = addNetworkNamespace();
      const run = (command: string, ...args: string[]) =>
        execFileSync('ip', ['netns', 'exec', namespace.name, command, ...args], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
      execFileSync('ip', ['netns', 'exec', namespace.name, 'nft', '-f', '-'], { input: RULES });
      run('ipset', 'create', 'lsh4', 'hash:ip');
      run('ipset', 'add', 'lsh4', '192.0.2.1');
      run(
        'iptables-nft',
        '-A',
        'INPUT',
        '-m',
        'conntrack',
        '--ctstate',
        'NEW',
        '-m',
        'set',
        '--match-set',
        'lsh4',
        'src',
        '-j',
        'DROP',
      );
      run('iptables-legacy', '-A', 'INPUT', '-p', 'udp', '--dport', '53', '-j', 'REJECT');
    });
    afterAll(() => namespace.remove());

    const read = () =>
      namespace.enter(async () => {
        const libc = loadLibc();
        const netlink = libc && openNetlink(libc);
        try {
          return await readFirewall(createHostIo(), { uid: 0, netlink, libc });
        } finally {
          netlink?.close();
        }
      });

    it('are read whole: all back ends, sets, dormant tables, anonymous chains of any length', async () => {
      const { firewall, gaps } = await read();
      expect(gaps).toEqual([]);
      const { ruleset, gaps: hidden } = translateFirewall(firewall);
      expect(hidden).toEqual([]);
      const tables = ruleset.tables.map(({ family, name, backend, dormant }) => [
        family,
        name,
        backend,
        dormant,
      ]);
      expect(tables).toContainEqual(['inet', 't', 'nft', false]);
      expect(tables).toContainEqual(['ip', 'asleep', 'nft', true]);
      expect(tables).toContainEqual(['ip', 'filter', 'iptables-nft', false]);
      expect(tables).toContainEqual(['ip', 'filter', 'iptables-legacy', false]);
      const rulesOf = (table: number, chain: string) => ruleset.tables[table]?.chains.get(chain)?.rules ?? [];
      const [jump] = rulesOf(0, 'in')[0]?.statements.slice(-1) ?? [];
      const target = jump?.kind === 'verdict' && jump.verdict.kind === 'jump' ? jump.verdict.chain : '';
      expect(rulesOf(0, target)).toHaveLength(MANY.length);
      const dropped = ruleset.tables.find(({ backend }) => backend === 'iptables-nft')?.chains.get('INPUT')
        ?.rules[0];
      expect(dropped?.statements).toMatchObject([
        { match: { kind: 'bits', mask: 8 } },
        {
          match: {
            kind: 'lookup',
            set: { name: 'lsh4', elements: [{ key: [{ set: { bounds: [0xc0000201, 0xc0000202] } }] }] },
          },
        },
        { verdict: { kind: 'drop' } },
      ]);
    });

    it('are not believed where the name of a set can make its listing say anything', async () => {
      const name = 'x\nadd lsh4 10.0.0.0/8';
      const ipset = (...args: string[]) =>
        execFileSync('ip', ['netns', 'exec', namespace.name, 'ipset', ...args], { encoding: 'utf8' });
      ipset('create', name, 'hash:ip');
      expect(ipset('save')).toMatch(/^add lsh4 10\.0\.0\.0\/8/m);
      const { firewall, gaps } = await read();
      ipset('destroy', name);
      expect(firewall.ipset).toBeUndefined();
      expect(gaps.map(({ code, subject }) => [code, subject])).toEqual([['firewall-unreadable', 'ipset']]);
      expect((await read()).gaps).toEqual([]);
    });
  },
);
