import type { Random } from '../random.js';
import type { RuleLoad } from '../scenario.js';

/** An address that no host has and that NAT rules may name. */
export const NOBODYS = '192.0.2.9';

/** Rules of a host that publishes ports of its guests: NAT on the way in and out, and filters on what it passes on. */
export function publishingRules(random: Random): RuleLoad[] {
  if (random.chance(0.1)) return [];
  return random.chance(0.5) ? [{ tool: 'nft', text: nftTables(random) }] : iptablesTables(random);
}

/** Rules of a host for the frames that its bridges pass on. */
export function frameRules(random: Random): RuleLoad[] {
  if (random.chance(0.6)) return [];
  const lines = random.sample(
    [
      'ip saddr 172.20.0.2 tcp dport 80 drop',
      'tcp dport 443 drop',
      'udp dport 53 drop',
      'iifname "v-web" oifname "v-db" drop',
      'ip6 saddr fd20::3 drop',
      'ip daddr 172.20.0.3 tcp dport 80 accept',
      'ether type ip drop',
      'tcp sport 443 drop',
    ],
    random.int(1, 3),
  );
  const hook = random.pick(['forward', 'forward', 'prerouting', 'postrouting']);
  // These hooks have but one device each.
  const possible = lines.filter((line) => hook === 'forward' || !line.includes('ifname'));
  return [
    {
      tool: 'nft',
      text: `table bridge frames {\n chain passing {\n type filter hook ${hook} priority 0;\n${possible.join('\n')}\n }\n}\n`,
    },
  ];
}

/** Rules of a guest for itself. */
export function guestRules(random: Random): RuleLoad[] {
  if (random.chance(0.7)) return [];
  const rules = random.times(random.int(1, 2), () =>
    random.pick([
      'ip saddr 10.7.0.0/24 drop',
      'ip saddr 172.20.0.0/16 drop',
      'ip saddr 172.20.0.1 accept',
      'tcp dport 80 accept',
      'tcp dport 443 drop',
      'ip6 saddr fd20::/16 reject',
      'ct state established accept',
    ]),
  );
  const policy = random.chance(0.2) ? 'drop' : 'accept';
  return [
    {
      tool: 'nft',
      text: `table inet own {\n chain input {\n type filter hook input priority 0; policy ${policy};\n${rules.join('\n')}\n }\n}\n`,
    },
  ];
}

function nftTables(random: Random): string {
  const chains = [
    chain('dstnat', 'type nat hook prerouting priority -100;', [
      `${random.pick(['fib daddr type local', 'iifname != "br0"', 'ip daddr 10.7.0.1', 'ip saddr 10.7.0.0/24'])} tcp dport 8080 dnat ip to 172.20.0.2:80`,
      ...optional(random, 0.5, 'fib daddr type local tcp dport 8081 dnat ip to 172.20.0.3:443'),
      ...optional(random, 0.4, 'fib daddr type local udp dport 5300 dnat ip to 172.20.0.2:53'),
      ...optional(
        random,
        0.4,
        'fib daddr type local meta nfproto ipv6 tcp dport 8080 dnat ip6 to [fd20::2]:80',
      ),
      ...optional(random, 0.2, 'tcp dport 9000 dnat ip to 172.21.0.2:80'),
      ...optional(
        random,
        0.3,
        random.pick([
          `ip daddr ${NOBODYS} dnat ip to 172.20.0.3`,
          `ip daddr ${NOBODYS} tcp dport 443 dnat ip to 10.7.0.1:8081`,
        ]),
      ),
    ]),
  ];
  if (random.chance(0.6))
    chains.push(
      chain('localnat', 'type nat hook output priority -100;', [
        `${random.pick(['', 'ip daddr != 127.0.0.0/8', 'fib daddr type local'])} tcp dport 8080 dnat ip to 172.20.0.2:80`,
      ]),
    );
  if (random.chance(0.7))
    chains.push(
      chain('srcnat', 'type nat hook postrouting priority 100;', [
        ...optional(random, 0.6, 'ip saddr 172.20.0.0/16 oifname != "br0" masquerade'),
        ...optional(random, 0.4, 'fib saddr type local oifname "br0" masquerade'),
        ...optional(random, 0.4, 'ip saddr 172.20.0.0/16 oifname "br0" masquerade'),
        ...optional(random, 0.2, 'ip saddr 10.7.0.0/24 oifname "br0" snat to 172.20.0.1'),
      ]),
    );
  if (random.chance(0.75)) chains.push(forwardChain(random));
  if (random.chance(0.3))
    chains.push(
      chain('raw', 'type filter hook prerouting priority -300;', [
        'ip daddr 172.20.0.2 iifname != "br0" drop',
      ]),
    );
  if (random.chance(0.3))
    chains.push(
      chain('input', 'type filter hook input priority 0;', [
        random.pick([
          'ip saddr 172.20.0.0/16 drop',
          'tcp dport 22 drop',
          'iifname "br0" tcp dport 9000 reject',
        ]),
      ]),
    );
  return `table inet guests {\n${chains.join('')}}\n`;
}

function forwardChain(random: Random): string {
  const drop = random.chance(0.5);
  return chain('forward', `type filter hook forward priority 0; policy ${drop ? 'drop' : 'accept'};`, [
    ...optional(random, 0.7, 'ct state established,related accept'),
    ...optional(random, 0.3, 'ip saddr 10.7.0.77 drop'),
    ...optional(random, 0.2, 'ct state invalid drop'),
    ...optional(random, 0.3, 'iifname "br0" oifname "br0" drop'),
    ...optional(random, 0.5, 'oifname "br0" ct status dnat accept'),
    ...optional(random, 0.4, 'meta l4proto tcp ct original proto-dst 8080 accept'),
    ...optional(random, 0.4, 'iifname "br0" accept'),
    ...optional(random, 0.3, 'iifname "br0" oifname "br1" reject'),
    ...optional(random, 0.3, 'oifname "br0" tcp dport 80 accept'),
  ]);
}

function chain(name: string, head: string, rules: readonly string[]): string {
  return ` chain ${name} {\n  ${[head, ...rules].join('\n  ')}\n }\n`;
}

function optional(random: Random, probability: number, rule: string): string[] {
  return random.chance(probability) ? [rule] : [];
}

/** As Docker lays its chains out. */
function iptablesTables(random: Random): RuleLoad[] {
  const backend = random.pick(['nft', 'legacy'] as const);
  const outside = random.chance(0.5) ? '! -i br0 ' : '';
  const nat = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ':DOCKER - [0:0]',
    '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    `-A OUTPUT ${random.chance(0.5) ? '! -d 127.0.0.0/8 ' : ''}-m addrtype --dst-type LOCAL -j DOCKER`,
    ...optional(random, 0.7, '-A POSTROUTING -s 172.20.0.0/16 ! -o br0 -j MASQUERADE'),
    ...optional(random, 0.4, '-A POSTROUTING -o br0 -m addrtype --src-type LOCAL -j MASQUERADE'),
    ...optional(
      random,
      0.5,
      '-A POSTROUTING -s 172.20.0.2/32 -d 172.20.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE',
    ),
    `-A DOCKER ${outside}-p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.20.0.2:80`,
    ...optional(
      random,
      0.5,
      `-A DOCKER -d 10.7.0.1/32 ${outside}-p tcp -m tcp --dport 8081 -j DNAT --to-destination 172.20.0.3:443`,
    ),
    ...optional(
      random,
      0.5,
      `-A DOCKER ${outside}-p udp -m udp --dport 5300 -j DNAT --to-destination 172.20.0.2:53`,
    ),
    'COMMIT',
  ];
  const filter = [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    `:FORWARD ${random.chance(0.6) ? 'DROP' : 'ACCEPT'} [0:0]`,
    ':OUTPUT ACCEPT [0:0]',
    ':DOCKER - [0:0]',
    ':DOCKER-ISOLATION - [0:0]',
    ':DOCKER-USER - [0:0]',
    '-A FORWARD -j DOCKER-USER',
    ...optional(random, 0.7, '-A FORWARD -j DOCKER-ISOLATION'),
    '-A FORWARD -o br0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A FORWARD -o br0 -j DOCKER',
    '-A FORWARD -i br0 ! -o br0 -j ACCEPT',
    `-A FORWARD -i br0 -o br0 -j ${random.pick(['ACCEPT', 'DROP'])}`,
    '-A DOCKER -d 172.20.0.2/32 ! -i br0 -o br0 -p tcp -m tcp --dport 80 -j ACCEPT',
    ...optional(
      random,
      0.6,
      '-A DOCKER -d 172.20.0.3/32 ! -i br0 -o br0 -p tcp -m tcp --dport 443 -j ACCEPT',
    ),
    ...optional(random, 0.6, '-A DOCKER -d 172.20.0.2/32 ! -i br0 -o br0 -p udp -m udp --dport 53 -j ACCEPT'),
    '-A DOCKER-ISOLATION -i br0 -o br1 -j DROP',
    '-A DOCKER-ISOLATION -i br1 -o br0 -j DROP',
    ...optional(random, 0.3, '-A DOCKER-USER -s 10.7.0.77/32 -j DROP'),
    ...optional(
      random,
      0.2,
      '-A DOCKER-USER -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -i wan0 -j DROP',
    ),
    '-A DOCKER-USER -j RETURN',
    'COMMIT',
  ];
  return [{ tool: `iptables-${backend}-restore`, text: [...nat, ...filter, ''].join('\n') }];
}
