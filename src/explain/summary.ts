import { AUDIENCES, type Audience, type Exposure } from '../model/listener.js';
import { AUDIENCE_NAMES } from './audience-names.js';
import { capital } from './sentence.js';

type Counts = Readonly<Record<Exposure, number>>;

/** Audiences whose name is one thing: "the internet reaches", but "VPN peers reach". */
const SINGULAR: ReadonlySet<Audience> = new Set(['internet', 'local-network']);

/**
 * The host in a sentence or two: how many of its listeners the widest audience reaches. `certain` and `perhaps` count them by
 * their widest audience.
 */
export function summaryWords(certain: Counts, perhaps: Counts): string {
  const total = [certain, perhaps].flatMap((counts) => Object.values(counts)).reduce((sum, n) => sum + n, 0);
  if (total === 0) return 'Nothing listens.';
  const widest = AUDIENCES.findLast((audience) => certain[audience] + perhaps[audience] > 0);
  if (widest === undefined) return 'Nobody reaches what listens here.';
  if (widest === 'this-host') return 'Nobody but programs on this machine reaches what listens here.';
  const lead = widest === 'internet' ? '' : 'The internet reaches nothing here. ';
  return `${lead}${capital(reachWords(widest, certain[widest], perhaps[widest], total))}.`;
}

function reachWords(audience: Audience, certain: number, perhaps: number, total: number): string {
  const name = AUDIENCE_NAMES[audience];
  const verb = SINGULAR.has(audience) ? 'reaches' : 'reach';
  if (certain === 0) return `${name} may reach ${perhaps} of ${total} listeners`;
  const more = perhaps === 0 ? '' : `, and perhaps ${perhaps} more`;
  return `${name} ${verb} ${certain} of ${total} listeners${more}`;
}
