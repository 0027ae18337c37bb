import type { Protocol } from '../../model/facts.js';
import type { Table } from '../../model/ruleset.js';
import type { Advice } from './advice.js';

export const IN_DOCKERS_CHAIN = "Drop it in Docker's own chain";

/** True where Docker made its chain for what its user wants to stop. */
export function hasDockerUser(tables: readonly Table[], family: 'ip' | 'ip6'): boolean {
  return tables.some((table) => table.family === family && table.chains.has('DOCKER-USER'));
}

/**
 * Docker runs its chain DOCKER-USER before what it lets through itself. There the packet has the container's address and
 * port already: only conntrack still knows the port that was dialled. Undefined where that chain does not exist.
 */
export function dockerUserAdvice(
  { protocol, port }: { readonly protocol: Protocol; readonly port: number },
  tables: readonly Table[],
): Advice | undefined {
  if (!hasDockerUser(tables, 'ip') || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  const match = `-p ${protocol} -m conntrack --ctorigdstport ${port} --ctdir ORIGINAL`;
  return {
    title: IN_DOCKERS_CHAIN,
    lines: [`iptables -I DOCKER-USER ${match} -j DROP`],
    note: 'For IPv4. This machine itself still gets in. Gone after a restart unless saved.',
  };
}
