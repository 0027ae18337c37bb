import type { Ring } from '../../explain/audience-mark.js';
import { endpoint } from '../../explain/endpoint.js';
import { forwardAsListener } from '../../explain/forward-as-listener.js';
import { purposeWords } from '../../explain/owner-words.js';
import { widerByGroups } from '../../explain/wider-by-groups.js';
import { listenerEndpoint } from '../../export/listener-endpoint.js';
import type { Audit, AuditedListener, AuditNamespace } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import { AUDIENCES, type Audience, type Exposure } from '../../model/listener.js';
import type { Forward } from '../../model/reach.js';
import { shown } from '../text/shown.js';

/** One row's worth of a listener (or of a forwarded port): what the list sorts by and shows, escaped for the screen. */
export interface Item {
  /** Identity from one audit to the next: the listener's id in its namespace. */
  readonly key: string;
  readonly listener: AuditedListener;
  /** Set for a port that NAT hands elsewhere; `listener` then stands in for the socket that cannot be seen. */
  readonly forward?: Forward;
  readonly ring: Ring;
  /** The widest audience that reaches it, or may. */
  readonly widest: Exposure;
  /** A wider audience reaches it by broadcast addresses or groups alone, or may. */
  readonly byGroups?: Audience;
  /** Greater is worse: twice the place of the widest audience, one less where that is not certain. */
  readonly rank: number;
  /** "0.0.0.0:443", "[fe80::1%eth0]:22". */
  readonly address: string;
  /** Clients dial another port or address than the socket's own: published or redirected. */
  readonly published: boolean;
  /** "nginx 812", "nginx 812 +3", "kernel", "" while it is not known. */
  readonly owner: string;
  /** Its name alone: "nginx"; as `owner` where no process is known. */
  readonly program: string;
  /** systemd holds the socket for the service. */
  readonly heldBySystemd: boolean;
  readonly service: string;
  /** The container or the other namespace that it is in; empty for the host's own. */
  readonly place: string;
  /** Milliseconds since the epoch at which its oldest process started. */
  readonly startedAt: number | undefined;
}

/** Every listener and forwarded port of an audit as an item. */
export function itemsOf(audit: Audit): readonly Item[] {
  const places = new Map(audit.namespaces.map((namespace) => [namespace.id, placeOf(namespace)]));
  return [
    ...audit.listeners.map((listener) => itemOf(listener, places.get(listener.namespace))),
    ...audit.forwards.map((forward) =>
      itemOf(forwardAsListener(forward), places.get(forward.namespace), forward),
    ),
  ];
}

/** What another namespace is known by: its container, its name, or its number. */
function placeOf({ current, containers, name, id }: AuditNamespace): string | undefined {
  return current ? undefined : (containers[0] ?? name ?? id);
}

function itemOf(listener: AuditedListener, elsewhere: string | undefined, forward?: Forward): Item {
  const main = mainProcess(listener);
  const owner = ownerText(listener, main);
  return {
    key: `${listener.namespace} ${listener.id}`,
    listener,
    forward,
    ring: listener.exposureAtMost === undefined ? listener.exposure : 'unknown',
    widest: listener.exposureAtMost ?? listener.exposure,
    byGroups: widerByGroups(listener)?.audience,
    rank: Math.max(2 * place(listener.exposure), 2 * place(listener.exposureAtMost ?? 'none') - 1),
    address: shown(forward === undefined ? listenerEndpoint(listener) : forwardText(forward)),
    published: forward === undefined && listener.reach.some(({ port }) => port !== listener.port),
    owner,
    program: main === undefined ? owner : shown(main.name),
    heldBySystemd: isHeldBySystemd(listener),
    service: shown(listener.service ?? ''),
    place: shown(main?.container ?? elsewhere ?? ''),
    startedAt: main?.startedAt === undefined ? undefined : Date.parse(main.startedAt),
  };
}

/** ":8080 ⇢ 172.17.0.2:80" */
function forwardText({ port, target }: Forward): string {
  return `:${port} ⇢ ${endpoint(target.address, target.port)}`;
}

function place(exposure: Exposure): number {
  return exposure === 'none' ? 0 : AUDIENCES.indexOf(exposure) + 1;
}

/** Of several holders the one that a person would name: not systemd, which may hold it too; then the lowest pid. */
function mainProcess({ owner }: AuditedListener): Process | undefined {
  return owner.processes.find(({ pid }) => pid !== 1) ?? owner.processes[0];
}

function isHeldBySystemd({ owner }: AuditedListener): boolean {
  return owner.processes.some(({ pid, name }) => pid === 1 && name === 'systemd');
}

function ownerText({ owner }: AuditedListener, main: Process | undefined): string {
  if (owner.kind === 'kernel') return shown(`kernel${purposeWords(owner)}`);
  if (main === undefined) return '';
  const others = owner.processes.filter(({ pid }) => pid !== 1 && pid !== main.pid).length;
  return `${shown(main.name)} ${main.pid}${shown(purposeWords(owner))}${others > 0 ? ` +${others}` : ''}`;
}
