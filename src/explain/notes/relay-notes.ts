import type { Scope } from '../../model/listener.js';
import type { Relay } from '../../model/relay.js';
import type { ExplainedHost, Subject } from '../host.js';
import { firstFew } from '../sentence.js';

const FEW = 3;

/** A sentence for the headline of a listener to which programs of this host hand on: a hint, no verdict. */
export function relayHint(subject: Subject, host: ExplainedHost): string | undefined {
  const programs = new Set(relaysTo(subject, host).map(({ program }) => program));
  if (programs.size === 0) return undefined;
  return `Others may come by way of ${firstFew([...programs], FEW, 'program')}: a hint, not a verdict.`;
}

/** How that shows, and what it means. */
export function relayNotes(subject: Subject, host: ExplainedHost): string[] {
  const relays = relaysTo(subject, host);
  const named = (seen: Relay['seen']) => [
    ...new Set(relays.filter((relay) => relay.seen === seen).map(({ program }) => program)),
  ];
  const connected = named('connected');
  const told = named('command-line').filter((program) => !connected.includes(program));
  return [
    ...sentence(connected, 'connected to it now'),
    ...sentence(told, 'told by its command line to hand connections on to this port'),
  ];
}

function sentence(programs: readonly string[], what: string): string[] {
  if (programs.length === 0) return [];
  const be = programs.length === 1 ? 'is' : 'are each';
  return [
    `${firstFew(programs, FEW, 'program')} ${be} ${what}: whoever reaches it from elsewhere may reach this listener.`,
  ];
}

function relaysTo(
  { listener }: Subject,
  host: ExplainedHost,
): readonly (Relay & { readonly program: string })[] {
  if (listener.protocol !== 'tcp') return [];
  const holders = new Set(listener.owner.processes.map(({ pid }) => pid));
  const bare = listener.address.replace(/^::ffff:/, '');
  return host
    .namespace(listener.namespace)
    .relays.filter(
      ({ pid, address, port }) =>
        port === listener.port && isTaken(address, bare, listener.scope) && !holders.has(pid),
    )
    .map((relay) => ({
      ...relay,
      program: programWords(relay.pid, host),
    }));
}

/** A wildcard takes what comes to any address. Hints at it are at relays in other namespaces: those here are its neighbours. */
function isTaken(address: string | undefined, bound: string, scope: Scope): boolean {
  if (scope === 'loopback-only') return address === undefined || address === bound;
  if (address === undefined || isLoopback(address)) return false;
  return address === bound || (scope === 'all-interfaces' && (bound === '::' || !address.includes(':')));
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** "nginx (pid 812)", "nginx (pid 812, container proxy)" */
function programWords(pid: number, host: ExplainedHost): string {
  const process = host.process(pid);
  const where = process?.container === undefined ? '' : `, container ${process.container}`;
  return `${process?.name ?? 'a process'} (pid ${pid}${where})`;
}
