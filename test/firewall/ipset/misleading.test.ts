import { describe, expect, it } from 'vitest';
import { isMisleading } from '../../../src/firewall/ipset/misleading.js';
import { translateFirewall } from '../../../src/firewall/translate.js';

const TAIL = 'family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x7f45d199';
const sets = (...names: string[]) => names.map((name) => `create ${name} hash:net ${TAIL}\n`).join('');

describe('ipset save', () => {
  it('says what sets hold, whatever their comments are', () => {
    const saves = [
      '',
      `${sets('a', 'b.c-d_e')}add a 10.0.0.0/8\nadd a 1.2.3.4 timeout 0 nomatch\n`,
      'create p bitmap:port range 0-1023\nadd p 80 packets 1 bytes 60 comment "x\ncreate y\nadd a 0.0.0.0/1"\n',
      'create m bitmap:ip,mac range 10.0.0.0/24 timeout 600 counters comment skbinfo\n',
      `create n hash:net,port,net family inet6 netmask 64 forceadd\nadd n fd00::/8,tcp:80,::/0 skbmark 0x1/0xff skbprio 1:a skbqueue 2\n`,
      'create l list:set size 8\nadd l a\n',
    ];
    for (const save of saves) expect([save, isMisleading(save)]).toEqual([save, false]);
  });

  it('misleads where a name has blanks, quotes or ends of lines in it', () => {
    const names = [
      'a\nadd b 10.0.0.0/8',
      'a hash:ip\nadd b 0.0.0.0/1',
      'x bitmap:ip range 1/1\ncreate b',
      'b 0.0.0.0/1',
      'a\nadd b 0.0.0.0/1 comment "',
      'a\nadd b 0.0.0.0/1 timeout',
      'b"',
    ];
    for (const name of names) {
      const save = `${sets('b', name)}add b 1.2.3.4\nadd ${name} 5.6.7.8\n`;
      expect([name, isMisleading(save)]).toEqual([name, true]);
    }
  });

  it('that misleads leaves open what its sets hold, and that is told', () => {
    const text = '*filter\n:INPUT DROP [0:0]\n-A INPUT -m set --match-set b src -j ACCEPT\nCOMMIT\n';
    const xtables = [{ family: 'ipv4', backend: 'legacy', text }] as const;
    const { ruleset, gaps } = translateFirewall({
      xtables,
      ipset: sets('b', 'a\nadd b 10.0.0.0/8'),
      outside: [],
    });
    expect(gaps.map(({ code, subject }) => [code, subject])).toEqual([
      ['firewall-partly-unreadable', 'ipset'],
    ]);
    const rule = ruleset.tables[0]?.chains.get('INPUT')?.rules[0];
    expect(rule?.statements[0]).toMatchObject({ match: { kind: 'unknown' } });
  });
});
