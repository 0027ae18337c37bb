import type { PolicyEntry } from '../model/policy.js';

const DAY = 24 * 60 * 60 * 1000;

/** Days that an entry still counts after today (UTC), negative once it has expired; undefined for those that never do. */
export function daysUntil({ expires }: PolicyEntry, now: Date): number | undefined {
  if (expires === undefined) return undefined;
  const today = Math.floor(now.getTime() / DAY);
  return Date.parse(`${expires}T00:00:00Z`) / DAY - today;
}

/** True from the day after the last one. */
export function hasExpired(entry: PolicyEntry, now: Date): boolean {
  return (daysUntil(entry, now) ?? 0) < 0;
}
