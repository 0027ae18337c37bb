import {
  having,
  list,
  number,
  oneOf,
  orNull,
  port,
  type Shape,
  text,
  yesNo,
} from '../collect/capture/shape.js';
import { comparedForward } from '../compare/compared-audit.js';
import type { AuditNamespace } from '../model/audit.js';
import type { Compared, ComparedAudit } from '../model/change.js';
import type { Process } from '../model/facts.js';
import type { Gap } from '../model/gap.js';
import { AUDIENCES, EXPOSURES, SCOPES } from '../model/listener.js';
import type { Forward, ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';

/** Members of a document: null stands for what the model leaves absent. */
type Members = Readonly<Record<string, unknown>>;

const maybeText = orNull(text);

const reachShape = list(
  having({
    namespace: text,
    interface: text,
    destinations: list(text),
    port,
    sources: list(text),
    audience: oneOf(...AUDIENCES),
    verdict: oneOf('allowed', 'blocked', 'conditional'),
    reason: having({ code: text }),
  }),
);

const listenerShape = having(
  {
    id: text,
    protocol: text,
    family: oneOf('ipv4', 'ipv6'),
    address: text,
    port,
    scope: oneOf(...SCOPES),
    accepts: list(oneOf('ipv4', 'ipv6')),
    namespace: text,
    exposure: oneOf(...EXPOSURES),
    owner: having({
      kind: oneOf('process', 'kernel', 'unknown'),
      processes: list(
        having(
          { pid: number, name: text, command: list(text) },
          { systemd_unit: maybeText, container: maybeText, started_at: maybeText },
        ),
      ),
    }),
    reach: reachShape,
  },
  {
    device: maybeText,
    v6only: orNull(yesNo),
    exposure_at_most: orNull(oneOf(...AUDIENCES)),
    group_reach: reachShape,
  },
);

const forwardShape = having(
  {
    id: text,
    namespace: text,
    protocol: text,
    port,
    target: having({ address: text, port }),
    reach: reachShape,
  },
  { exposure: orNull(oneOf(...EXPOSURES)), exposure_at_most: orNull(oneOf(...AUDIENCES)) },
);

/** What a document has to have to be compared; whatever else it holds is let be. */
export const documentShape: Shape = having({
  schema_version: oneOf(1),
  captured_at: text,
  host: having({ hostname: text }),
  gaps: list(
    having({ code: text, subject: text, detail: text }, { remedy: maybeText, namespace: maybeText }),
  ),
  namespaces: list(having({ id: text, current: yesNo, containers: list(text) }, { name: maybeText })),
  interfaces: list(having({ namespace: text, name: text, up: yesNo, addresses: list(text) })),
  listeners: list(listenerShape),
  forwards: list(forwardShape),
});

/** A document of that shape. */
export interface AuditDocument {
  readonly captured_at: string;
  readonly host: { readonly hostname: string };
  readonly gaps: readonly Members[];
  readonly namespaces: readonly Members[];
  readonly interfaces: ComparedAudit['interfaces'];
  readonly listeners: readonly (Members & {
    readonly owner: { readonly kind: string; readonly processes: readonly Members[] };
    readonly reach: readonly Members[];
    readonly group_reach?: readonly Members[];
  })[];
  readonly forwards: readonly (Members & { readonly reach: readonly Members[] })[];
}

/** What a document that `listenscope --json` printed tells to a comparison: what was exported, read back. */
export function documentedAudit(document: AuditDocument): ComparedAudit {
  return {
    hostname: document.host.hostname,
    capturedAt: document.captured_at,
    gaps: document.gaps.map((gap) => membersOf(gap) as unknown as Gap),
    namespaces: document.namespaces.map((each) => membersOf(each) as unknown as AuditNamespace),
    interfaces: document.interfaces,
    subjects: [
      ...document.listeners.map(
        (listener) =>
          ({
            ...membersOf(listener),
            owner: {
              kind: listener.owner.kind,
              processes: listener.owner.processes.map((each) => membersOf(each) as unknown as Process),
            },
            reach: listener.reach.map(entryOf),
            groupReach: listener.group_reach?.map(entryOf),
          }) as unknown as Compared,
      ),
      ...document.forwards.map((forward) =>
        comparedForward({ ...membersOf(forward), reach: forward.reach.map(entryOf) } as unknown as Forward),
      ),
    ],
  };
}

function entryOf(entry: Members): ReachEntry {
  const { reason } = entry as { readonly reason: Members };
  const members = Object.entries(membersOf(reason)).map(([key, value]) => [
    key,
    key === 'rule' || key === 'chain' ? membersOf(value as Members) : value,
  ]);
  return { ...entry, reason: Object.fromEntries(members) as Reason } as unknown as ReachEntry;
}

/** The members as the model names them: `systemd_unit` is systemdUnit, and what is null is absent. */
function membersOf(document: Members): Members {
  const present = Object.entries(document).filter(([, value]) => value !== null);
  return Object.fromEntries(
    present.map(([key, value]) => [key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), value]),
  );
}
