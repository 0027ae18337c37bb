import type { AuditedListener } from '../model/audit.js';
import { AUDIENCES, type Exposure, type Scope } from '../model/listener.js';
import { overlaps } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { baseName, searchTest } from './search.js';

/** A condition on one listener. */
export type Test = (listener: AuditedListener) => boolean;

/** Something of a listener that can be asked for. */
interface Field {
  /** What may stand behind the colon, for messages and help. */
  readonly values: string;
  /** The condition that `value` stands for; undefined when no listener could ever meet it. */
  compile(value: string): Test | undefined;
}

export type FieldName = keyof typeof FIELDS;

const SCOPES: readonly Scope[] = ['all-interfaces', 'loopback-only', 'specific-interface'];
const EXPOSURES: readonly Exposure[] = ['none', ...AUDIENCES];
const PROTOCOLS = ['tcp', 'udp', 'sctp', 'udplite', 'raw', 'dccp'] as const;
const FAMILIES = ['ipv4', 'ipv6'] as const;
const FAMILY_ALIASES = { '4': 'ipv4', '6': 'ipv6' } as const;
const EXPOSURE_ALIASES = { nobody: 'none', lan: 'local-network', host: 'this-host' } as const;
const OWNERS = ['process', 'kernel', 'unknown'] as const;

const NUMBER: Field['values'] = 'a number from 0 to 65535, or a range such as 8000-8999';

/** Every field of the filter language; the command line's filters are the same ones. */
export const FIELDS = {
  text: { values: 'a word', compile: searchTest },
  port: { values: NUMBER, compile: portTest },
  proto: oneOf(PROTOCOLS, {}, (listener) => listener.protocol),
  family: oneOf(FAMILIES, FAMILY_ALIASES, (listener) => listener.family),
  accepts: {
    values: FAMILIES.join(', '),
    compile: (value: string) => {
      const family = choose(FAMILIES, FAMILY_ALIASES, value);
      return family && ((listener: AuditedListener) => listener.accepts.includes(family));
    },
  },
  scope: oneOf(SCOPES, {}, (listener) => listener.scope),
  exposure: oneOf(EXPOSURES, EXPOSURE_ALIASES, (listener) => listener.exposure),
  reach: {
    values: EXPOSURES.join(', '),
    compile: (value: string) => {
      const audience = choose(EXPOSURES, EXPOSURE_ALIASES, value);
      return audience && ((listener: AuditedListener) => reachedBy(listener, audience));
    },
  },
  from: { values: 'an address or CIDR that a client has', compile: sourceTest },
  process: { values: 'a part of a process name', compile: processTest },
  user: {
    values: 'a user name or uid',
    compile: (value: string) => (listener: AuditedListener) =>
      listener.owner.processes.some(({ user, uid }) => user === value || String(uid) === value),
  },
  pid: {
    values: 'a process id',
    compile: (value: string) => {
      if (!/^\d+$/.test(value)) return undefined;
      return (listener: AuditedListener) => listener.owner.processes.some(({ pid }) => pid === Number(value));
    },
  },
  owner: oneOf(OWNERS, {}, (listener) => listener.owner.kind),
  service: contained('a part of a service name', (listener) => [listener.service]),
  address: contained('a part of an address', (listener) => [listener.address]),
  interface: {
    values: 'an interface name',
    compile: (value: string) => (listener: AuditedListener) => listener.interfaces.includes(value),
  },
  unit: contained('a part of a systemd unit name', (listener) =>
    listener.owner.processes.map(({ systemdUnit }) => systemdUnit),
  ),
  container: contained('a part of a container name', (listener) =>
    listener.owner.processes.map(({ container }) => container),
  ),
} satisfies Record<string, Field>;

/** True when `name` is one of the fields that a term may name. */
export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** Picks the one of `values` that `text` names: in full, by an alias, or by an unambiguous beginning. */
function choose<T extends string>(
  values: readonly T[],
  aliases: Readonly<Record<string, T>>,
  text: string,
): T | undefined {
  const word = text.toLowerCase();
  if (Object.hasOwn(aliases, word)) return aliases[word];
  const exact = values.find((value) => value === word);
  if (exact !== undefined) return exact;
  const begun = values.filter((value) => value.startsWith(word));
  return begun.length === 1 ? begun[0] : undefined;
}

function oneOf<T extends string>(
  values: readonly T[],
  aliases: Readonly<Record<string, T>>,
  read: (listener: AuditedListener) => T,
): Field {
  return {
    values: values.join(', '),
    compile: (text) => {
      const value = choose(values, aliases, text);
      return value && ((listener) => read(listener) === value);
    },
  };
}

function contained(
  values: string,
  read: (listener: AuditedListener) => readonly (string | undefined)[],
): Field {
  return {
    values,
    compile: (text) => {
      const wanted = text.toLowerCase();
      return (listener) => read(listener).some((found) => found?.toLowerCase().includes(wanted));
    },
  };
}

function portTest(text: string): Test | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (first > last || last > 65535) return undefined;
  // The port that clients dial counts as well: it differs for a published or redirected port.
  return ({ port, reach }) =>
    (port >= first && port <= last) || reach.some((entry) => entry.port >= first && entry.port <= last);
}

function reachedBy(listener: AuditedListener, audience: Exposure): boolean {
  if (audience === 'none' || audience === 'internet') return listener.exposure === audience;
  return listener.reach.some((entry) => entry.verdict === 'allowed' && entry.audience === audience);
}

function sourceTest(text: string): Test | undefined {
  const wanted = parseCidr(text);
  if (wanted === undefined) return undefined;
  return ({ reach }) =>
    reach.some(
      ({ verdict, sources }) =>
        verdict === 'allowed' &&
        sources.some((source) => {
          const set = parseCidr(source);
          return set !== undefined && set.family === wanted.family && overlaps(set, wanted);
        }),
    );
}

function processTest(text: string): Test {
  const wanted = text.toLowerCase();
  return ({ owner }) =>
    owner.processes.some(
      // The kernel cuts a name after 15 bytes; the program's own file name is whole.
      ({ name, command }) =>
        name.toLowerCase().includes(wanted) ||
        baseName(command[0] ?? '')
          .toLowerCase()
          .includes(wanted),
    );
}
