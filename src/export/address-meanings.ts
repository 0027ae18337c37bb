import { factsOf } from '../explain/address/facts-of.js';
import type { Audit } from '../model/audit.js';
import { padEnd } from './columns.js';
import { wrap } from './wrap.js';

/**
 * What each address that something listens on means for who can connect, once for each: for readers of a listing whose
 * host is not at hand. Ends with a newline; `width` is where lines are broken.
 */
export function addressMeanings(audit: Audit, width: number | undefined): string {
  const addresses = [...new Set(audit.listeners.map(({ address }) => address.replace(/%.*$/, '')))];
  if (addresses.length === 0) return '';
  const column = Math.max(...addresses.map((address) => address.length)) + 2;
  const lines = addresses.flatMap((address) => {
    const sentences = factsOf(address).bind.slice(0, 2).join(' ');
    const wrapped = width === undefined ? [sentences] : wrap(sentences, Math.max(width - column - 2, 30));
    return wrapped.map((line, index) => `  ${padEnd(index === 0 ? address : '', column)}${line}`);
  });
  return `\n${['To listen on these addresses means:', ...lines].join('\n')}\n`;
}
