import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDocument } from '../../src/export/json.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import { parseAddress } from '../../src/net/address.js';
import { contains } from '../../src/net/address-set.js';
import { parseCidr } from '../../src/net/cidr.js';
import { type Answer, Answers, type Reachable } from '../support/answers.js';
import { mustFit } from '../support/schemas.js';

/** A recorded host's probes held against what the audit of its facts says. */
export interface Replay {
  readonly probes: number;
  readonly agreements: number;
  /** One line each: the probe, what it found, what the audit says. */
  readonly disagreements: readonly string[];
  readonly conditional: readonly string[];
  /** Allowed as far as this host goes, but the target of the NAT refused: its socket is in another namespace. */
  readonly refusedBeyond: number;
  /** Sent to an address that is not this host's (a container's own), or never sent by the client. */
  readonly notAsked: number;
}

/** RT_TABLE_LOCAL. */
const LOCAL_TABLE = 255;

export const HOSTS = new URL('../fixtures/hosts/', import.meta.url).pathname;

/** Reads the facts of a recorded host. */
export function recordedFacts(name: string): Facts {
  return JSON.parse(readFileSync(join(HOSTS, name, 'facts.json'), 'utf8')) as Facts;
}

/** Audits the recorded host, holds its facts and its document against their schemas, and compares it with every probe that was sent to it when it was recorded. */
export function replay(name: string): Replay {
  const facts = recordedFacts(name);
  const audit = inspect(facts);
  mustFit('capture', facts);
  mustFit('audit', auditDocument(audit, '0.0.0'));
  const probes = readFileSync(join(HOSTS, name, 'probes.txt'), 'utf8')
    .trim()
    .split('\n');
  return compareProbes(audit, localTest(facts), probes, facts.namespaces[0]?.id);
}

/** Compares what listeners and forwards say with probe lines of `normaliseProbes`; `local` tells the host's own addresses; `namespace` is the one whose interfaces they name. */
export function compareProbes(
  audit: { readonly listeners: readonly Reachable[]; readonly forwards: readonly Reachable[] },
  local: (address: string) => boolean,
  probes: readonly string[],
  namespace?: string,
): Replay {
  const answers = new Answers([...audit.listeners, ...audit.forwards]);
  const forwards = new Set(audit.forwards.map(({ id }) => id));
  const disagreements: string[] = [];
  const conditional: string[] = [];
  let agreements = 0;
  let refusedBeyond = 0;
  let notAsked = 0;
  for (const probe of probes) {
    const [via = '', protocol = '', source = '', destination = '', port = '', verdict = ''] =
      probe.split(' ');
    const open = verdict.startsWith('open');
    if (!local(destination) || (verdict.startsWith('local:') && via !== 'lo')) {
      notAsked++;
      continue;
    }
    const answer = answers.ask({ via, namespace, protocol, source, destination, port: Number(port) });
    if (answer.kind === 'conditional') conditional.push(`${probe}: ${answerText(answer)}`);
    else if (open === (answer.kind === 'allowed')) agreements++;
    else if (answer.kind === 'allowed' && forwards.has(answer.by)) refusedBeyond++;
    else disagreements.push(`${probe}: ${answerText(answer)}`);
  }
  return { probes: probes.length, agreements, disagreements, conditional, refusedBeyond, notAsked };
}

/** Whether an address is the host's own, by its local table and those of VRFs; a local route of another table is for marked packets only. */
function localTest(facts: Facts): (address: string) => boolean {
  const { routes = [], interfaces = [] } = facts.namespaces[0] ?? {};
  const tables = new Set([LOCAL_TABLE, ...interfaces.flatMap(({ vrfTable }) => vrfTable ?? [])]);
  return within(
    routes.flatMap(({ type, table, destination }) =>
      type === 'local' && tables.has(table) ? [destination] : [],
    ),
  );
}

/** A test for addresses within any of some CIDRs. */
export function within(cidrs: readonly string[]): (address: string) => boolean {
  const sets = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  return (text) => {
    const address = parseAddress(text);
    return sets.some((set) => set.family === address?.family && contains(set, address.value));
  };
}

function answerText(answer: Answer): string {
  switch (answer.kind) {
    case 'allowed':
      return `allowed by ${answer.by} (${JSON.stringify(answer.reason)})`;
    case 'blocked':
    case 'conditional':
      return `${answer.kind} (${answer.reasons.map((reason) => JSON.stringify(reason)).join('; ')})`;
    case 'unnamed':
      return 'not named';
    case 'contradiction':
      return `claimed by ${answer.by.join(' and ')}`;
    default:
      return answer satisfies never;
  }
}
