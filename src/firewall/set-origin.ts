import type { ElementSet } from '../model/element-set.js';

/** Programs that fill sets, by the names that they give them. */
const FILLERS: readonly (readonly [RegExp, string])[] = [
  [/^(f2b-|addr6?-set-)/, 'fail2ban'],
  [/crowdsec|^cs-blacklists/i, 'crowdsec'],
  [/^sshguard/i, 'sshguard'],
  [/blacklists?$/i, 'a block-list updater'],
];

/** The program known to fill the set of this name, in a table (for nftables) of that name. */
export function fillerOf(set: string, table = ''): string | undefined {
  if (/^(f2b-table|fail2ban)/.test(table)) return 'fail2ban';
  return FILLERS.find(([pattern]) => pattern.test(set) || (table !== '' && pattern.test(table)))?.[1];
}

/**
 * How far the contents of a set can be relied on. Sets that packets change decide nothing; those that expire or that a
 * daemon fills are taken as they stand now.
 */
export function originOf(set: {
  readonly name: string;
  readonly table?: string;
  readonly changedByPackets: boolean;
  /** Its elements expire, or it is declared for run-time changes. */
  readonly changing: boolean;
}): Pick<ElementSet, 'certainty' | 'filledBy'> {
  if (set.changedByPackets) return { certainty: 'dynamic' };
  const filledBy = fillerOf(set.name, set.table);
  if (filledBy !== undefined) return { certainty: 'snapshot', filledBy };
  return { certainty: set.changing ? 'snapshot' : 'static' };
}
