import type { Random } from '../random.js';
import type { RuleLoad } from '../scenario.js';

/** Rules of a host for NAT that catch what guests send each other, where its bridges show it their frames. */
export function caughtFrames(random: Random): RuleLoad[] {
  if (random.chance(0.3)) return [];
  const caught = random.sample(
    [
      `${whose(random, 'ipv4')}tcp dport 9000 dnat ip to ${random.pick(['172.20.0.2', '172.20.0.3'])}:80`,
      `${whose(random, 'ipv6')}tcp dport 9000 dnat ip6 to ${random.pick(['[fd20::2]', '[fd20::3]', '[fd21::2]'])}:80`,
      'ip daddr 172.20.0.3 tcp dport 8081 dnat ip to 172.21.0.2:80',
      `tcp dport ${random.pick([9000, 8081])} redirect to :${random.pick([22, 8081, 9000])}`,
      'tcp dport { 8081, 9000 } dnat to :443',
      'ip daddr 172.20.0.3 tcp dport { 80, 8080 } dnat ip to 172.20.0.2',
      'ip6 daddr fd20::3 dnat ip6 to fd20::2',
      'ip daddr 203.0.113.1 dnat ip to 172.20.0.3',
      'ip daddr 172.20.0.2 udp dport { 53, 5300 } dnat ip to 172.20.0.3:53',
      'iifname "br0" tcp dport 443 dnat ip to 10.7.0.2:443',
      `${whose(random, 'ipv4')}ip daddr 172.20.0.0/16 tcp dport 80 dnat ip to 172.20.0.${random.pick([2, 3])}:443`,
    ],
    random.int(1, 3),
  );
  const masking = random.chance(0.4)
    ? [
        random.pick([
          'oifname "br0" masquerade',
          'ip saddr 172.20.0.2 oifname "br0" masquerade',
          'ip daddr 172.20.0.3 tcp dport { 80, 443 } snat ip to 172.20.0.1',
          'ip daddr 172.20.0.2 snat ip to 10.7.0.1',
          'ip6 saddr fd20::/64 snat ip6 to fd20::1',
        ]),
      ]
    : [];
  const filter = random.chance(0.3)
    ? [
        random.pick([
          'iifname "br0" oifname "br0" ct status dnat drop',
          'iifname "br0" oifname "br0" ip daddr 172.20.0.2 tcp dport 80 drop',
          'iifname "br0" oifname "br1" drop',
          'meta l4proto tcp ct original proto-dst 9000 drop',
        ]),
      ]
    : [];
  const text = [
    'table inet caught {',
    ...chain('prerouting', 'nat', -101, caught),
    ...chain('postrouting', 'nat', 99, masking),
    ...chain('forward', 'filter', 5, filter),
    '}',
    '',
  ];
  return [{ tool: 'nft', text: text.join('\n') }];
}

function whose(random: Random, family: 'ipv4' | 'ipv6'): string {
  const one = family === 'ipv4' ? 'ip saddr 172.20.0.2 ' : 'ip6 saddr fd20::3 ';
  return random.pick(['', '', 'iifname "br0" ', one]);
}

function chain(hook: string, type: string, priority: number, rules: readonly string[]): string[] {
  if (rules.length === 0) return [];
  return [` chain ${hook} {`, `  type ${type} hook ${hook} priority ${priority};`, ...rules, ' }'];
}
