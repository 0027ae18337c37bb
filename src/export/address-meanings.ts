import { factsOf } from '../explain/address/facts-of.js';
import { splitEnd } from '../explain/listing/explain-listing.js';
import type { Audit } from '../model/audit.js';
import { parseAddress } from '../net/address.js';
import { padEnd } from './columns.js';
import { wrap } from './wrap.js';

/**
 * What each address that something listens on means for who can connect, once for each, and which others the machine is
 * seen to have: for readers of a listing whose host is not at hand. Ends with a newline; `width` is where lines are broken.
 */
export function addressMeanings(audit: Audit, width: number | undefined): string {
  const bound = [...new Set(audit.listeners.map(({ address }) => address))];
  const listened = bound.map(
    (address) =>
      [address, [...factsOf(address).bind.slice(0, 2), ...onSystem(address, audit)].join(' ')] as const,
  );
  const own = ownAddresses(audit)
    .filter((address) => !bound.includes(address))
    .map((address) => [address, `${factsOf(address).title}. ${OWN}`] as const);
  return [
    section('To listen on these addresses means:', listened, width),
    section("That machine's own addresses, as its connections show:", own, width),
  ].join('');
}

/** What each platform is called where systems differ. */
const SYSTEMS: Readonly<Record<string, RegExp>> = {
  win32: /\bWindows\b/,
  darwin: /\bmacOS\b/,
  freebsd: /\bFreeBSD\b|\bthe BSDs\b/,
  openbsd: /\bOpenBSD\b|\bthe BSDs\b/,
};

/** How the address is another thing on the system that the listing comes from. */
function onSystem(address: string, { host }: Audit): string[] {
  const named = SYSTEMS[host.platform];
  return factsOf(address).systems.flatMap(({ system, fact }) =>
    named?.test(system) ? [`${system}: ${fact}`] : [],
  );
}

const OWN = 'What listens on all addresses answers there too.';

/** The local ends of connections, which tell some of the addresses that stand behind 0.0.0.0. */
function ownAddresses({ listing = [] }: Audit): string[] {
  const ends = listing.flatMap((line) => (line.kind === 'connection' ? [splitEnd(line.local).address] : []));
  return [...new Set(ends)].filter((address) => {
    const parsed = parseAddress(address);
    return parsed !== undefined && parsed.value !== 0 && parsed.value !== 0n;
  });
}

function section(
  title: string,
  meanings: readonly (readonly [address: string, meaning: string])[],
  width: number | undefined,
): string {
  if (meanings.length === 0) return '';
  const column = Math.max(...meanings.map(([address]) => address.length)) + 2;
  const lines = meanings.flatMap(([address, meaning]) => {
    const wrapped = width === undefined ? [meaning] : wrap(meaning, Math.max(width - column - 2, 30));
    return wrapped.map((line, index) => `  ${padEnd(index === 0 ? address : '', column)}${line}`);
  });
  return `\n${[title, ...lines].join('\n')}\n`;
}
