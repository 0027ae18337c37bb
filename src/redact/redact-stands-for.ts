import { FORWARDERS } from '../classify/stands-for/container-behind.js';
import { standsFor } from '../classify/stands-for.js';
import type { Facts } from '../model/facts.js';
import type { StandsFor } from '../model/stands-for.js';
import { kept, members, type Redactor, type Rewrite } from './redactor.js';

/** The facts with what names of programs and their command lines tell of whom a socket is held for: once replaced, they tell it no more. */
export function withStandsFor(facts: Facts): Facts {
  const processes = new Map(facts.processes.map((process) => [process.pid, process]));
  return {
    ...facts,
    namespaces: facts.namespaces.map((namespace) => ({
      ...namespace,
      sockets: namespace.sockets.map((socket) => {
        const holders = socket.pids.flatMap((pid) => processes.get(pid) ?? []);
        return { ...socket, standsFor: socket.standsFor ?? standsFor(socket, holders, facts) };
      }),
    })),
  };
}

type Of<Kind extends StandsFor['kind']> = Extract<StandsFor, { readonly kind: Kind }>;

/** What a tunnel's end is called where it is none that has a name. */
const WORDS: ReadonlySet<string> = new Set(['its far end', 'wherever its clients ask (SOCKS)']);

/** Programs that others are known to stand behind: their names are those of any system. */
export const STAND_INS: ReadonlySet<string> = new Set([
  ...FORWARDERS,
  ...['docker-proxy', 'dockerd', 'kubectl port-forward', 'socat', 'ssh', 'sshd'],
  ...['inetd', 'systemd', 'xinetd'],
]);

/** Whom a socket is held for, without names. */
export function redactStandsFor({ addresses, names, sentence }: Redactor): Rewrite<StandsFor> {
  const name = (text: string) => names.name(text);
  const unit = (text: string) => names.unit(text);
  const host = (text: string) => {
    const [, user = '', rest = text] = /^(.*@)?(.*)$/s.exec(text) ?? [];
    return name(user) + endpoint(rest, { addresses, names });
  };
  const by = (text: string) => (STAND_INS.has(text) ? text : name(text));
  const container = members<Of<'container'>>({
    kind: kept,
    by,
    container: name,
    pod: name,
    address: (text) => addresses.address(text) ?? sentence(text),
    port: kept,
  });
  const service = members<Of<'service'>>({ kind: kept, by: kept, starts: unit, name: unit });
  const tunnel = members<Of<'tunnel'>>({
    kind: kept,
    by,
    to: (text) => {
      const way = ' by way of ';
      return text
        .split(way)
        .map((part) => (WORDS.has(part) ? part : host(part)))
        .join(way);
    },
    user: (text) => (text === 'root' ? text : name(text)),
  });
  return (value) =>
    value.kind === 'container' ? container(value) : value.kind === 'service' ? service(value) : tunnel(value);
}

/** "db.example:5432", "[::1]:80", without the host that it tells. */
export function endpoint(text: string, { addresses, names }: Pick<Redactor, 'addresses' | 'names'>): string {
  const [, host = text, port = ''] = /^\[?(.*?)\]?(:\d+)$/.exec(text) ?? [];
  const other = addresses.address(host) ?? names.name(host);
  return `${other.includes(':') ? `[${other}]` : other}${port}`;
}
