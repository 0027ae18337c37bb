import fc from 'fast-check';

/** Ports and sources that the packets of the kernel test have. */
export const UDP_PORTS = [53, 80, 5000];
export const SOURCES_FROM = 16;
export const SOURCE_COUNT = 16;
export const SOURCES = Array.from({ length: SOURCE_COUNT }, (_, i) => `10.9.0.${SOURCES_FROM + i}`);

const source = fc.constantFrom(...SOURCES);
const port = fc.constantFrom(...UDP_PORTS.map(String));
const list = (of: fc.Arbitrary<string>) =>
  fc.uniqueArray(of, { minLength: 1, maxLength: 4 }).map((items) => `{ ${items.join(', ')} }`);
const not = fc.constantFrom('', '', '!= ');

const match = fc.oneof(
  fc
    .tuple(not, fc.constantFrom('10.9.0.16/30', '10.9.0.24/29', '10.9.0.20-10.9.0.27', '@some', '@ranges'))
    .map(([no, set]) => `ip saddr ${no}${set}`),
  fc.tuple(not, list(source)).map(([no, set]) => `ip saddr ${no}${set}`),
  fc.tuple(not, list(port)).map(([no, set]) => `udp dport ${no}${set}`),
  fc.tuple(not, fc.constantFrom('53-80', '80', '@ports')).map(([no, set]) => `udp dport ${no}${set}`),
  fc
    .tuple(
      not,
      fc.uniqueArray(
        fc.tuple(source, port).map((pair) => pair.join(' . ')),
        { minLength: 1, maxLength: 5 },
      ),
    )
    .map(([no, pairs]) => `ip saddr . udp dport ${no}{ ${[...new Set(pairs)].join(', ')} }`),
  fc.constantFrom(
    'ct state new',
    'ct state established,related',
    'ct state != established,related',
    'ct state invalid',
    'ct state { new, untracked }',
    'ct direction original',
    'ct mark 1',
    'meta mark 1',
    'meta mark & 3 != 0',
    'iifname "v*"',
    'iifname != "v0"',
    'oifname != "v0"',
    'iif "lo"',
    'ip saddr & 255.255.255.3 == 10.9.0.1',
    'ip saddr & 255.255.255.5 != 10.9.0.4',
    'ip6 saddr != ::1',
    'tcp dport != 22',
    'meta l4proto udp',
    'meta nfproto ipv6',
    'udp sport 1024-65535',
    'udp sport 53',
    'fib saddr . iif oif exists',
    'fib saddr . iif oif missing',
    'fib saddr type unicast',
    'fib daddr type local',
    'fib daddr . iif type != local',
    'ip ttl > 10',
    'meta pkttype host',
  ),
);

const effect = fc.constantFrom(
  'meta mark set 1',
  'meta mark set mark | 2',
  'ct mark set 1',
  'meta mark set ct mark',
  'counter',
);

const verdicts = (targets: readonly string[]) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom('accept', 'drop', 'accept', 'drop', 'reject', 'return', 'continue'),
    },
    ...(targets.length === 0
      ? []
      : [
          {
            weight: 3,
            arbitrary: fc.constantFrom(...targets.flatMap((name) => [`jump ${name}`, `goto ${name}`])),
          },
        ]),
  );

const ending = (targets: readonly string[]) => {
  const verdict = verdicts(targets.filter((name) => name !== 'reject')).map((text) =>
    text === 'reject' ? 'drop' : text,
  );
  return fc.oneof(
    { weight: 5, arbitrary: verdicts(targets) },
    { weight: 1, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(verdict, verdict)
        .map(([a, b]) => `ip saddr vmap { 10.9.0.16/30 : ${a}, 10.9.0.22 : ${b} }`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(verdict, verdict, verdict)
        .map(([a, b, c]) => `udp dport vmap { 53 : ${a}, 80-90 : ${b}, 5000 : ${c} }`),
    },
  );
};

const rule = (targets: readonly string[]) =>
  fc
    .tuple(
      fc.array(match, { maxLength: 2 }),
      fc.option(effect),
      fc.array(match, { maxLength: 1 }),
      ending(targets),
    )
    .map(([before, set, after, end]) =>
      [...before, ...(set === null ? [] : [set]), ...after, end].filter((part) => part !== '').join(' '),
    )
    .filter((text) => text !== '' && isConsistent(text));

/** nft refuses rules that ask one packet for two protocols. */
function isConsistent(text: string): boolean {
  const families = [/\bip (saddr|ttl)/, /\bip6 saddr|nfproto ipv6/].filter((pattern) => pattern.test(text));
  const transports = [/\budp\b/, /\btcp\b/].filter((pattern) => pattern.test(text));
  return families.length < 2 && transports.length < 2;
}

const rules = (targets: readonly string[], max = 4) => fc.array(rule(targets), { maxLength: max });
/** `reject` only exists in input, forward and output. */
const withoutReject = (texts: readonly string[]) => texts.map((text) => text.replace(/\breject$/, 'drop'));
const rawRule = fc.constantFrom(
  'ip saddr 10.9.0.18 notrack',
  'udp dport 53 notrack',
  'ip saddr 10.9.0.19 drop',
  'ct state invalid meta mark set 1',
);
const natRule = fc.constantFrom(
  'udp dport 5000 redirect to :80',
  'ip saddr 10.9.0.20/30 udp dport 53 dnat to 10.9.0.1:5000',
  'ip saddr 10.9.0.17 drop',
  'accept',
);

/** nft rulesets for UDP packets: two tables, raw, mangle, nat and filter chains, sets, maps, marks and jumps. */
export const nftRulesets: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(rawRule, { maxLength: 2 }),
    rules(['a', 'b']),
    fc.array(natRule, { maxLength: 2 }),
    rules(['a', 'b'], 6),
    rules([], 3),
    rules(['b']),
    rules([]),
    fc.constantFrom('accept', 'drop'),
  )
  .map(([raw, mangle, nat, input, late, a, b, policy]) =>
    [
      'table inet t {',
      '  set some { type ipv4_addr; elements = { 10.9.0.17, 10.9.0.21, 10.9.0.30 }; }',
      '  set ranges { type ipv4_addr; flags interval; elements = { 10.9.0.18-10.9.0.20, 10.9.0.28/30 }; }',
      '  set ports { type inet_service; elements = { 53, 5000 }; }',
      ...chain('b', undefined, withoutReject(b)),
      ...chain('a', undefined, withoutReject(a)),
      ...chain('raw', 'type filter hook prerouting priority -300;', raw),
      ...chain('mangle', 'type filter hook prerouting priority -150;', withoutReject(mangle)),
      ...chain('input', `type filter hook input priority 0; policy ${policy};`, withoutReject(input)),
      '}',
      'table ip n {',
      '  set some { type ipv4_addr; elements = { 10.9.0.16 }; }',
      '  set ranges { type ipv4_addr; flags interval; elements = { 10.9.0.0/28 }; }',
      '  set ports { type inet_service; elements = { 80 }; }',
      ...chain('nat', 'type nat hook prerouting priority -100;', nat),
      ...chain(
        'late',
        'type filter hook input priority 10;',
        late.filter((text) => !/ip6|nfproto/.test(text)),
      ),
      '}',
    ].join('\n'),
  );

function chain(name: string, base: string | undefined, texts: readonly string[]): string[] {
  return [
    `  chain ${name} {`,
    ...(base === undefined ? [] : [`    ${base}`]),
    ...texts.map((text) => `    ${text}`),
    '  }',
  ];
}
