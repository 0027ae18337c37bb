import { parseAddress } from '../net/address.js';
import type { Subject } from './fields.js';

/**
 * The condition behind a bare word: found in anything a listener is shown with, letter case aside. A number asks for a
 * port or a pid (else 80 would find 8080), an address also for the listeners that answer there.
 */
export function searchTest(text: string): (subject: Subject) => boolean {
  if (/^\d+$/.test(text)) return (subject) => hasNumber(subject, Number(text));
  const wanted = text.toLowerCase();
  const isAddress = parseAddress(text) !== undefined;
  return (subject) =>
    (isAddress && subject.reach.some(({ destinations }) => destinations.includes(text))) ||
    wordsOf(subject).some((word) => word?.toLowerCase().includes(wanted));
}

function hasNumber({ port, reach, owner }: Subject, wanted: number): boolean {
  return (
    port === wanted ||
    reach.some((entry) => entry.port === wanted) ||
    owner?.processes.some(({ pid }) => pid === wanted) === true
  );
}

function wordsOf(subject: Subject): (string | undefined)[] {
  const { id, service, scope, exposure, device, owner, interfaces = [] } = subject;
  const holders = (owner?.processes ?? []).flatMap(({ name, user, systemdUnit, container, command }) => [
    name,
    user,
    systemdUnit,
    container,
    baseName(command[0] ?? ''),
  ]);
  return [id, service, scope, exposure, device, owner?.kind, ...interfaces, ...holders, ...behind(owner)];
}

/** Names of whom or what a socket is held for. */
function behind(owner: Subject['owner']): readonly (string | undefined)[] {
  if (owner?.kind === 'kernel') return [owner.use?.interface, owner.use?.subsystem];
  if (owner?.kind !== 'process' || owner.standsFor === undefined) return [];
  const { standsFor } = owner;
  switch (standsFor.kind) {
    case 'container':
      return [standsFor.container, standsFor.pod, standsFor.address];
    case 'service':
      return [standsFor.name, standsFor.starts];
    case 'tunnel':
      return [standsFor.to, standsFor.user];
    default:
      return standsFor satisfies never;
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
