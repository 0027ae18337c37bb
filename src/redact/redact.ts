import type { Facts } from '../model/facts.js';
import { redactFacts } from './redact-facts.js';
import { withStandsFor } from './redact-stands-for.js';
import { createRedactor, type Redactor } from './redactor.js';

/** Names shorter than this may come out as another one of the host: that tells nothing. */
const TELLING = 3;
const ATTEMPTS = 4;

/**
 * Facts that may be shown to strangers: names, addresses, command lines and texts of people are replaced, equal ones by
 * equal ones and prefixes by prefixes, so that the audit of them is the same but for the names. `nextKey` gives 32 random
 * bytes; nobody can turn back what is made with them. Another key is tried where some address or name of the host
 * comes out as another one's replacement, so that none of them is in the result by its sight.
 */
export function redact(original: Facts, nextKey: () => Uint8Array): Facts {
  const facts = withStandsFor(original);
  // Ranges, subnets and names have to be known before the first address and sentence.
  const survey = createRedactor(nextKey(), [], new Map());
  redactFacts(survey)(facts);
  const known = new Map([...survey.names.replaced].map(([name, { kind }]) => [name, kind]));
  for (let attempt = 1; ; attempt++) {
    const redactor = createRedactor(nextKey(), survey.addresses.paths, known);
    const made = redactFacts(redactor)(facts);
    if (attempt >= ATTEMPTS || !showsOriginal(redactor)) return made;
  }
}

/** Whether something was replaced by what stands elsewhere in the original. */
function showsOriginal({ addresses, names }: Redactor): boolean {
  const changed = [...addresses.replaced]
    .map(([key, made]) => [key.replace(/\/\d+$/, ''), made] as const)
    .filter(([original, made]) => original !== made);
  const originals = new Set([
    ...changed.map(([original]) => original),
    ...[...names.replaced.keys()].filter((name) => name.length >= TELLING),
  ]);
  const replacements = [
    ...changed.map(([, made]) => made),
    ...[...names.replaced.values()].map(({ made }) => made),
  ];
  return replacements.some((made) => originals.has(made));
}
