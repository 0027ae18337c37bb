import type { Random } from '../random.js';
import type { RuleLoad } from '../scenario.js';
import { iptablesMatch } from './iptables-matches.js';
import type { Network } from './network.js';
import { Words } from './words.js';

/** Rulesets of iptables and ip6tables, in the form that `iptables-save` prints, with ipset where asked for. */
export function generateIptables(
  random: Random,
  network: Network,
  backend: 'nft' | 'legacy',
  sets: boolean,
): RuleLoad[] {
  const words = new Words(random, network);
  const loads: RuleLoad[] = [];
  if (sets) loads.push({ tool: 'ipset', text: ipsets(random, words) });
  loads.push({ tool: `iptables-${backend}-restore`, text: new SaveWriter(random, words, 4, sets).write() });
  if (random.chance(0.7))
    loads.push({
      tool: `ip6tables-${backend}-restore`,
      text: new SaveWriter(random, words, 6, sets).write(),
    });
  return loads;
}

function ipsets(random: Random, words: Words): string {
  const lines: string[] = [];
  for (const version of [4, 6] as const) {
    const family = version === 4 ? '' : ' family inet6';
    lines.push(`create hosts${version} hash:ip${family}`);
    for (const host of words.hosts(version, 3)) lines.push(`add hosts${version} ${host}`);
    lines.push(`create nets${version} hash:net${family}`);
    for (const net of words.networks(version, 2)) lines.push(`add nets${version} ${net}`);
    for (const host of words.hosts(version, 1)) lines.push(`add nets${version} ${host} nomatch`);
    lines.push(`create pairs${version} hash:ip,port${family}`);
    for (const host of words.hosts(version, 3))
      lines.push(`add pairs${version} ${host},${random.pick(['tcp', 'udp'])}:${words.port('tcp')}`);
    lines.push(`create where${version} hash:net,iface${family}`);
    for (const net of words.networks(version, 2)) lines.push(`add where${version} ${net},${words.device()}`);
    lines.push(
      `create both${version} list:set`,
      `add both${version} hosts${version}`,
      `add both${version} nets${version}`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

const CHAINS = ['ONE', 'TWO'] as const;

class SaveWriter {
  readonly #random: Random;
  readonly #words: Words;
  readonly #version: 4 | 6;
  readonly #sets: boolean;

  constructor(random: Random, words: Words, version: 4 | 6, sets: boolean) {
    this.#random = random;
    this.#words = words;
    this.#version = version;
    this.#sets = sets;
  }

  write(): string {
    const random = this.#random;
    const tables = [this.#filter()];
    if (random.chance(0.35)) tables.push(this.#table('raw', ['PREROUTING', 'OUTPUT'], this.#raw()));
    if (random.chance(0.4))
      tables.push(
        this.#table('mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'], this.#mangle()),
      );
    if (random.chance(0.4))
      tables.push(this.#table('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], this.#nat()));
    return tables.join('');
  }

  #table(name: string, chains: readonly string[], rules: readonly string[], input = 'ACCEPT'): string {
    const heads = chains.map((chain) => `:${chain} ${chain === 'INPUT' ? input : 'ACCEPT'} [0:0]`);
    const own = name === 'filter' ? CHAINS.map((chain) => `:${chain} - [0:0]`) : [];
    return [`*${name}`, ...heads, ...own, ...rules, 'COMMIT', ''].join('\n');
  }

  #filter(): string {
    const random = this.#random;
    const drop = random.chance(0.35);
    const rules: string[] = [];
    if (random.chance(drop ? 0.9 : 0.5))
      rules.push('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
    if (random.chance(0.3))
      rules.push(
        random.pick(['-A INPUT -i lo -j ACCEPT', '-A INPUT -m conntrack --ctstate INVALID -j DROP']),
      );
    rules.push(...random.times(random.int(3, 9), () => this.#rule('INPUT', CHAINS)));
    if (drop) rules.push(...random.times(random.int(1, 4), () => `-A INPUT ${this.#matches(1)} -j ACCEPT`));
    rules.push(...random.times(random.int(1, 4), () => this.#rule('ONE', ['TWO'])));
    rules.push(...random.times(random.int(1, 4), () => this.#rule('TWO', [])));
    if (random.chance(0.2)) {
      const protocol = this.#words.protocol();
      rules.push(
        `-A OUTPUT -p ${protocol} --sport ${this.#words.port(protocol)} -j ${random.pick(['DROP', 'ACCEPT', 'REJECT'])}`,
      );
    }
    return this.#table('filter', ['INPUT', 'FORWARD', 'OUTPUT'], rules, drop ? 'DROP' : 'ACCEPT');
  }

  #rule(chain: string, jumps: readonly string[]): string {
    const random = this.#random;
    const jump =
      jumps.length > 0
        ? [`-j ${random.pick(jumps)}`, `-j ${random.pick(jumps)}`, `-g ${random.pick(jumps)}`]
        : [];
    const target = random.pick([
      '-j ACCEPT',
      '-j ACCEPT',
      '-j ACCEPT',
      '-j DROP',
      '-j DROP',
      '-j REJECT',
      '-j RETURN',
      '',
      ...jump,
    ]);
    return `-A ${chain} ${this.#matches(random.pick([1, 1, 2]))} ${target}`.trimEnd();
  }

  #matches(count: number): string {
    return iptablesMatch(this.#random, this.#words, this.#version, this.#sets, count);
  }

  #packet(): string {
    const words = this.#words;
    const protocol = words.protocol();
    return this.#random.pick([
      `-s ${words.source(this.#version)} -p ${protocol} --dport ${words.port(protocol)}`,
      `-i ${words.device()} -p ${protocol} --dport ${words.port(protocol)}`,
      `-d ${words.destination(this.#version)} -p ${protocol} --dport ${words.port(protocol)}`,
      `-s ${words.source(this.#version)}`,
    ]);
  }

  #raw(): string[] {
    const random = this.#random;
    return random.times(
      random.int(1, 2),
      () => `-A PREROUTING ${this.#packet()} -j ${random.pick(['DROP', 'ACCEPT', 'CT --notrack'])}`,
    );
  }

  #mangle(): string[] {
    const random = this.#random;
    const marks = [
      'MARK --set-mark 1',
      'MARK --set-xmark 0x2/0x2',
      'MARK --or-mark 1',
      'CONNMARK --save-mark',
      'CONNMARK --restore-mark',
    ];
    const rules = random.times(
      random.int(1, 3),
      () => `-A PREROUTING ${this.#packet()} -j ${random.pick(marks)}`,
    );
    if (random.chance(0.25))
      rules.push(
        `-A PREROUTING -m rpfilter ${random.pick(['', '--loose ', '--validmark '])}--invert -j DROP`,
      );
    if (random.chance(0.2)) rules.push(`-A INPUT ${this.#packet()} -j DROP`);
    return rules;
  }

  #nat(): string[] {
    const random = this.#random;
    const words = this.#words;
    return random.times(random.int(1, 3), () => {
      const protocol = words.protocol();
      const to = words.port(protocol);
      const chain = random.pick(['PREROUTING', 'PREROUTING', 'PREROUTING', 'OUTPUT']);
      const device = chain === 'PREROUTING' && random.chance(0.4) ? `-i ${words.device()} ` : '';
      const host = random.pick([words.destination(this.#version), this.#version === 4 ? '127.0.0.1' : '::1']);
      const place = this.#version === 4 ? `${host}:${to}` : `[${host}]:${to}`;
      const target = random.pick([`REDIRECT --to-ports ${to}`, `DNAT --to-destination ${place}`]);
      return `-A ${chain} ${device}-p ${protocol} --dport ${words.dialledPort(protocol)} -j ${target}`;
    });
  }
}
