import type { Audit } from '../../model/audit.js';
import type { Forward } from '../../model/reach.js';
import { handing } from '../forward.js';
import type { Advice } from './advice.js';
import { dockerUserAdvice } from './docker-user-advice.js';
import { ipvsAdvice } from './ipvs-advice.js';
import { republish } from './publish-advice.js';

/** For a port that NAT or IPVS hands on: publish it anew where a container tool did it, or drop it on the forward hook. */
export function forwardAdvice(forward: Forward, audit: Audit): readonly Advice[] {
  if (handing(forward.reach) === 'IPVS') return ipvsAdvice(forward.reach, audit);
  const tables = audit.evidence.rulesets.get(forward.namespace)?.tables ?? [];
  const frontEnds = new Set(tables.map(({ frontEnd }) => frontEnd));
  const inside = String(forward.target.port);
  if (isOfNoContainer(forward, audit)) return [forwardDrop(forward)];
  if (frontEnds.has('docker')) {
    const chain = dockerUserAdvice(forward, tables);
    return [republish('docker', forward.port, inside), ...(chain === undefined ? [] : [chain])];
  }
  if (frontEnds.has('podman')) return [republish('podman', forward.port, inside), forwardDrop(forward)];
  return [forwardDrop(forward)];
}

/** True when all containers are known and none has the address: a virtual machine, another host. */
function isOfNoContainer({ target }: Forward, { containers }: Audit): boolean {
  return (
    containers?.every(({ addresses }) => addresses !== undefined && !addresses.includes(target.address)) ===
    true
  );
}

/** Behind destination NAT only conntrack still knows the port that was dialled. */
function forwardDrop({ protocol, port }: Forward): Advice {
  return {
    title: 'Drop it in nftables before it is handed on',
    lines: [
      'nft add table inet closed',
      "nft 'add chain inet closed forward { type filter hook forward priority 0; }'",
      `nft 'add rule inet closed forward meta l4proto ${protocol} ct status dnat ct original proto-dst ${port} drop'`,
    ],
    note: 'This machine itself still gets in. Gone after a restart unless it is in /etc/nftables.conf too.',
  };
}
