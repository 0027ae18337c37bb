import type { HostIo } from '../../../host-io.js';

/** Names of the devices behind the descriptors of /dev/net/tun that a process holds: Documentation/networking/tuntap.rst. */
export function tapsHeld(io: HostIo, pid: string): readonly string[] {
  const fds = io.listDir(`/proc/${pid}/fd`);
  if (!fds.ok) return [];
  return fds.value.flatMap((fd) => {
    const link = io.readLink(`/proc/${pid}/fd/${fd}`);
    if (!link.ok || !/\/net\/tun$/.test(link.value)) return [];
    const info = io.readText(`/proc/${pid}/fdinfo/${fd}`);
    const [, name] = /^iff:\t(\S+)$/m.exec(info.ok ? info.value : '') ?? [];
    return name === undefined ? [] : [name];
  });
}
