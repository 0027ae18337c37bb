import { describe, expect, it } from 'vitest';
import { reasonClause } from '../../src/explain/clauses.js';
import { REASON_VERDICTS, reasonSentence } from '../../src/explain/reasons.js';
import { reasonRemedy } from '../../src/explain/remedies.js';
import type { Reason } from '../../src/model/reason.js';
import { chain, rule } from './situations.js';

const accept = rule('tcp dport 22 limit rate 6/minute accept');
const forward = { ...chain('ip filter', 'FORWARD', 'ufw'), hook: 'forward' };

/** Every code once, with what is said in a table cell and in a sentence. */
const WORDS: readonly (readonly [Reason, cell: string, clause: string])[] = [
  [{ code: 'no-firewall' }, 'there are no firewall rules', 'there are no firewall rules'],
  [
    { code: 'firewall-accept', rule: rule('', 'ufw', 'ufw allow 22/tcp') },
    'ufw allow 22/tcp',
    'ufw lets it in (ufw allow 22/tcp)',
  ],
  [
    { code: 'firewall-policy-accept', chain: chain('inet filter', 'input') },
    'no firewall rule stops it',
    'no firewall rule stops it',
  ],
  [{ code: 'firewall-not-concerned' }, 'no firewall rule is on its way', 'no firewall rule is on its way'],
  [{ code: 'same-host' }, 'no rule on lo stops it', 'no rule on lo stops it'],
  [
    { code: 'firewall-drop', rule: rule('ip saddr @bad drop') },
    'inet filter input: ip saddr @bad drop',
    'a firewall rule drops it (inet filter input: ip saddr @bad drop)',
  ],
  [
    { code: 'firewall-reject', rule: rule('reject', 'firewalld', 'zone public, no such service') },
    'firewalld: zone public, no such service',
    'firewalld rejects it (zone public, no such service)',
  ],
  [
    { code: 'firewall-policy-drop', chain: forward },
    'ufw: default deny (routed)',
    "ufw's default policy drops it",
  ],
  [
    { code: 'reply-blocked', chain: chain('inet filter', 'output') },
    'the answer is stopped: inet filter output: policy drop',
    'the answer is stopped (inet filter output: policy drop)',
  ],
  [
    { code: 'established-blocked', rule: rule('drop') },
    'the second packet is stopped: inet filter input: drop',
    'the second packet is stopped (inet filter input: drop)',
  ],
  [
    { code: 'nat-elsewhere', rule: rule('dnat to 172.17.0.2:80'), target: '172.17.0.2:80' },
    'NAT hands it to 172.17.0.2:80: inet filter input: dnat to 172.17.0.2:80',
    'NAT hands it to 172.17.0.2:80 (inet filter input: dnat to 172.17.0.2:80)',
  ],
  [
    { code: 'shadowed', listener: 'tcp/10.1.0.2:80' },
    'tcp/10.1.0.2:80 gets it instead',
    'tcp/10.1.0.2:80 gets it instead',
  ],
  [{ code: 'no-listener' }, 'nothing listens there', 'nothing listens where it is sent'],
  [
    { code: 'not-forwarded', sysctl: 'net.ipv4.ip_forward' },

    'forwarding is off: net.ipv4.ip_forward',
    'this machine does not forward packets (net.ipv4.ip_forward)',
  ],
  [
    { code: 'loopback-martian' },
    'loopback addresses are for this machine only',
    'packets for loopback addresses are dropped when they come from outside',
  ],
  [
    { code: 'reverse-path', mode: 'strict', sysctl: 'net.ipv4.conf.eth0.rp_filter' },
    'no route back by that interface: net.ipv4.conf.eth0.rp_filter',
    'no route back to it leaves by the interface it comes in by (net.ipv4.conf.eth0.rp_filter)',
  ],
  [
    { code: 'no-return-route' },
    'no route for the answer',
    'no route leads back to it, so that no answer can leave',
  ],
  [
    { code: 'address-filter', unit: 'web.service' },
    'IPAddressDeny= of web.service',
    'systemd keeps it out (IPAddressDeny= of web.service)',
  ],
  [
    { code: 'tcp-wrappers', line: 'sshd: ALL' },
    'tcp wrappers: sshd: ALL',
    'tcp wrappers keep it out (sshd: ALL)',
  ],
  [
    { code: 'either-of', listeners: ['tcp/0.0.0.0:80', 'tcp/[::]:80'] },
    'one of 2 listeners gets it: tcp/0.0.0.0:80, tcp/[::]:80',
    'tcp/0.0.0.0:80 and tcp/[::]:80 share the port, and the kernel gives each connection to one of them',
  ],
  [
    { code: 'firewall-unreadable', subject: 'nftables' },
    'could not read the firewall: nftables',
    'the firewall could not be read (nftables)',
  ],
  [
    { code: 'firewall-not-evaluated' },
    'firewall rules exist and were not evaluated',
    'firewall rules exist and were not evaluated',
  ],
  [{ code: 'facts-unreadable', subject: 'routes' }, 'could not read: routes', 'routes could not be read'],
  [
    { code: 'rate-limit', rule: accept },
    'rate limit: inet filter input: tcp dport 22 limit rate 6/minute accept',
    'a rule lets in only so many at a time (inet filter input: tcp dport 22 limit rate 6/minute accept)',
  ],
  [
    { code: 'dynamic-set', rule: rule('ip saddr @seen accept'), set: 'seen' },
    'depends on the set seen: inet filter input: ip saddr @seen accept',
    'it depends on what is in the set seen at that moment (inet filter input: ip saddr @seen accept)',
  ],
  [
    { code: 'quota', rule: rule('quota 1 gbytes accept') },
    'until a quota is used up: inet filter input: quota 1 gbytes accept',
    'it depends on how much of a quota is left (inet filter input: quota 1 gbytes accept)',
  ],
  [
    { code: 'connection-limit', rule: rule('ct count over 9 drop') },
    'connection limit: inet filter input: ct count over 9 drop',
    'it depends on how many connections are open (inet filter input: ct count over 9 drop)',
  ],
  [
    { code: 'queue', rule: rule('queue to 0') },
    'a program decides: inet filter input: queue to 0',
    'a program in user space decides (inet filter input: queue to 0)',
  ],
  [
    { code: 'time', rule: rule('meta hour 8-17 accept') },
    'depends on the time: inet filter input: meta hour 8-17 accept',
    'it depends on the time of day (inet filter input: meta hour 8-17 accept)',
  ],
  [
    { code: 'client-chosen', rule: rule('tcp sport 53 accept'), choice: 'source port 53' },
    'only with source port 53: inet filter input: tcp sport 53 accept',
    'only a client with source port 53 gets in (inet filter input: tcp sport 53 accept)',
  ],
  [
    { code: 'unknown-match', rule: rule('xt match'), text: 'xt match geoip' },
    'not known whether it matches: xt match geoip',
    'it cannot be told whether a rule matches (xt match geoip)',
  ],
  [
    { code: 'unknown-target', rule: rule('xt target'), text: 'xt target X' },
    'not known what it does: xt target X',
    'it cannot be told what a rule does (xt target X)',
  ],
  [
    { code: 'random', rule: rule('numgen random mod 2 0 drop') },
    'left to chance: inet filter input: numgen random mod 2 0 drop',
    'a rule leaves it to chance (inet filter input: numgen random mod 2 0 drop)',
  ],
  [
    { code: 'ipvs-elsewhere', service: 'tcp 10.0.0.1:80', target: '10.1.0.9:8080' },
    'IPVS sends it to 10.1.0.9:8080: tcp 10.0.0.1:80',
    'IPVS sends it to 10.1.0.9:8080 (tcp 10.0.0.1:80)',
  ],
  [
    { code: 'ipvs-no-server', service: 'mark 5' },
    'IPVS has no real server for it: mark 5',
    'IPVS takes it and has no real server for it (mark 5)',
  ],
  [
    { code: 'ipvs-scheduled', service: 'mark 5', servers: ['10.1.0.9:80', '10.1.0.8:80'] },
    'IPVS chooses one of 10.1.0.9:80, 10.1.0.8:80: mark 5',
    'IPVS gives each connection to one of 10.1.0.9:80 and 10.1.0.8:80 (mark 5)',
  ],
  [
    { code: 'ipvs-direct', service: 'mark 5', target: '10.1.0.9:80', method: 'direct-routing' },
    'IPVS sends it to 10.1.0.9:80 as it is: mark 5',
    'IPVS sends it to 10.1.0.9:80 as it is, which must take and answer it by itself',
  ],
  [
    { code: 'order-unknown', chains: ['ip a input', 'ip b input'] },
    'order of chains not known: ip a input, ip b input',
    'it depends on which of ip a input and ip b input runs first',
  ],
  [
    { code: 'too-complex', detail: '64 cases' },
    'not followed to the end: 64 cases',
    'its way was not followed to the end (64 cases)',
  ],
  [
    { code: 'outside-layer', layer: 'xdp', detail: 'an XDP program is attached to eth0' },
    'xdp: an XDP program is attached to eth0',
    'a layer outside the firewall may stop it (an XDP program is attached to eth0)',
  ],
];

describe('reasons in words', () => {
  it('are checked here for every code', () => {
    expect(WORDS.map(([{ code }]) => code).toSorted()).toEqual(Object.keys(REASON_VERDICTS).toSorted());
  });

  it.each(WORDS.map(([reason, cell]) => [reason.code, reason, cell] as const))(
    'fit a cell: %s',
    (_code, reason, cell) => {
      expect(reasonSentence(reason)).toBe(cell);
    },
  );

  it.each(WORDS.map(([reason, , clause]) => [reason.code, reason, clause] as const))(
    'fit a sentence: %s',
    (_code, reason, clause) => {
      expect(reasonClause(reason)).toBe(clause);
    },
  );

  it('name a remedy only for what cannot be decided', () => {
    const remedied = WORDS.filter(([reason]) => reasonRemedy(reason) !== undefined);
    expect(new Set(remedied.map(([{ code }]) => REASON_VERDICTS[code]))).toEqual(new Set(['conditional']));
  });

  it('send the reader to the tool that shows the set in question', () => {
    const legacy = { ...rule('-m set --match-set seen src'), backend: 'iptables-legacy' } as const;
    expect(reasonRemedy({ code: 'dynamic-set', rule: legacy, set: 'seen' })).toBe(
      'See what it holds now: ipset list seen',
    );
    expect(reasonRemedy({ code: 'dynamic-set', rule: accept, set: 'seen' })).toBe(
      'See what it holds now: nft list set inet filter seen',
    );
  });
});
