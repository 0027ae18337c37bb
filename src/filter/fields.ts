import type { AuditedListener } from '../model/audit.js';
import type { Process } from '../model/facts.js';
import { AUDIENCES, EXPOSURES, type Exposure, SCOPES } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import { overlaps } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { baseName, searchTest } from './search.js';

/** What can be filtered: a listener; or a forward, or a socket of another family, of which less is known. */
export type Subject = Pick<AuditedListener, 'id' | 'port' | 'reach'> & {
  readonly protocol: string;
} & Partial<Omit<AuditedListener, 'protocol'>>;

/** A condition on one listener or forward. */
export type Test = (subject: Subject) => boolean;

/** Something of a listener that can be asked for. */
interface Field {
  /** What may stand behind the colon, for messages and help. */
  readonly values: string;
  /** The condition that `value` stands for; undefined when no listener could ever meet it. */
  compile(value: string): Test | undefined;
}

export type FieldName = keyof typeof FIELDS;

export const PROTOCOLS = ['tcp', 'udp', 'sctp', 'udplite', 'raw', 'dccp'] as const;
const FAMILIES = ['ipv4', 'ipv6'] as const;
const OWNERS = ['process', 'kernel', 'unknown'] as const;
const FAMILY_ALIASES = { '4': 'ipv4', '6': 'ipv6' } as const;
const EXPOSURE_ALIASES = { nobody: 'none', lan: 'local-network', host: 'this-host' } as const;

/** Every field of the filter language; the command line's filters are the same ones. */
export const FIELDS = {
  text: { values: 'a word', compile: searchTest },
  port: { values: 'a number from 0 to 65535, or a range such as 8000-8999', compile: portTest },
  proto: oneOf(PROTOCOLS, {}, (value) => (subject) => subject.protocol === value),
  family: oneOf(FAMILIES, FAMILY_ALIASES, (value) => (subject) => subject.family === value),
  accepts: oneOf(FAMILIES, FAMILY_ALIASES, (value) => (subject) => subject.accepts?.includes(value) === true),
  scope: oneOf(SCOPES, {}, (value) => (subject) => subject.scope === value),
  exposure: oneOf(EXPOSURES, EXPOSURE_ALIASES, (value) => (subject) => exposureOf(subject) === value),
  reach: oneOf(EXPOSURES, EXPOSURE_ALIASES, (value) => (subject) => isReachedBy(subject, value)),
  from: { values: 'an address or CIDR that a client has', compile: sourceTest },
  process: {
    values: 'a part of a process name',
    // The kernel cuts a name after 15 bytes; the program's own file name is whole.
    compile: (value) =>
      textTest(
        value,
        holding(({ name, command }) => [name, baseName(command[0] ?? '')]),
      ),
  },
  user: {
    values: 'a user name or uid',
    compile: (value) => (subject) => holding(({ user, uid }) => [user, String(uid)])(subject).includes(value),
  },
  pid: {
    values: 'a process id',
    compile: (value) =>
      /^\d+$/.test(value)
        ? (subject) => holding(({ pid }) => [String(pid)])(subject).includes(value)
        : undefined,
  },
  owner: oneOf(OWNERS, {}, (value) => (subject) => subject.owner?.kind === value),
  service: {
    values: 'a part of a service name',
    compile: (value) => textTest(value, ({ service }) => [service]),
  },
  address: {
    values: 'a part of an address',
    compile: (value) => textTest(value, ({ address }) => [address]),
  },
  interface: {
    values: 'an interface name',
    compile:
      (value) =>
      ({ interfaces }) =>
        interfaces?.includes(value) === true,
  },
  unit: {
    values: 'a part of a systemd unit name',
    compile: (value) =>
      textTest(
        value,
        holding(({ systemdUnit }) => [systemdUnit]),
      ),
  },
  netns: {
    values: 'current, or the name or number of a network namespace',
    compile: (value) => (subject) => isIn(value, subject),
  },
  container: {
    values: 'a part of a container name',
    compile: (value) =>
      textTest(value, (subject) => [
        ...holding(({ container }) => [container])(subject),
        ...publishedFor(subject),
      ]),
  },
} satisfies Record<string, Field>;

/** True when `name` is one of the fields that a term may name. */
export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** A field with few values: named in full, by an alias, or by an unambiguous beginning. */
function oneOf<T extends string>(
  values: readonly T[],
  aliases: Readonly<Record<string, T>>,
  testFor: (value: T) => Test,
): Field {
  return {
    values: values.join(', '),
    compile: (text) => {
      const word = text.toLowerCase();
      if (Object.hasOwn(aliases, word)) return testFor(aliases[word] as T);
      const begun = values.filter((value) => value.startsWith(word));
      const value = values.find((each) => each === word) ?? (begun.length === 1 ? begun[0] : undefined);
      return value && testFor(value);
    },
  };
}

function textTest(text: string, read: (subject: Subject) => readonly (string | undefined)[]): Test {
  const wanted = text.toLowerCase();
  return (subject) => read(subject).some((found) => found?.toLowerCase().includes(wanted));
}

/** Reads something of every process that holds the socket. */
function holding(read: (process: Process) => readonly (string | undefined)[]) {
  return ({ owner }: Subject) => owner?.processes.flatMap(read) ?? [];
}

/** The container, or its pod, for which a port is held. */
function publishedFor({ owner }: Subject): readonly (string | undefined)[] {
  const held = owner?.kind === 'process' ? owner.standsFor : undefined;
  return held?.kind === 'container' ? [held.container, held.pod] : [];
}

/** An id ends with the name of its namespace, but for the current one: "tcp/0.0.0.0:80@web", "tcp/0.0.0.0:80@net:[4026532317]". */
function isIn(wanted: string, { id, namespace }: Subject): boolean {
  const label = /:\d+(?:\/v6only)?@(.+)$/s.exec(id)?.[1];
  if (wanted === 'current') return label === undefined;
  if (namespace === wanted || namespace === `net:[${wanted}]`) return true;
  // Two of one name have their numbers behind it.
  return label === wanted || label?.replace(/\[\d+\]$/, '') === wanted;
}

function portTest(text: string): Test | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (first > last || last > 65535) return undefined;
  // The port that clients dial counts as well: it differs for a published or redirected port.
  return ({ port, reach }) =>
    [port, ...reach.map((entry) => entry.port)].some((p) => p >= first && p <= last);
}

function isReachedBy(subject: Subject, audience: Exposure): boolean {
  if (audience === 'none' || audience === 'internet') return exposureOf(subject) === audience;
  return subject.reach.some((entry) => entry.verdict === 'allowed' && entry.audience === audience);
}

/** A forward carries no exposure of its own. */
function exposureOf({ exposure, reach }: Subject): Exposure {
  return (
    exposure ?? AUDIENCES.findLast((audience) => reach.some((entry) => isAllowed(entry, audience))) ?? 'none'
  );
}

function isAllowed(entry: ReachEntry, audience: Exposure): boolean {
  return entry.verdict === 'allowed' && entry.audience === audience;
}

function sourceTest(text: string): Test | undefined {
  const wanted = parseCidr(text);
  if (wanted === undefined) return undefined;
  const isWanted = (source: string) => {
    const set = parseCidr(source);
    return set !== undefined && set.family === wanted.family && overlaps(set, wanted);
  };
  return ({ reach }) => reach.some(({ verdict, sources }) => verdict === 'allowed' && sources.some(isWanted));
}
