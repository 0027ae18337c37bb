import type { Random } from '../random.js';
import type { RuleLoad } from '../scenario.js';
import type { Network } from './network.js';
import { condition, type Subject, subject, type TableFamily } from './nft-conditions.js';
import { NamedSets } from './nft-sets.js';
import { Words } from './words.js';

/** One to three nftables tables with sets, maps, verdict maps, marks, jumps, NAT, and chains on many hooks. */
export function generateNft(random: Random, network: Network): RuleLoad[] {
  const words = new Words(random, network);
  const families = random.pick<readonly TableFamily[]>([
    ['inet'],
    ['inet'],
    ['inet', 'inet'],
    ['ip', 'ip6'],
    ['inet', 'ip'],
    ['ip', 'ip6', 'inet'],
  ]);
  const tables = families.map((family, i) => new TableWriter(random, words, family, `t${i}`).write());
  return [{ tool: 'nft', text: tables.join('\n') }];
}

/** Writes one table as nft text. */
class TableWriter {
  readonly #random: Random;
  readonly #words: Words;
  readonly #family: TableFamily;
  readonly #name: string;
  readonly #sets: NamedSets;
  readonly #helpers: readonly string[];

  constructor(random: Random, words: Words, family: TableFamily, name: string) {
    this.#random = random;
    this.#words = words;
    this.#family = family;
    this.#name = name;
    this.#helpers = ['a', 'b', 'c'].slice(0, random.int(1, 3));
    this.#sets = new NamedSets(random, words, family, this.#helpers);
  }

  write(): string {
    const random = this.#random;
    const helpers = this.#helpers.map((name, i) => this.#chain(name, '', this.#rules(2, 4, i + 1)));
    const bases = [this.#input('input', random.pick([0, 0, 0, -5, 5]))];
    if (random.chance(0.3)) bases.push(this.#input('late', 10));
    if (random.chance(0.35))
      bases.push(this.#base('raw', 'filter', 'prerouting', -300, false, this.#rawRules()));
    if (random.chance(0.35))
      bases.push(this.#base('mangle', 'filter', 'prerouting', -150, false, this.#marks()));
    if (random.chance(0.4))
      bases.push(this.#base('dstnat', 'nat', 'prerouting', -100, false, this.#nat('prerouting')));
    if (random.chance(0.15))
      bases.push(this.#base('localnat', 'nat', 'output', -100, false, this.#nat('output')));
    if (random.chance(0.25)) bases.push(this.#base('output', 'filter', 'output', 0, false, this.#replies()));
    if (random.chance(0.1))
      bases.push(this.#base('post', 'filter', 'postrouting', 0, false, this.#replies()));
    return `table ${this.#family} ${this.#name} {\n${this.#sets.declarations()}${helpers.reverse().join('')}${bases.join('')}}\n`;
  }

  #input(name: string, priority: number): string {
    const random = this.#random;
    const drop = random.chance(0.35);
    const rules: string[] = [];
    if (random.chance(drop ? 0.9 : 0.5)) rules.push('ct state established,related accept');
    if (random.chance(0.3))
      rules.push(random.pick(['iif lo accept', 'iifname "lo" accept', 'ct state invalid drop']));
    rules.push(...this.#rules(3, 9, 0));
    if (drop)
      rules.push(...random.times(random.int(1, 4), () => `${this.#conditions(1, this.#subject())} accept`));
    return this.#base(name, 'filter', 'input', priority, drop, rules);
  }

  #base(
    name: string,
    type: string,
    hook: string,
    priority: number,
    drop: boolean,
    rules: readonly string[],
  ): string {
    const head = `type ${type} hook ${hook} priority ${priority}; policy ${drop ? 'drop' : 'accept'};`;
    return this.#chain(name, head, rules);
  }

  #chain(name: string, head: string, rules: readonly string[]): string {
    return `  chain ${name} {\n${[head, ...rules].map((line) => `    ${line}\n`).join('')}  }\n`;
  }

  /** Rules that may jump to the helper chains from number `reachable` on. */
  #rules(low: number, high: number, reachable: number): string[] {
    const random = this.#random;
    return random.times(random.int(low, high), () => {
      if (reachable === 0 && random.chance(0.15)) return this.#sets.verdictMap();
      const about = this.#subject();
      const conditions = this.#conditions(random.pick([1, 1, 2, 2, 3]), about);
      const verdict = this.#verdict(reachable, about);
      // nft 1.0.6 lists a rule with both without its nfproto match, so that no reader of its output could be right.
      const misprinted = conditions.includes('nfproto') && verdict.includes('tcp reset');
      return `${conditions} ${misprinted ? 'reject' : verdict}`;
    });
  }

  #subject(): Subject {
    return subject(this.#random, this.#words, this.#family);
  }

  #conditions(count: number, about: Subject): string {
    const make = () => condition(this.#random, this.#words, this.#family, this.#sets, about);
    return [...new Set(this.#random.times(count, make))].join(' ');
  }

  #verdict(reachable: number, about: Subject): string {
    const random = this.#random;
    const chains = this.#helpers.slice(reachable);
    const jumps = chains.length === 0 ? [] : ['jump', 'jump', 'goto'];
    const verdict = random.pick([
      'accept',
      'accept',
      'accept',
      'drop',
      'drop',
      'reject',
      'return',
      'counter',
      'mark',
      ...jumps,
    ]);
    if (verdict === 'jump' || verdict === 'goto') return `${verdict} ${random.pick(chains)}`;
    if (verdict === 'mark')
      return `meta mark set ${random.pick(['0x1', 'meta mark | 0x2', 'meta mark & 0xfffffffe'])}`;
    return verdict === 'reject' && about.protocol === 'tcp' && random.chance(0.3)
      ? 'meta l4proto tcp reject with tcp reset'
      : verdict;
  }

  #rawRules(): string[] {
    const random = this.#random;
    return random.times(random.int(1, 2), () => {
      const packet = this.#sets.packetCondition();
      return `${packet} ${random.pick(['drop', 'drop', 'accept', 'notrack', 'meta mark set 0x1'])}`;
    });
  }

  #marks(): string[] {
    const random = this.#random;
    const rules = random.times(random.int(1, 3), () => {
      const value = random.pick(['0x1', '0x2', '0x3', 'th dport map @marks']);
      return `${this.#sets.packetCondition()} meta mark set ${value}`;
    });
    if (random.chance(0.3)) rules.push('ct mark set meta mark');
    if (random.chance(0.2)) rules.unshift('meta mark set ct mark');
    return rules;
  }

  #nat(hook: 'prerouting' | 'output'): string[] {
    return this.#random.times(this.#random.int(1, 3), () => this.#sets.translation(hook));
  }

  #replies(): string[] {
    const random = this.#random;
    return random.times(random.int(1, 2), () => {
      const protocol = this.#words.protocol();
      const about = random.pick([
        `${protocol} sport ${this.#words.port(protocol)}`,
        `oifname "${this.#words.device()}" ${protocol} sport ${this.#words.port(protocol)}`,
        `ct direction reply ${protocol} sport ${this.#words.port(protocol)}`,
        'ct state established,related',
        'ct mark 0x1',
        'meta mark 0x1',
      ]);
      return `${about} ${random.pick(['drop', 'drop', 'accept', 'accept'])}`;
    });
  }
}
