import type { Random } from '../random.js';
import type { Words } from './words.js';

/** `count` matches of iptables or ip6tables. At most one is about ports, and brings its `-p` along. */
export function iptablesMatch(
  random: Random,
  words: Words,
  version: 4 | 6,
  sets: boolean,
  count: number,
): string {
  const protocol = words.protocol();
  let needsProtocol = false;
  const parts = new Set<string>();
  for (let i = 0; i < count; i++) {
    const kind = random.pick<'address' | 'port' | 'module' | 'set'>(
      sets ? ['address', 'port', 'module', 'set'] : ['address', 'port', 'module'],
    );
    if (kind === 'port' && !needsProtocol) {
      needsProtocol = true;
      parts.add(portMatch(random, words, protocol));
    } else if (kind === 'address' || kind === 'port') parts.add(addressMatch(random, words, version));
    else if (kind === 'set') parts.add(setMatch(random, version));
    else parts.add(moduleMatch(random, words, version));
  }
  return [...onePerOption([...parts]), ...(needsProtocol ? [`-p ${protocol}`] : [])]
    .sort(protocolFirst)
    .join(' ');
}

function addressMatch(random: Random, words: Words, version: 4 | 6): string {
  const not = random.chance(0.2) ? '! ' : '';
  return random.pick([
    `${not}-s ${words.source(version)}`,
    `${not}-s ${words.source(version)}`,
    `${not}-d ${words.destination(version)}`,
    `${not}-i ${words.device()}`,
    `-i ${random.pick(['lan+', 'tun+', 'br-+'])}`,
  ]);
}

function portMatch(random: Random, words: Words, protocol: 'tcp' | 'udp'): string {
  const port = words.port(protocol);
  const list = words.ports(protocol, 3).join(',');
  return random.pick([
    `--dport ${port}`,
    `! --dport ${port}`,
    '--dport 1:1023',
    `-m multiport --dports ${list}`,
    `-m multiport ! --dports ${list}`,
    `-m multiport --ports ${list}`,
    ...(protocol === 'tcp' ? ['--tcp-flags FIN,SYN,RST,ACK SYN', '--tcp-flags SYN,ACK SYN'] : []),
  ]);
}

function moduleMatch(random: Random, words: Words, version: 4 | 6): string {
  const port = words.port('tcp');
  const range = version === 4 ? '10.0.0.0-10.200.0.0' : 'fd00::-fd08::ff';
  return random.pick([
    '-m conntrack --ctstate NEW',
    '-m conntrack --ctstate NEW,ESTABLISHED',
    '-m conntrack ! --ctstate INVALID',
    `-m conntrack --ctorigdstport ${port}`,
    '-m conntrack --ctdir ORIGINAL',
    '-m conntrack --ctstate DNAT',
    '-m state --state NEW',
    `-m iprange --src-range ${range}`,
    `-m iprange ! --src-range ${range}`,
    '-m addrtype --dst-type LOCAL',
    '-m addrtype ! --dst-type LOCAL',
    ...(version === 4
      ? ['-m addrtype --dst-type LOCAL --limit-iface-in', '-m addrtype --src-type LOCAL']
      : []),
    '-m mark --mark 0x1',
    '-m mark ! --mark 0x2/0x2',
    '-m connmark --mark 0x1',
    '-m pkttype --pkt-type unicast',
    '-m comment --comment "a \\"quoted\\" word"',
  ]);
}

function setMatch(random: Random, version: 4 | 6): string {
  const not = random.chance(0.25) ? '! ' : '';
  return random.pick([
    `-m set ${not}--match-set hosts${version} src`,
    `-m set ${not}--match-set nets${version} src`,
    `-m set ${not}--match-set pairs${version} src,dst`,
    `-m set ${not}--match-set where${version} src,src`,
    `-m set ${not}--match-set both${version} src`,
  ]);
}

// iptables takes each option once; a later part that repeats one is left out.
function onePerOption(parts: readonly string[]): string[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    const options = part.match(/-m \w+|--?[a-z-]+/g) ?? [];
    const repeated = options.some((option) => seen.has(option));
    for (const option of options) seen.add(option);
    return !repeated;
  });
}

function protocolFirst(a: string, b: string): number {
  return Number(b.startsWith('-p ')) - Number(a.startsWith('-p '));
}
