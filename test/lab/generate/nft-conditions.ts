import type { Random } from '../random.js';
import type { NamedSets } from './nft-sets.js';
import type { Words } from './words.js';

export type TableFamily = 'inet' | 'ip' | 'ip6';

/** What the matches of one rule share, since nft refuses a rule that contradicts itself. */
export interface Subject {
  readonly version: 4 | 6;
  readonly protocol: 'tcp' | 'udp';
}

/** Something for a rule of a table of that family to be about. */
export function subject(random: Random, words: Words, family: TableFamily): Subject {
  const four = family === 'ip' || (family === 'inet' && random.chance(0.6));
  return { version: four ? 4 : 6, protocol: words.protocol() };
}

/** One match on an incoming packet, as nft text: addresses, ports, devices, state, marks, routes. */
export function condition(
  random: Random,
  words: Words,
  family: TableFamily,
  sets: NamedSets,
  { version, protocol }: Subject,
): string {
  const four = version === 4;
  const ip = four ? 'ip' : 'ip6';
  const not = random.chance(0.2) ? '!= ' : '';
  const port = words.port(protocol);
  return random.pick<() => string>([
    () => `${ip} saddr ${not}${words.source(version)}`,
    () => `${ip} saddr ${not}${words.source(version)}`,
    () => `${ip} saddr ${not}{ ${words.hosts(version, 3).join(', ')} }`,
    () => `${ip} saddr ${not}@${sets.addresses(version)}`,
    () => `${ip} saddr & ${four ? '255.255.0.0 == 10.1.0.0' : 'ffff:: == fd01::'}`,
    () => `${ip} daddr ${not}${words.destination(version)}`,
    () =>
      `${ip} daddr { ${words.destination(version)}, ${words.destination(version)} }`.replace(
        /\{ (\S+), \1 \}/,
        '$1',
      ),
    () => `${protocol} dport ${not}${port}`,
    () => `${protocol} dport ${not}{ ${words.ports(protocol, 3).join(', ')} }`,
    () => `${protocol} dport ${random.pick(['1-1023', '>= 1024', '< 443', '80-8080'])}`,
    () => `${protocol} dport @${sets.ports()}`,
    () => `th dport ${not}${port}`,
    () => `iifname ${not}"${words.device()}"`,
    () => `iifname { "${words.devices(2).join('", "')}" }`,
    () => `iif ${not}${words.device()}`,
    () => `iifname "${random.pick(['lan*', 'l*', 'tun*', 'br-*'])}"`,
    () => `meta l4proto ${protocol}`,
    () => `meta mark ${not}${random.pick(['0x0', '0x1', '0x2', '0x3'])}`,
    () => `meta mark & 0x1 == ${random.pick(['0x0', '0x1'])}`,
    () => `ct state ${random.pick(['new', 'new', 'established', 'new,established', '{ new, established }'])}`,
    () => `ct direction ${random.pick(['original', 'reply'])}`,
    () => `ct status dnat`,
    () => `meta l4proto ${protocol} ct original proto-dst ${port}`,
    () => `ct mark ${not}${random.pick(['0x0', '0x1'])}`,
    () => `fib daddr type ${random.pick(['local', 'local', 'unicast'])}`,
    () => `fib daddr . iif type ${random.pick(['local', '!= local', 'unicast'])}`,
    () => `fib saddr . iif oif ${random.pick(['exists', 'missing'])}`,
    () => `fib saddr type ${random.pick(['unicast', 'local', '{ unicast, local }'])}`,
    () => `${ip} saddr . ${protocol} dport ${not}@${sets.pairs(version)}`,
    () => `iifname . ${ip} saddr { ${pairsOf(words, version)} }`,
    () => `meta pkttype ${random.pick(['host', '!= host', 'broadcast'])}`,
    ...(protocol === 'tcp'
      ? [() => `tcp flags ${random.pick(['& (syn|ack) == syn', 'syn', '& (fin|syn|rst|ack) == syn'])}`]
      : []),
    ...(family === 'inet' ? [() => `meta nfproto ${four ? 'ipv4' : 'ipv6'}`] : []),
    ...(four ? [() => `ct original ip daddr ${words.destination(4)}`, () => `ip protocol ${protocol}`] : []),
  ])();
}

function pairsOf(words: Words, version: 4 | 6): string {
  return words
    .devices(2)
    .map((device) => `"${device}" . ${words.hosts(version, 1)[0]}`)
    .join(', ');
}
