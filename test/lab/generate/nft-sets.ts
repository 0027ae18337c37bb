import type { Random } from '../random.js';
import type { TableFamily } from './nft-conditions.js';
import type { Words } from './words.js';

/** The named sets and maps of one table, and the rules that need them. */
export class NamedSets {
  readonly #random: Random;
  readonly #words: Words;
  readonly #family: TableFamily;
  readonly #chains: readonly string[];

  constructor(random: Random, words: Words, family: TableFamily, chains: readonly string[]) {
    this.#random = random;
    this.#words = words;
    this.#family = family;
    this.#chains = chains;
  }

  addresses(version: 4 | 6): string {
    return this.#random.pick([`hosts${version}`, `nets${version}`]);
  }

  pairs(version: 4 | 6): string {
    return this.#random.pick([`pairs${version}`, `spans${version}`]);
  }

  ports(): string {
    return this.#random.pick(['services', 'ranges']);
  }

  /** nft text that declares them all. */
  declarations(): string {
    const words = this.#words;
    const lines: string[] = [];
    for (const version of this.#versions()) {
      const type = `ipv${version}_addr`;
      const pair = () => `${words.hosts(version, 1)[0]} . ${words.port('tcp')}`;
      lines.push(
        set(`hosts${version}`, type, '', words.hosts(version, 3)),
        set(`nets${version}`, type, 'flags interval; ', words.networks(version, 3)),
        set(`pairs${version}`, `${type} . inet_service`, '', [pair(), pair(), pair()]),
        set(`spans${version}`, `${type} . inet_service`, 'flags interval; ', this.#spans(version)),
      );
    }
    const marked = this.#random.sample([22, 80, 443, 53, 123], 3).map((port, i) => `${port} : 0x${i + 1}`);
    return [
      ...lines,
      set('services', 'inet_service', '', words.ports('tcp', 2).map(String)),
      set('ranges', 'inet_service', 'flags interval; ', ['20-80', '5000-6000', '9000']),
      `  map marks { type inet_service : mark; elements = { ${marked.join(', ')} } }\n`,
      `  map verdicts { type inet_service : verdict; elements = { ${this.#verdicts().join(', ')} } }\n`,
    ].join('');
  }

  /** A rule that hands the packet to a named or anonymous verdict map. */
  verdictMap(): string {
    const { pick } = bound(this.#random);
    const words = this.#words;
    const chain = pick(this.#chains);
    const [one, two] = words.devices(2);
    return pick<() => string>([
      () => `${words.protocol()} dport vmap @verdicts`,
      () => `th dport vmap @verdicts`,
      () => `iifname vmap { "${one}" : jump ${chain}, "${two}" : ${pick(['accept', 'drop', 'return'])} }`,
      () => `meta l4proto vmap { tcp : jump ${chain}, udp : ${pick(['accept', 'continue', 'drop'])} }`,
      () => `ct state vmap { established : accept, related : accept, invalid : drop, new : jump ${chain} }`,
      () => `iifname . tcp dport vmap { "${one}" . ${words.port('tcp')} : drop, "${two}" . 80 : accept }`,
    ])();
  }

  /** A match that needs no connection tracking, for chains before it. */
  packetCondition(): string {
    const words = this.#words;
    const version = this.#random.pick(this.#versions());
    const ip = version === 4 ? 'ip' : 'ip6';
    const protocol = words.protocol();
    return this.#random.pick([
      `${ip} saddr ${words.source(version)} ${protocol} dport ${words.port(protocol)}`,
      `iifname "${words.device()}" ${protocol} dport ${words.port(protocol)}`,
      `${ip} saddr @${this.addresses(version)}`,
      `${ip} daddr ${words.destination(version)} ${protocol} dport ${words.port(protocol)}`,
      `${protocol} dport @${this.ports()} ${ip} saddr ${words.source(version)}`,
    ]);
  }

  /** A destination NAT rule for the hook, to addresses of this host. */
  translation(hook: 'prerouting' | 'output'): string {
    const random = this.#random;
    const words = this.#words;
    const version = random.pick(this.#versions());
    const protocol = words.protocol();
    const from = words.dialledPort(protocol);
    const to = words.port(protocol);
    const kind = this.#family === 'inet' ? `dnat ip${version === 4 ? '' : '6'}` : 'dnat';
    const guard = this.#family === 'inet' ? `meta nfproto ipv${version} ` : '';
    const device = hook === 'prerouting' && random.chance(0.4) ? `iifname "${words.device()}" ` : '';
    const host = version === 4 ? words.destination(4) : `[${words.destination(6)}]`;
    const loopback = version === 4 ? '127.0.0.1' : '[::1]';
    const source = random.chance(0.3)
      ? `${version === 4 ? 'ip' : 'ip6'} saddr ${words.source(version)} `
      : '';
    return random.pick([
      `${device}${source}${protocol} dport ${from} redirect to :${to}`,
      `${device}${source}${protocol} dport ${from} redirect to :${to}`,
      `${guard}${device}${source}${protocol} dport ${from} ${kind} to ${host}:${to}`,
      `${guard}${device}${protocol} dport ${from} ${kind} to ${host}`.replace(/[[\]]/g, ''),
      `${guard}${device}${protocol} dport ${from} ${kind} to ${loopback}:${to}`,
      `${device}${protocol} dport ${from} accept`,
      `${protocol} dport ${from} redirect to ${protocol} dport map { ${from} : ${to} }`,
    ]);
  }

  #versions(): (4 | 6)[] {
    return this.#family === 'ip' ? [4] : this.#family === 'ip6' ? [6] : [4, 6];
  }

  #spans(version: 4 | 6): string[] {
    return this.#words.networks(version, 2).map((net, i) => `${net} . ${i === 0 ? '22-443' : '0-65535'}`);
  }

  #verdicts(): string[] {
    const { pick } = bound(this.#random);
    const ports = this.#random.sample([22, 80, 443, 5432, 53, 161], 3);
    return ports.map(
      (port) => `${port} : ${pick(['accept', 'drop', `jump ${pick(this.#chains)}`, 'return'])}`,
    );
  }
}

function bound(random: Random): { pick: <T>(items: readonly T[]) => T } {
  return { pick: (items) => random.pick(items) };
}

function set(name: string, type: string, flags: string, elements: readonly string[]): string {
  const listed = [...new Set(elements)].join(', ');
  return `  set ${name} { type ${type}; ${flags}elements = { ${listed} } }\n`;
}
