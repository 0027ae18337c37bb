import type { Audit } from '../../model/audit.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Advice } from './advice.js';

/** What ipvsadm(8) calls a service with. */
const OPTIONS: Readonly<Record<string, string>> = {
  tcp: '-t',
  udp: '-u',
  sctp: '--sctp-service',
  mark: '-f',
};

/** For what virtual services of IPVS hand on to others than this machine: without the service, or dropped before it takes it. */
export function ipvsAdvice(reach: readonly ReachEntry[], audit: Audit): readonly Advice[] {
  const open = reach.filter(
    ({ ipvs, verdict, audience }) => ipvs !== undefined && verdict !== 'blocked' && audience !== 'this-host',
  );
  const [first] = open;
  if (first === undefined) return [];
  const services = [...new Set(open.flatMap(({ ipvs }) => ipvs ?? []))];
  const enter = entering(first.namespace, audit);
  if (enter === undefined) return [];
  const deletions = services.flatMap((service) => {
    const [kind = '', at = ''] = service.split(' ');
    const option = OPTIONS[kind];
    return option === undefined ? [] : [`${enter}ipvsadm -D ${option} ${at}`];
  });
  const drops = new Set(
    open.flatMap(({ ipvs = '', port, destinations }) => {
      const [protocol = ''] = ipvs.split(' ');
      return protocol === 'mark' ? [] : destinations.map((address) => dropRule(address, protocol, port));
    }),
  );
  const rules: Advice = {
    title: 'Drop it in nftables before IPVS takes it',
    lines: [
      `${enter}nft add table inet closed`,
      `${enter}nft 'add chain inet closed input { type filter hook input priority 0; }'`,
      ...[...drops].map((rule) => `${enter}nft 'add rule inet closed input ${rule}'`),
    ],
    note: 'This machine itself still gets in. Gone after a restart unless it is in /etc/nftables.conf too.',
  };
  return [
    {
      title: 'Delete the virtual service of IPVS',
      lines: deletions,
      note: 'What made it may make it again (kube-proxy, keepalived, ldirectord): change it there. A socket that listens on the port itself gets its packets then.',
    },
    ...(drops.size === 0 || drops.size > MOST_RULES ? [] : [rules]),
  ];
}

/** More rules than these make no advice. */
const MOST_RULES = 16;

function dropRule(address: string, protocol: string, port: number): string {
  const family = address.includes(':') ? 'ip6' : 'ip';
  return `iifname != "lo" ${family} daddr ${address} ${protocol} dport ${port} drop`;
}

/** What stands before a command for the namespace; undefined where no process is known that leads there. */
function entering(namespace: string, { evidence }: Audit): string | undefined {
  const { current = true, pids = [] } = evidence.facts.namespaces.find(({ id }) => id === namespace) ?? {};
  if (current) return '';
  return pids[0] === undefined ? undefined : `nsenter --target ${pids[0]} --net `;
}
