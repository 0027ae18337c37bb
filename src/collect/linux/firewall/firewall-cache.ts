import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import { monotonicMs } from '../system/monotonic-ms.js';
import { PROC_NET } from '../system/proc-net.js';
import { rememberFiles } from '../system/remember-files.js';
import type { FirewallContext, ReadFirewall } from './firewall-context.js';
import { nftGeneration } from './netlink-nftables.js';

type FirewallReading = Awaited<ReturnType<ReadFirewall>>;

/** Hands out the firewall of one namespace as it was read before, as long as nothing tells that it changed. */
export interface FirewallCache {
  read(io: HostIo, context: FirewallContext): Promise<FirewallReading>;
}

const TABLE_NAMES = [`${PROC_NET}/ip_tables_names`, `${PROC_NET}/ip6_tables_names`];
/** Nothing tells of changes to iptables' own tables, to ipsets and IPVS, nor of all that lies outside the rules. */
const MAX_AGE_MS = 5_000;
const MAX_AGE_OF_NFT_MS = 60_000;

export function createFirewallCache(readFirewall: ReadFirewall | undefined): FirewallCache {
  let last: { readonly reading: FirewallReading; readonly stamp: string; readonly until: number } | undefined;
  return {
    async read(system, context) {
      // The stamp is made of these, and the rules are read where they tell of some.
      const io = rememberFiles(system, TABLE_NAMES);
      if (readFirewall === undefined) return { firewall: undefined, gaps: [] };
      const now = monotonicMs();
      const { netlink } = context;
      const generation = netlink && nftGeneration(netlink);
      // What changes with the rules: the namespace, the generation of nftables, the tables of iptables-legacy.
      const stamp = [netlink?.cookie(), generation, ...tableNames(io)].join(' ');
      if (last === undefined || last.stamp !== stamp || now >= last.until) {
        const reading = await readFirewall(io, { ...context, generation });
        last = { reading, stamp, until: now + maxAgeOf(reading, netlink) };
      }
      return last.reading;
    },
  };
}

/** Which tables iptables-legacy has. */
function tableNames(io: HostIo): readonly string[] {
  return TABLE_NAMES.map((path) => {
    const text = io.readText(path);
    return text.ok ? text.value : '';
  });
}

function maxAgeOf({ firewall }: FirewallReading, netlink: Netlink | undefined): number {
  const hasLegacy = firewall?.xtables?.some(({ backend }) => backend === 'legacy') ?? false;
  const hasSets = (firewall?.ipset ?? '') !== '';
  const hasServices = firewall?.ipvs !== undefined;
  return netlink === undefined || hasLegacy || hasSets || hasServices ? MAX_AGE_MS : MAX_AGE_OF_NFT_MS;
}
