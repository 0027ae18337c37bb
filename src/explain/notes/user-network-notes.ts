import type { ExplainedHost, Subject } from '../host.js';
import { joinWords } from '../sentence.js';

/** What stands behind the tap device of a rootless container by which a listener is reached. */
export function userNetworkNotes({ reach, listener }: Subject, host: ExplainedHost): string[] {
  const { interfaces } = host.namespace(listener.namespace);
  const ways = new Set(reach.filter(({ verdict }) => verdict !== 'blocked').map((entry) => entry.interface));
  const behind = interfaces.filter(({ name, userNetwork }) => userNetwork !== undefined && ways.has(name));
  const [first] = behind;
  if (first === undefined) return [];
  const programs = joinWords([...new Set(behind.map(({ userNetwork = '' }) => userNetwork))]);
  const names = joinWords(behind.map(({ name }) => name));
  return [
    `Nobody but ${programs} sends by ${names}, which is the network of a container without root: others get here only by ports that are published, and these are listeners of their own where it runs.`,
  ];
}
