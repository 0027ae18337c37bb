import type { OutsideLayer } from '../../../model/firewall-facts.js';

/** BPF programs on cgroups that see what sockets receive or send. */
const CGROUP_ATTACH_TYPES = /^(cgroup_)?inet_(ingress|egress)$/;

/**
 * Picks the links that decide about packets out of `bpftool -j link list`: of this network namespace ("net:[…]"), where
 * a link belongs to one. Undefined fields and other kinds of links are passed over. Undefined for what is no such list.
 */
export function parseBpfLinks(
  text: string,
  namespace: string | undefined,
): readonly OutsideLayer[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((link): readonly OutsideLayer[] => {
    const { type, devname, attach_type: attach, netns_ino: inode, cgroup_id: cgroup } = fieldsOf(link);
    const elsewhere = inode !== undefined && namespace !== undefined && namespace !== `net:[${inode}]`;
    if (elsewhere) return [];
    const device = typeof devname === 'string' ? devname : undefined;
    switch (type) {
      case 'tcx':
        return [
          {
            kind: 'tc',
            device,
            detail: `A BPF program filters what ${device ?? 'a device'} receives (tcx).`,
          },
        ];
      case 'netfilter':
        return [{ kind: 'netfilter-bpf', detail: 'A BPF program is attached to a netfilter hook.' }];
      case 'netns':
        return attach === 'sk_lookup'
          ? [{ kind: 'sk-lookup-bpf', detail: 'A BPF program chooses the socket for some packets.' }]
          : [];
      case 'cgroup':
        return CGROUP_ATTACH_TYPES.test(String(attach))
          ? [
              {
                kind: 'cgroup-bpf',
                device: `cgroup ${cgroup}`,
                detail: 'A BPF program filters the packets of a cgroup.',
              },
            ]
          : [];
      default:
        return [];
    }
  });
}

function fieldsOf(link: unknown): Readonly<Record<string, unknown>> {
  return typeof link === 'object' && link !== null ? (link as Readonly<Record<string, unknown>>) : {};
}
