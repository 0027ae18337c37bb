import type { Audit, AuditedListener } from '../../model/audit.js';
import type { Advice } from './advice.js';

/**
 * Docker runs its chain DOCKER-USER before what it lets through itself. There the packet has the container's address and
 * port already: only conntrack still knows the port that was dialled.
 */
export function dockerUserAdvice(listener: AuditedListener, audit: Audit): Advice | undefined {
  const { protocol, namespace, port } = listener;
  const outer = listener.reach.find((entry) => entry.namespace !== namespace && entry.verdict !== 'blocked');
  const rulesets = audit.evidence.rulesets;
  const ruleset = rulesets.get(outer?.namespace ?? namespace);
  const hasChain = ruleset?.tables.some(({ family, chains }) => family === 'ip' && chains.has('DOCKER-USER'));
  if (hasChain !== true || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  const match = `-p ${protocol} -m conntrack --ctorigdstport ${outer?.port ?? port} --ctdir ORIGINAL`;
  return {
    title: "Or drop it in Docker's own chain",
    lines: [`iptables -I DOCKER-USER ${match} -j DROP`],
    note: 'For IPv4. This machine itself still gets in. Gone after a restart unless saved.',
  };
}
