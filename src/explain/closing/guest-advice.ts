import type { Audit, AuditedListener } from '../../model/audit.js';
import type { ReachEntry } from '../../model/reach.js';
import type { IpFamily } from '../../net/address-set.js';
import { isLinkLocal, isLoopback } from '../addresses.js';
import type { Advice } from './advice.js';
import { hasDockerUser, IN_DOCKERS_CHAIN } from './docker-user-advice.js';
import { republish } from './publish-advice.js';

type Engine = 'docker' | 'podman';

/**
 * For a listener in a container or another network namespace that packets of others reach by way of `outer` namespaces, such
 * as the host's: publish its port on this machine only where it is published for others, and a rule where packets are handed
 * on to its addresses. `byEngine` is false where no Docker or podman made the way, so that the server's own settings count.
 * Undefined for a listener that others reach by its own namespace alone.
 */
export function guestAdvice(
  listener: AuditedListener,
  audit: Audit,
): { readonly byEngine: boolean; readonly advice: readonly Advice[] } | undefined {
  const handedOn = listener.reach.filter((way) => isHandedOn(way, listener));
  if (handedOn.length === 0) return undefined;
  const engine = engineOf(listener, handedOn, audit);
  const own = ownAddresses(listener, audit);
  const published = engine === undefined ? [] : publishedPorts(handedOn, own);
  const republished = published.map((port) => republish(engine ?? 'docker', port, String(listener.port)));
  const outer = [...new Set(handedOn.map(({ namespace }) => namespace))];
  const drops = outer.flatMap((id) => dropHandedOn(listener, own, id, engine, audit) ?? []);
  return { byEngine: engine !== undefined, advice: [...republished, ...drops] };
}

function isHandedOn({ verdict, audience, namespace }: ReachEntry, listener: AuditedListener): boolean {
  return verdict !== 'blocked' && audience !== 'this-host' && namespace !== listener.namespace;
}

/** What made the way in: as the container's runtime says, else as the rules on the way do. */
function engineOf(
  { owner }: AuditedListener,
  handedOn: readonly ReachEntry[],
  { containers = [] }: Audit,
): Engine | undefined {
  const names = owner.processes.flatMap(({ container }) => container ?? []);
  const container = containers.find(
    ({ name, id }) => names.includes(name ?? id) || names.some((known) => id.startsWith(known)),
  );
  if (container?.runtime === 'docker' || container?.runtime === 'podman') return container.runtime;
  if (container !== undefined && container.runtime !== 'unknown') return undefined;
  const writers = handedOn.flatMap(({ reason }) => ('rule' in reason ? (reason.rule?.frontEnd ?? []) : []));
  return (['docker', 'podman'] as const).find((engine) => writers.includes(engine));
}

function ownAddresses({ namespace, accepts }: AuditedListener, { interfaces }: Audit): readonly string[] {
  return interfaces
    .filter((each) => each.namespace === namespace)
    .flatMap(({ addresses }) => addresses)
    .filter(
      ({ family, address }) => accepts.includes(family) && !isLoopback(address) && !isLinkLocal(address),
    )
    .map(({ address }) => address);
}

/** Ports of addresses that are not the container's own: what comes for those was published. */
function publishedPorts(handedOn: readonly ReachEntry[], own: readonly string[]): readonly number[] {
  const isForOthers = (address: string) => !own.includes(address) && !isLoopback(address);
  const open = handedOn.filter(({ destinations }) => destinations.some(isForOthers));
  return [...new Set(open.map(({ port }) => port))];
}

/** A rule of the namespace `outer`, after its NAT: the packet has the address and the port of the listener there. */
function dropHandedOn(
  listener: AuditedListener,
  own: readonly string[],
  outer: string,
  engine: Engine | undefined,
  audit: Audit,
): Advice | undefined {
  const { protocol, port } = listener;
  if (own.length === 0 || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  const enter = enterWords(outer, audit);
  if (enter === undefined) return undefined;
  const tables = audit.evidence.rulesets.get(outer)?.tables ?? [];
  const families = (['ipv4', 'ipv6'] as const).filter((family) =>
    own.some((each) => familyOf(each) === family),
  );
  const isDockers = families.every((family) => hasDockerUser(tables, TABLE[family]));
  const lines = isDockers
    ? own.map((each) => {
        const command = familyOf(each) === 'ipv4' ? 'iptables' : 'ip6tables';
        return `${command} -I DOCKER-USER -d ${each} -p ${protocol} --dport ${port} -j DROP`;
      })
    : [
        'nft add table inet closed',
        "nft 'add chain inet closed forward { type filter hook forward priority 0; }'",
        ...own.map((each) => {
          const match = `${TABLE[familyOf(each)]} daddr ${each} ${protocol} dport ${port}`;
          return `nft 'add rule inet closed forward ${match} drop'`;
        }),
      ];
  return {
    title: isDockers ? IN_DOCKERS_CHAIN : 'Drop it in nftables where it is handed on',
    lines: lines.map((line) => `${enter}${line}`),
    note: notes(listener, engine).join(' '),
  };
}

function notes({ reach, namespace }: AuditedListener, engine: Engine | undefined): string[] {
  const hasNeighbours = reach.some(
    (way) => way.verdict !== 'blocked' && way.audience !== 'this-host' && way.namespace === namespace,
  );
  return [
    hasNeighbours
      ? 'This machine itself and its neighbours on the same bridge or link still get in.'
      : 'This machine itself still gets in.',
    ...(engine === undefined ? [] : ['The address can be another when the container is made anew.']),
    'Gone after a restart unless saved.',
  ];
}

/** What goes before a command that is meant for the namespace: nothing for the current one. Undefined where no process is in it. */
function enterWords(id: string, { evidence }: Audit): string | undefined {
  const namespace = evidence.facts.namespaces.find((each) => each.id === id);
  if (namespace === undefined || namespace.current) return '';
  const [pid] = namespace.pids ?? [];
  return pid === undefined ? undefined : `nsenter --target ${pid} --net `;
}

const TABLE = { ipv4: 'ip', ipv6: 'ip6' } as const;

function familyOf(address: string): IpFamily {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
