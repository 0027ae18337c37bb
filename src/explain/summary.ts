import { AUDIENCES, type Audience, type Exposure } from '../model/listener.js';
import { AUDIENCE_NAMES } from './audience-names.js';
import { capital } from './sentence.js';

type Counts = Readonly<Record<Exposure, number>>;

/** Audiences whose name is one thing: "the internet reaches", but "VPN peers reach". */
const SINGULAR: ReadonlySet<Audience> = new Set(['internet', 'local-network']);

/**
 * The host in a sentence or two: how many of its listeners the widest audience reaches. `certain` and `perhaps` count them by
 * their widest audience; `complete` is false where something could not be read.
 */
export function summaryWords(certain: Counts, perhaps: Counts, complete: boolean): string {
  const words = countedWords(certain, perhaps);
  return complete ? capital(words) : `As far as could be read, ${words}`;
}

function countedWords(certain: Counts, perhaps: Counts): string {
  const total = [certain, perhaps].flatMap((counts) => Object.values(counts)).reduce((sum, n) => sum + n, 0);
  if (total === 0) return 'there are no listeners.';
  const widest = AUDIENCES.findLast((audience) => certain[audience] + perhaps[audience] > 0);
  if (widest === undefined) return 'nobody reaches what listens here.';
  if (widest === 'this-host') return 'nobody but programs on this machine reaches what listens here.';
  const words = reachWords(widest, certain[widest], perhaps[widest], total);
  return widest === 'internet' ? `${words}.` : `the internet reaches nothing here. ${capital(words)}.`;
}

function reachWords(audience: Audience, certain: number, perhaps: number, total: number): string {
  const name = AUDIENCE_NAMES[audience];
  const verb = SINGULAR.has(audience) ? 'reaches' : 'reach';
  const of = `of ${total} ${total === 1 ? 'listener' : 'listeners'}`;
  if (certain === 0) return `${name} may reach ${perhaps} ${of}`;
  const more = perhaps === 0 ? '' : `, and perhaps ${perhaps} more`;
  return `${name} ${verb} ${certain} ${of}${more}`;
}
