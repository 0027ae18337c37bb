import { quotedLines } from '../quoted-lines.js';

/** One `*table … COMMIT` block of iptables-save. */
export interface SavedTable {
  readonly name: string;
  readonly chains: ReadonlyMap<string, SavedChain>;
}

export interface SavedChain {
  readonly name: string;
  /** Only built-in chains have one. */
  policy: string | undefined;
  readonly rules: SavedRule[];
}

export interface SavedRule {
  /** The words after `-A CHAIN`. */
  readonly text: string;
}

/**
 * Parses the text of iptables-save or of a restore file. Lines it does not know are passed over; `*table` blocks of the
 * same name are joined. Packet counters before or after a rule are left out.
 */
export function parseSave(text: string): readonly SavedTable[] {
  const tables = new Map<string, { name: string; chains: Map<string, SavedChain> }>();
  let chains: Map<string, SavedChain> | undefined;
  const chainOf = (name: string): SavedChain | undefined => {
    if (chains === undefined) return undefined;
    let chain = chains.get(name);
    if (chain === undefined) {
      chain = { name, policy: undefined, rules: [] };
      chains.set(name, chain);
    }
    return chain;
  };
  for (const raw of quotedLines(text)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('*')) {
      const name = line.slice(1).trim();
      const table = tables.get(name) ?? { name, chains: new Map<string, SavedChain>() };
      tables.set(name, table);
      chains = table.chains;
    } else if (line === 'COMMIT') {
      chains = undefined;
    } else if (line.startsWith(':')) {
      const [name = '', policy = '-'] = line.slice(1).split(/\s+/);
      const chain = chainOf(name);
      if (chain !== undefined && policy !== '-') chain.policy = policy;
    } else {
      command(line, chainOf);
    }
  }
  return [...tables.values()];
}

/** `-A`, and what hand-written restore files have besides: `-I`, `-N`, `-P`. */
function command(line: string, chainOf: (name: string) => SavedChain | undefined): void {
  const end = line.indexOf(' ', 3);
  if (line.startsWith('-A ') && end > 3) {
    // Nearly every line, of thousands.
    chainOf(line.slice(3, end))?.rules.push({ text: withoutCounters(line.slice(end + 1).trimStart()) });
    return;
  }
  const [, verb, name = '', rest = ''] =
    /^(?:\[\d+:\d+\]\s+)?(-[AINP]|--append|--insert|--new-chain|--policy)\s+(\S+)\s*(.*)$/s.exec(line) ?? [];
  if (verb === undefined) return;
  const chain = chainOf(name);
  if (chain === undefined) return;
  switch (verb) {
    case '-A':
    case '--append':
      chain.rules.push({ text: withoutCounters(rest) });
      break;
    case '-I':
    case '--insert': {
      const [, place, words = ''] = /^(\d+\s+)?(.*)$/s.exec(rest) ?? [];
      chain.rules.splice(place === undefined ? 0 : Number(place) - 1, 0, { text: withoutCounters(words) });
      break;
    }
    case '-P':
    case '--policy':
      chain.policy = rest.split(/\s+/)[0];
      break;
    default:
      break; // A new chain: it exists now.
  }
}

/** Very old dumps print the counters after the rule. */
function withoutCounters(words: string): string {
  return words.endsWith(']') ? words.replace(/\s+\[\d+:\d+\]$/, '') : words;
}
