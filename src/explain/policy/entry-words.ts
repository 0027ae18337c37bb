import { type EntryPart, type PolicyEntry, type PortRange, SUBJECT_CRITERIA } from '../../model/policy.js';
import { joinWords } from '../sentence.js';

/** Who may reach what an entry is about: "local-network and 203.0.113.0/24", with the interface where it names one. */
export function permits({ reachableBy, interfaces }: PolicyEntry): string {
  const through = interfaces === undefined ? '' : ` through ${joinWords(interfaces, 'or')}`;
  return `${joinWords(reachableBy.map(({ text }) => text))}${through}`;
}

/** The named parts of an entry, as they are written: "process nginx". */
export function partWords({ criteria, ports }: PolicyEntry, parts: readonly EntryPart[]): string {
  return parts
    .map((part) =>
      part === 'port' ? portWords(ports ?? []) : `${part} ${joinWords(criteria[part] ?? [], 'or')}`,
    )
    .join(', ');
}

/** What an entry is about: "process nginx, port 443". */
export function entryWords(entry: PolicyEntry): string {
  const criteria = SUBJECT_CRITERIA.filter((name) => entry.criteria[name] !== undefined);
  return partWords(entry, [...criteria, ...(entry.ports === undefined ? [] : (['port'] as const))]);
}

function portWords(ports: readonly PortRange[]): string {
  const words = ports.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
  return `port ${joinWords(words, 'or')}`;
}
