/** An nft ruleset of `count` rules, each for a network and a port of its own, and four interfaces to come in by. */
export function manyRules(count: number): string {
  const rules = Array.from({ length: count }, (_, i) => {
    const network = `192.${(i >> 8) & 255}.${i & 255}.0/24`;
    return `    ip saddr ${network} tcp dport ${2000 + (i % 400)} counter accept comment "rule ${i}"`;
  });
  return [
    'table inet bench {',
    '  chain input {',
    '    type filter hook input priority 0; policy drop;',
    '    ct state established,related accept',
    ...rules,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** `ip -batch` lines that make four interfaces with addresses; their far ends go to the network namespace at `far`. */
export function fourInterfaces(far: string): string {
  return [1, 2, 3, 4]
    .flatMap((i) => [
      `link add lan${i} type veth peer name far${i} netns ${far}`,
      `addr add 10.${i}.0.1/24 dev lan${i}`,
      `link set lan${i} up`,
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** An nft ruleset of two rules, one of which looks into a set of `count` addresses. */
export function manyElements(count: number): string {
  const addresses = Array.from(
    { length: count },
    (_, i) => `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i & 127) * 2}`,
  );
  return [
    'table inet bench {',
    `  set s { type ipv4_addr; elements = { ${addresses.join(', ')} } }`,
    '  chain input {',
    '    type filter hook input priority 0; policy drop;',
    '    ct state established,related accept',
    '    ip saddr @s accept',
    '  }',
    '}',
    '',
  ].join('\n');
}
