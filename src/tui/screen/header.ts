import { completenessWords } from '../../explain/gaps.js';
import type { Audit } from '../../model/audit.js';
import { clock } from '../documents/change.js';
import type { Feed, ViewState } from '../state/state.js';
import { type Line, lineWidth, type Span, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { truncate } from '../text/width.js';

/** Columns for why nothing could be read: more would push the host out of the header. */
const FAILURE = 32;

interface Part {
  readonly text: string;
  readonly tone: Span['tone'];
  /** What is said where there is no room for all of it. */
  readonly short?: string;
  /** What gives way first has the highest number. */
  readonly weight: number;
}

/** The left of the header, as much of it as `width` columns hold: host, system, rights, firewall, completeness. */
export function headerLeft(audit: Audit | undefined, width: number): Line {
  const name: Line = [span(' listenscope', 'accent')];
  if (audit === undefined) return name;
  let kept = partsOf(audit);
  while (kept.length > 1 && lineWidth(joined(name, kept)) > width) {
    const weakest = Math.max(...kept.map(({ weight }) => weight));
    kept = kept.flatMap((part) => (part.weight === weakest ? shortened(part) : part));
  }
  return joined(name, kept);
}

/** The right of the header: when the answer was true, and whether it still is. */
export function headerRight(state: ViewState, interval: number | undefined): Line {
  const { audit, feed, isPaused } = state;
  const at = audit === undefined ? [] : [span(clock(Date.parse(audit.capturedAt)), 'dim'), span('  ')];
  return [...at, ...feedSpans(isPaused ? { kind: 'paused' } : feed, state, interval), span(' ')];
}

function feedSpans(feed: Feed, { now, audit }: ViewState, interval: number | undefined): readonly Span[] {
  const pace = interval === undefined ? '' : ` ${Math.round(interval / 100) / 10}s`;
  switch (feed.kind) {
    case 'live':
      return [span(`live${pace}`, 'accent')];
    case 'reading': {
      const seconds = Math.floor((now - feed.since) / 1000);
      // A reading that takes no longer than usual is no news.
      if (audit !== undefined && seconds < 3) return [span(`live${pace}`, 'accent')];
      return [span(seconds < 1 ? 'reading …' : `reading … ${seconds} s`, 'warning')];
    }
    case 'paused':
      return [span('paused', 'warning')];
    case 'still':
      return [span('from a file', 'dim')];
    case 'failed':
      return [span(truncate(`cannot read: ${shown(feed.message)}`, FAILURE), 'warning')];
    default:
      return feed satisfies never;
  }
}

/** A part that is too long becomes short first, and only then goes. */
function shortened({ short, ...part }: Part): readonly Part[] {
  return short === undefined ? [] : [{ ...part, text: short }];
}

function joined(name: Line, parts: readonly Part[]): Line {
  const rest = parts.flatMap(({ text, tone }, index) => [
    span(index === 0 ? '  ' : ' · ', 'dim'),
    span(text, tone),
  ]);
  return [...name, ...rest];
}

function partsOf(audit: Audit): readonly Part[] {
  const { host, gaps, complete } = audit;
  const system = host.platform === 'linux' ? 'Linux' : host.platform;
  return [
    { text: shown(host.hostname), tone: 'strong', weight: 0 },
    { text: shown(`${system} ${kernelSeries(host.kernel)}`.trim()), tone: 'dim', weight: 4 },
    { text: rights(host.uid), tone: 'dim', weight: 3 },
    { ...firewallWords(audit), tone: 'dim', weight: 1 },
    complete
      ? { text: completenessWords(gaps), tone: 'dim', weight: 5 }
      : {
          text: shown(completenessWords(gaps)),
          short: `${gaps.length} not seen`,
          tone: 'warning',
          weight: 2,
        },
  ];
}

/** "6.18" of "6.18.44-generic": the host's page has the rest. */
function kernelSeries(kernel = ''): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}

function rights(uid: number | undefined): string {
  if (uid === undefined) return 'rights not known';
  return uid === 0 ? 'root' : `uid ${uid}`;
}

/** "ufw on nftables, 214 rules", in short "ufw": of the namespace that the view runs in. */
function firewallWords({ firewalls, namespaces, gaps }: Audit): Pick<Part, 'text' | 'short'> {
  const current = namespaces.find((namespace) => namespace.current)?.id;
  const here = firewalls.filter(({ namespace }) => namespace === current);
  const isUnknown = gaps.some(
    ({ code }) => code === 'firewall-unreadable' || code === 'firewall-tool-missing',
  );
  if (here.length === 0) return { text: isUnknown ? 'firewall not seen' : 'no firewall' };
  const rules = here.reduce((sum, firewall) => sum + firewall.rules, 0);
  const makers = [...new Set(here.flatMap(({ frontEnd }) => frontEnd ?? []))].join(', ');
  const kinds = [...new Set(here.map(({ kind }) => kind))].join(', ');
  const count = `${rules} ${rules === 1 ? 'rule' : 'rules'}`;
  return {
    text: shown(`${makers === '' ? kinds : `${makers} on ${kinds}`}, ${count}`),
    short: shown(makers || kinds),
  };
}
