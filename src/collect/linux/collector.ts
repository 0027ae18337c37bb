import type { Facts } from '../../model/facts.js';
import type { HostIo } from '../host-io.js';
import { assignOwners, inodesOf, ownerGaps, readHolders, walkGap } from './assign-owners.js';
import type { CollectOptions } from './collect.js';
import { isDoneWithin } from './done-within.js';
import { createFirewallCache } from './firewall-cache.js';
import { loadLibc } from './libc.js';
import { openNetlink } from './netlink.js';
import { createOwnerIndex } from './owner-index.js';
import { createCgroupPaths } from './read-cgroup-path.js';
import { createDescriptorReader } from './read-descriptors.js';
import { readHost } from './read-host.js';
import { readKernelPorts } from './read-kernel-ports.js';
import { readMulticast, readNamespace, seesAllProcesses } from './read-namespace.js';
import { readNetwork } from './read-network.js';
import { createProcessReader } from './read-process.js';
import { readSockets } from './read-sockets.js';
import { devicesWithSysctls, readSysctls } from './read-sysctls.js';
import { createAccessListReader } from './read-unit-access-lists.js';

/** Reads the network namespace that this thread is in, again and again: what did not change is not read twice. */
export interface LinuxCollector {
  collect(): Promise<Facts>;
  /** Closes the descriptors that it keeps. */
  close(): void;
}

export function createLinuxCollector(io: HostIo, options: CollectOptions = {}): LinuxCollector {
  const libc = loadLibc();
  const netlink = libc === undefined ? undefined : openNetlink(libc);
  const cgroups = libc === undefined ? undefined : createCgroupPaths(io, libc);
  const owners = createOwnerIndex(createDescriptorReader(io, libc));
  const processes = createProcessReader(io);
  const firewall = createFirewallCache(io, { netlink, libc }, options.readFirewall);
  const accessLists = createAccessListReader(io);
  const host = readHost(io);
  let walk = Promise.resolve();

  return {
    async collect() {
      const capturedAt = io.now().toISOString();
      const { network, gaps: networkGaps } = await readNetwork(io, netlink);
      const interfaces = network.interfaces ?? [];
      const devices = new Map(interfaces.map(({ index, name }) => [index, name]));
      const names = {
        deviceOf: (index: number) => devices.get(index),
        cgroupOf: (id: number) => cgroups?.pathOf(id),
      };
      const listing = await readSockets(io, netlink, names, options.sources);
      const { sysctls, gaps: sysctlGaps } = readSysctls(io, devicesWithSysctls(interfaces));
      const inodes = inodesOf(listing.sockets);
      walk = walk.catch(() => {}).then(() => owners.update(inodes, options.pause));
      const walked = await isDoneWithin(walk, options.ownersWithin);
      const sockets = assignOwners(listing.sockets, owners, readKernelPorts(io, interfaces), walked);
      const holders = readHolders(sockets, processes);
      const rules = await firewall.read();
      const completed = rules.firewall && (await accessLists.complete(rules.firewall, sockets, holders));
      const namespace = {
        ...readNamespace(io),
        current: true,
        containers: [],
        sockets,
        ...network,
        sysctls,
        multicast: readMulticast(io),
        firewall: completed,
      };
      const gaps = [
        ...listing.gaps,
        ...(walked ? ownerGaps(sockets, seesAllProcesses(io), io.uid) : [walkGap(sockets)]),
        ...networkGaps,
        ...sysctlGaps,
        ...rules.gaps,
      ];
      return {
        format: 1,
        capturedAt,
        collector: 'linux',
        host,
        namespaces: [namespace],
        processes: holders,
        gaps,
      };
    },
    close() {
      netlink?.close();
      cgroups?.close();
    },
  };
}
