import type { MulticastMembership } from '../../../model/multicast.js';
import type { HostIo } from '../../host-io.js';
import { parseIgmp, parseIgmp6 } from '../network/parse-igmp.js';
import { parseMcfilter } from '../network/parse-mcfilter.js';
import { PROC_NET } from '../system/proc-net.js';

/** The inode of the first PID namespace: PROC_PID_INIT_INO of linux/proc_ns.h. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]';

/** The id of the network namespace that this thread is in: "net:[4026531840]". */
export function readNamespaceId(io: HostIo): string {
  const link = io.readLink('/proc/thread-self/ns/net');
  return link.ok ? link.value : 'net:[?]';
}

/** True when /proc shows every process of the host, and not those of a container only. */
export function seesAllProcesses(io: HostIo): boolean {
  const link = io.readLink('/proc/self/ns/pid');
  return link.ok && link.value === INITIAL_PID_NAMESPACE;
}

/** The multicast groups that the interfaces of the namespace have joined, and for which sources; undefined where these cannot all be read. */
export function readMulticast(io: HostIo): readonly MulticastMembership[] | undefined {
  const igmp = io.readText(`${PROC_NET}/igmp`);
  // Absent in a kernel without IPv6.
  const [igmp6, mcfilter, mcfilter6] = ['igmp6', 'mcfilter', 'mcfilter6'].map((name) => {
    const text = io.readText(`${PROC_NET}/${name}`);
    if (text.ok) return text.value;
    return text.why === 'missing' ? '' : undefined;
  });
  if (!igmp.ok || igmp6 === undefined || mcfilter === undefined || mcfilter6 === undefined) return undefined;
  const groups = [...parseIgmp(igmp.value), ...parseIgmp6(igmp6)];
  const sources = [...parseMcfilter(mcfilter), ...parseMcfilter(mcfilter6)];
  if (sources.length === 0) return groups;
  return groups.map((member) => {
    const filters = sources
      .filter(({ device, group }) => device === member.device && group === member.group)
      .map(({ source, include, exclude }) => ({ source, include, exclude }));
    return filters.length === 0 ? member : { ...member, filters };
  });
}
