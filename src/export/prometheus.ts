import { GAP_CODES } from '../explain/gaps.js';
import type { Audit } from '../model/audit.js';
import { EXPOSURES, type Exposure, SCOPES } from '../model/listener.js';
import { escapeText } from './escape-text.js';
import { type Exposed, exposedOf } from './exposed.js';
import { exposureRank } from './rank.js';

/** Listeners and forwards that get series of their own, the widest exposed first: a host may have thousands. */
const MOST_SERIES = 1000;

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Gauges in the text format of Prometheus (its "exposition format" 0.0.4), for the textfile collector of node_exporter.
 * Counts have a sample for each of their values, 0 too, so that an alert never waits for a series to appear.
 */
export function* prometheusMetrics(audit: Audit, version: string): Iterable<string> {
  const all = exposedOf(audit);
  const listeners = all.filter(({ forward }) => forward === undefined);
  const forwards = all.filter(({ forward }) => forward !== undefined);
  const named = distinct(all).slice(0, MOST_SERIES);
  yield metric('build_info', 'The listenscope that wrote this.', [{ labels: { version }, value: 1 }]);
  yield metric('captured_timestamp_seconds', 'When the host was looked at.', [
    { value: Date.parse(audit.capturedAt) / 1000 },
  ]);
  yield metric('complete', '1 if nothing was missing for want of rights or tools, else 0.', [
    { value: audit.complete ? 1 : 0 },
  ]);
  yield metric(
    'gaps',
    'What could not be read, by kind.',
    GAP_CODES.map((code) => ({
      labels: { code },
      value: audit.gaps.filter((gap) => gap.code === code).length,
    })),
  );
  yield metric(
    'listeners',
    'Listening sockets by the widest audience that certainly reaches them, and by what their bind address says.',
    EXPOSURES.flatMap((exposure) =>
      SCOPES.map((scope) => ({
        labels: { exposure, scope },
        value: listeners.filter((item) => item.exposure === exposure && item.listener.scope === scope).length,
      })),
    ),
  );
  yield metric(
    'listeners_at_most',
    'Listening sockets by the widest audience that reaches them or may.',
    byExposure(listeners, ({ widest }) => widest),
  );
  yield metric(
    'forwards',
    'Ports that NAT hands to another machine or container, by the widest audience that certainly gets through.',
    byExposure(forwards, ({ exposure }) => exposure),
  );
  yield metric(
    'forwards_at_most',
    'The same by the widest audience that gets through or may.',
    byExposure(forwards, ({ widest }) => widest),
  );
  const levels = EXPOSURES.map((exposure) => `${exposureRank(exposure)} ${exposure}`).join(', ');
  yield metric(
    'exposure_level',
    `Who certainly reaches a listener or forward, at the widest: ${levels}.`,
    named.map((item) => ({ labels: identity(item), value: exposureRank(item.exposure) })),
  );
  yield metric(
    'exposure_level_at_most',
    'The same, counting what may be reached and cannot be decided.',
    named.map((item) => ({ labels: identity(item), value: exposureRank(item.widest) })),
  );
  yield metric(
    'exposure_info',
    'What is known of a listener or forward.',
    named.map((item) => ({ labels: { ...identity(item), ...details(item) }, value: 1 })),
  );
  yield metric(
    'exposure_omitted',
    `Listeners and forwards without series of their own: of more than ${MOST_SERIES} those that fewest reach.`,
    [{ value: all.length - named.length }],
  );
}

function byExposure(items: readonly Exposed[], of: (item: Exposed) => Exposure): readonly Sample[] {
  return EXPOSURES.map((exposure) => ({
    labels: { exposure },
    value: items.filter((item) => of(item) === exposure).length,
  }));
}

/** No series may be there twice; of several with the same identity the worst stays. */
function distinct(items: readonly Exposed[]): readonly Exposed[] {
  const found = new Map<string, Exposed>();
  for (const item of items) {
    const key = JSON.stringify(identity(item));
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}

/** What tells it from others and stays from run to run. */
function identity({ id, forward }: Exposed): Readonly<Record<string, string>> {
  return { kind: forward === undefined ? 'listener' : 'forward', id };
}

function details({ listener, forward, protocol, port, exposure, exposureAtMost }: Exposed) {
  const [first] = listener.owner.processes;
  return {
    protocol,
    address: forward === undefined ? listener.address : forward.target.address,
    port: String(port),
    process: first?.name ?? '',
    user: first?.user ?? '',
    systemd_unit: first?.systemdUnit ?? '',
    container: first?.container ?? '',
    service: listener.service ?? '',
    exposure,
    exposure_at_most: exposureAtMost ?? exposure,
  };
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  const full = `listenscope_${name}`;
  const lines = samples.map(({ labels, value }) => `${full}${labelText(labels)} ${value}`);
  return `${[`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines].join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return '';
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return `{${pairs.join(',')}}`;
}

/** Escaped as the format has it; what is unsafe to show has become visible before, newlines too. */
function labelValue(value: string): string {
  return escapeText(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
