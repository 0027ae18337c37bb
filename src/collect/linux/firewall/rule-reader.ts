import type { Interface, Process, Socket } from '../../../model/facts.js';
import type { FirewallFacts } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import type { Place } from '../namespaces/places.js';
import type { Libc } from '../system/libc.js';
import { rememberFiles } from '../system/remember-files.js';
import { type ProgramsOf, readCgroupPrograms } from './bpf/cgroup-programs.js';
import { createFirewallCache, type FirewallCache } from './firewall-cache.js';
import type { FirewallContext, ReadFirewall } from './firewall-context.js';
import { type KernelLayers, readKernelLayers } from './read-kernel-layers.js';
import {
  type AccessListReader,
  type CompletedFirewall,
  createAccessListReader,
} from './read-unit-access-lists.js';

/** Reads the firewall of each namespace and the access lists of its services, and keeps what did not change. */
export interface RuleReader {
  /** Begins a reading: what concerns all namespaces is asked again. */
  begin(): void;
  read(place: Place, interfaces: readonly Interface[] | undefined): Promise<RuleReading>;
  /** `firewall` with the lists that bind `processes`, which hold `sockets`, and gaps of these. */
  complete(
    id: string,
    firewall: FirewallFacts,
    sockets: readonly Socket[],
    processes: readonly Process[],
  ): Promise<CompletedFirewall>;
  /** Forgets every namespace that is not among `ids`. */
  retain(ids: ReadonlySet<string>): void;
}

export interface RuleReading {
  readonly firewall: FirewallFacts | undefined;
  readonly gaps: readonly Gap[];
}

/** What is looked at for the tcp wrappers of every namespace alike. */
const HOST_FILES = ['/etc/hosts.allow', '/etc/hosts.deny', '/proc/self/ns/mnt'];

export function createRuleReader(
  io: HostIo,
  libc: Libc | undefined,
  readFirewall: ReadFirewall | undefined,
): RuleReader {
  let shared = rememberFiles(io, HOST_FILES);
  const host: HostIo = {
    ...io,
    readText: (path, enough) => shared.readText(path, enough),
    readLink: (path) => shared.readLink(path),
  };
  const kept = new Map<string, { readonly rules: FirewallCache; readonly lists: AccessListReader }>();
  let programsOf: ProgramsOf | undefined;
  const programsNow = () => {
    programsOf ??= readCgroupPrograms(io, libc);
    return programsOf;
  };
  const keptOf = (id: string) => {
    const known = kept.get(id) ?? {
      rules: createFirewallCache(readFirewall),
      lists: createAccessListReader(host, programsNow),
    };
    kept.set(id, known);
    return known;
  };
  let kernel: KernelLayers | undefined;
  let hung = new Set<string>();
  return {
    begin() {
      kernel = undefined;
      programsOf = undefined;
      hung = new Set();
      shared = rememberFiles(io, HOST_FILES);
    },
    read(place, interfaces) {
      const context: FirewallContext = {
        uid: io.uid,
        netlink: place.netlink,
        libc,
        interfaces,
        enter: place.enter,
        hung,
        kernel: () => {
          kernel ??= readKernelLayers(io, libc);
          return kernel;
        },
      };
      return place.enter(() => keptOf(place.id).rules.read(place.io, context));
    },
    complete: (id, firewall, sockets, processes) => keptOf(id).lists.complete(firewall, sockets, processes),
    retain(ids) {
      for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id);
    },
  };
}
