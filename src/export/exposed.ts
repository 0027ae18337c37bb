import { endpoint } from '../explain/endpoint.js';
import { forwardAsListener } from '../explain/forward-as-listener.js';
import { namespaceLabel } from '../explain/namespace-words.js';
import { purposeWords } from '../explain/owner-words.js';
import { widerByGroups } from '../explain/wider-by-groups.js';
import type { Audit, AuditedListener } from '../model/audit.js';
import type { Audience, Exposure } from '../model/listener.js';
import type { Forward } from '../model/reach.js';
import { listenerEndpoint } from './listener-endpoint.js';
import { byExposure } from './rank.js';

/** A listener, or a port that NAT hands on, for lists that show both alike. Its texts are unescaped. */
export interface Exposed {
  readonly id: string;
  readonly protocol: string;
  readonly port: number;
  readonly exposure: Exposure;
  readonly exposureAtMost?: Audience;
  /** The widest audience that reaches it, or may. */
  readonly widest: Exposure;
  /** A forward stands here in the shape of a listener. */
  readonly listener: AuditedListener;
  readonly forward?: Forward;
  /** "0.0.0.0:80", ":8080 → 172.17.0.2:80". */
  readonly address: string;
  /** What its network namespace is called, where that is not the one that was asked from. */
  readonly place?: string;
}

/** Every listener and forward of an audit, worst exposure first. */
export function exposedOf(audit: Audit): readonly Exposed[] {
  const places = new Map(
    audit.namespaces
      .filter(({ current }) => !current)
      .map((namespace) => [namespace.id, namespaceLabel(namespace)]),
  );
  return [
    ...audit.listeners.map((listener) => exposed(listener, listenerEndpoint(listener), places)),
    ...audit.forwards.map((forward) => ({
      ...exposed(forwardAsListener(forward), forwardText(forward), places),
      forward,
    })),
  ].sort(byExposure);
}

function exposed(listener: AuditedListener, address: string, places: ReadonlyMap<string, string>): Exposed {
  const { id, protocol, port, exposure, exposureAtMost, namespace } = listener;
  const widest = exposureAtMost ?? exposure;
  return {
    id,
    protocol,
    port,
    exposure,
    exposureAtMost,
    widest,
    listener,
    address,
    place: places.get(namespace),
  };
}

function forwardText({ port, target }: Forward): string {
  return `:${port} → ${endpoint(target.address, target.port)}`;
}

/** "internet", or with what is only possible, or reaches it by a group alone: "this-host, internet?", "none, local-network by group". */
export function reachedBy({
  exposure,
  exposureAtMost,
  listener,
}: Pick<Exposed, 'exposure' | 'exposureAtMost' | 'listener'>): string {
  const possible = exposureAtMost === undefined ? [] : [`${exposureAtMost}?`];
  const wider = widerByGroups(listener);
  const byGroup = wider === undefined ? [] : [`${wider.audience} by group${wider.certain ? '' : '?'}`];
  const certain = exposure === 'none' && possible.length > 0 ? [] : [exposure];
  return [...certain, ...possible, ...byGroup].join(', ');
}

/** "nginx/812", "nginx/812 +3", "web/1 (container)", or nothing; who holds it is said for the first, the rest is counted. */
export function ownerText({ owner }: AuditedListener): string {
  const [first, ...others] = owner.processes;
  if (first === undefined) return owner.kind === 'kernel' ? `kernel${purposeWords(owner)}` : '';
  const container = first.container === undefined ? '' : ` (${first.container})`;
  const more = others.length === 0 ? '' : ` +${others.length}`;
  const name = first.name === '' ? 'pid' : first.name;
  return `${name}/${first.pid}${container}${purposeWords(owner)}${more}`;
}

/** Who a person would say holds it: of several not systemd, which may hold it too; nothing where it is not known. */
export function ownerName({ owner }: AuditedListener): string {
  if (owner.kind === 'kernel') return 'kernel';
  const main = owner.processes.find(({ pid }) => pid !== 1) ?? owner.processes[0];
  if (main === undefined) return '';
  return main.container ?? (main.name || `pid ${main.pid}`);
}
