import type { Reachable } from '../support/answers.js';
import { printedDocument } from '../support/schemas.js';
import { command, type Namespace } from './kernel/namespace.js';
import type { ListenerSpec } from './scenario.js';

/** The parts of the audit document that the lab compares. */
export interface AuditDocument {
  readonly complete: boolean;
  readonly gaps: readonly { readonly code: string; readonly subject: string; readonly detail: string }[];
  readonly namespaces: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly current: boolean;
    readonly containers: readonly string[];
  }[];
  readonly containers:
    | readonly {
        readonly runtime: string;
        readonly id: string;
        readonly name: string | null;
        readonly compose: object | null;
      }[]
    | null;
  readonly listeners: readonly (Reachable & {
    readonly namespace: string;
    readonly address: string;
    readonly port: number;
    readonly device: string | null;
    readonly v6only: boolean | null;
    readonly owner: {
      readonly processes: readonly { readonly name: string }[];
      readonly stands_for: {
        readonly by: string;
        readonly container?: string | null;
        readonly pod?: string | null;
        readonly port?: number | null;
      } | null;
    };
    readonly one_way: Reachable['reach'];
    readonly group_reach: Reachable['reach'];
    readonly group_one_way: Reachable['reach'];
  })[];
  readonly forwards: readonly Reachable[];
}

/** Runs the built command with `--json` inside `target`; it looks into `others` as well if the scenario has such. */
export function askListenscope(target: Namespace, cli: string, others: boolean): AuditDocument {
  const scope = others ? 'all' : 'current';
  return printedDocument(
    command(target, process.execPath, [cli, '--netns', scope, '--json']),
  ) as AuditDocument;
}

/** The document's name for a listener of the scenario in this namespace; undefined when the document does not list it. */
export function idOf(document: AuditDocument, spec: ListenerSpec, namespace: string): string | undefined {
  const v6only = spec.address.includes(':') ? spec.v6only === true : null;
  const found = document.listeners.find(
    (listener) =>
      listener.namespace === namespace &&
      listener.protocol === spec.protocol &&
      listener.port === spec.port &&
      listener.address.replace(/%.*/, '') === spec.address &&
      listener.device === (spec.device ?? null) &&
      // A socket on one IPv6 address is IPv6 only whatever its option says.
      (spec.address !== '::' || listener.v6only === v6only),
  );
  return found?.id;
}
