import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { classifyListeners } from '../../../src/classify/listeners.js';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { collectLinux } from '../../../src/collect/linux/collect.js';
import { createLinuxCollector } from '../../../src/collect/linux/collector.js';
import { readFirewall } from '../../../src/collect/linux/firewall/read-firewall.js';
import { createProcessNamespaces } from '../../../src/collect/linux/namespaces/process-namespaces.js';
import type { Facts, NamespaceFacts } from '../../../src/model/facts.js';
import {
  closeNamespace,
  command,
  createNamespace,
  type Namespace,
  within,
} from '../../lab/kernel/namespace.js';
import { openListener } from '../../lab/listen.js';
import { addNetworkNamespace } from '../../support/network-namespace.js';
import { requires } from '../../support/requires.js';

const io = createHostIo();
const home = () => readlinkSync('/proc/thread-self/ns/net');
/** In a container the host itself is what links lead to, and no gap. */
const isWholeHost = () => readlinkSync('/proc/self/ns/pid') === 'pid:[4026531836]';
const idOf = (path: string) => `net:[${statSync(path).ino}]`;
const collect = (from: HostIo = io) => collectLinux(from, { namespaces: 'all', readFirewall });
const find = ({ namespaces }: Facts, id: string): NamespaceFacts | undefined =>
  namespaces.find((each) => each.id === id);
const link = (facts: Facts, id: string, name: string) =>
  find(facts, id)?.interfaces?.find((iface) => iface.name === name)?.link;

const held: ChildProcess[] = [];
const kept: Namespace[] = [];

/** A namespace that this process keeps by a descriptor, which does not count for what this process collects. */
function addNamespace(): Namespace & { readonly id: string } {
  const namespace = createNamespace();
  kept.push(namespace);
  return { ...namespace, id: idOf(namespace.path) };
}

/** A process that waits, in `namespace` or else here, with copies of `descriptors`, which are closed. */
function wait(namespace: Namespace | undefined, ...descriptors: readonly number[]): ChildProcess {
  const start = () => spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore', ...descriptors] });
  const child = namespace === undefined ? start() : within(namespace, start);
  for (const fd of descriptors) closeSync(fd);
  held.push(child);
  return child;
}

/** The descriptor of a socket in `namespace` that listens on a TCP port. */
function listen(namespace: Namespace, port: number): number {
  const fd = within(namespace, () => openListener({ protocol: 'tcp', address: '0.0.0.0', port }));
  if (fd === undefined) throw new Error(`port ${port} is taken`);
  return fd;
}

async function letGo(): Promise<void> {
  const ended = held.splice(0).map((child) => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    return gone;
  });
  await Promise.all(ended);
  kept.splice(0).forEach(closeNamespace);
}

requires({ root: true, platform: 'linux', tools: ['ip', 'mount', 'umount', 'cat'] })(
  'the network namespaces of a machine',
  () => {
    afterEach(letGo);

    it('are a gap where a socket alone keeps one, which names its holder and what leads there on a whole host', async () => {
      const [outside, inside] = [addNamespace(), createNamespace()];
      command(outside, 'ip', [
        'link',
        'add',
        'there',
        'type',
        'veth',
        'peer',
        'name',
        'here',
        'netns',
        inside.path,
      ]);
      const holder = wait(undefined, listen(inside, 80));
      wait(outside);
      closeNamespace(inside);
      const facts = await collect();
      // Other tests on this machine may have such links as well, in the same gap.
      const told = facts.gaps.filter(({ subject }) => /^what .+ leads? to$/.test(subject));
      expect(told).toMatchObject(isWholeHost() ? [{ code: 'namespaces-unreadable' }] : []);
      expect(link(facts, outside.id, 'there')).toEqual({ index: expect.any(Number), namespace: undefined });
      // By the kernel alone is it known who holds a socket there.
      const asked = isWholeHost() && existsSync('/sys/kernel/btf/vmlinux');
      const holders = facts.gaps.filter(({ subject }) => subject.startsWith('sockets of process'));
      expect(holders).toMatchObject(
        asked
          ? [{ code: 'namespaces-unreadable', detail: expect.stringMatching(`\\b${holder.pid}\\b`) }]
          : [],
      );
    });

    it('are each listed once, every socket with its own holder, under ids that stay', async () => {
      const holders = new Map(
        Array.from({ length: 50 }, addNamespace).map((each) => [each.id, wait(each, listen(each, 80)).pid]),
      );
      const facts = await collect();
      const again = await collect();

      const ours = facts.namespaces.filter(({ id }) => holders.has(id));
      const told = ours.map(({ id, sockets }) => [
        id,
        ...sockets.flatMap(({ port, pids }) => [port, ...pids]),
      ]);
      expect(told.sort()).toEqual([...holders].map(([id, pid]) => [id, 80, pid]).sort());
      expect(ours.map(({ pids }) => pids)).toEqual(ours.map(({ id }) => [holders.get(id)]));
      const idsIn = (all: Facts) =>
        classifyListeners(all).flatMap(({ id, namespace }) => (holders.has(namespace) ? [id] : []));
      expect(new Set(idsIn(facts)).size).toBe(50);
      expect(idsIn(again)).toEqual(idsIn(facts));
      expect(facts.namespaces.findIndex(({ current }) => current)).toBe(0);
      expect(facts.namespaces[0]?.id).toBe(home());
    });

    it('are told with their names, and with the places where they are mounted', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'listenscope-'));
      const path = join(directory, 'a namespace');
      writeFileSync(path, '');
      const { id, path: opened } = addNamespace();
      execFileSync('mount', ['--bind', opened, path]);
      const named = addNetworkNamespace();
      const facts = await collect();
      const byName = facts.namespaces.find(({ name }) => name === named.name);
      named.remove();
      execFileSync('umount', ['-l', path]);
      rmSync(directory, { recursive: true });

      expect(find(facts, id)).toMatchObject({ current: false, pids: [], mounts: [path] });
      expect(byName).toMatchObject({ pids: [], mounts: [`/run/netns/${named.name}`] });
      expect(byName?.interfaces).toMatchObject([{ name: 'lo', up: true }]);
    });

    it('are found where a descriptor alone keeps them, even of a file that is mounted no more', async () => {
      const one = addNamespace();
      const holder = wait(undefined, listen(one, 81), openSync(one.path, 'r'));
      const named = addNetworkNamespace();
      const unmounted = idOf(`/run/netns/${named.name}`);
      wait(undefined, openSync(`/run/netns/${named.name}`, 'r'));
      named.remove();
      closeNamespace(kept.pop() ?? one);

      const collector = createLinuxCollector(io, { namespaces: 'all' });
      const facts = await collector.collect();
      // Other tests may be looking into it at that moment.
      expect(find(facts, one.id)?.pids).not.toContain(holder.pid);
      expect(find(facts, one.id)).toMatchObject({ sockets: [{ port: 81, pids: [holder.pid] }] });
      expect(find(facts, unmounted)).toMatchObject({ sockets: [] });
      await letGo();
      const later = await collector.collect();
      expect([find(later, one.id), find(later, unmounted)]).toEqual([undefined, undefined]);
      collector.close();
    });

    it('are told with what their interfaces are linked to', async () => {
      const [hub, first, second] = [addNamespace(), addNamespace(), addNamespace()];
      for (const [name, { path }] of Object.entries({ toone: first, totwo: second })) {
        command(hub, 'ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0']);
        command(hub, 'ip', ['link', 'set', 'eth0', 'netns', path]);
      }
      command(hub, 'ip', ['link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1']);
      wait(hub);
      wait(first);
      wait(second);
      const facts = await collect();
      const indexOf = (id: string, name: string) =>
        find(facts, id)?.interfaces?.find((iface) => iface.name === name)?.index;
      for (const [name, { id }] of Object.entries({ toone: first, totwo: second })) {
        expect(link(facts, hub.id, name)).toEqual({ index: indexOf(id, 'eth0'), namespace: id });
        expect(link(facts, id, 'eth0')).toEqual({ index: indexOf(hub.id, name), namespace: hub.id });
      }
      expect(link(facts, hub.id, 'v0')).toEqual({ index: indexOf(hub.id, 'v1'), namespace: hub.id });
      expect(link(facts, hub.id, 'lo')).toBeUndefined();
    });

    it('are a gap for a user who may not enter them, by name and by the processes inside', async () => {
      const named = addNetworkNamespace();
      const { pid = 0 } = wait(addNamespace());
      process.seteuid?.(65534);
      const facts = await collect(createHostIo());
      process.seteuid?.(0);
      named.remove();
      expect(facts.namespaces).toMatchObject([{ id: home(), current: true }]);
      const [entered, elsewhere] = facts.gaps.filter(({ code }) => code === 'namespaces-unreadable');
      expect(entered).toMatchObject({
        subject: expect.stringContaining(named.name),
        remedy: 'run as root, or with CAP_SYS_PTRACE and CAP_SYS_ADMIN',
      });
      expect(elsewhere?.detail).toMatch(
        /processe?s? \(.*\) (is|are) in \d+ network namespaces? that could not/,
      );
      expect(pid).toBeGreaterThan(0);
    });

    it('are no gap where all that can be seen are in the own one, even of processes that may not be asked', async () => {
      const processes = createProcessNamespaces(
        { ...io, readLink: () => ({ ok: false, why: 'denied', detail: '' }) },
        undefined,
      );
      const { pid = 0 } = wait(undefined);
      const { pid: other = 0 } = wait(addNamespace());
      expect(processes.look([process.pid, pid, other], home())).toEqual({
        inside: new Map([[home(), [process.pid, pid]]]),
        elsewhere: [[other]],
        closed: false,
      });
    });

    it('leave the thread in its own, even when reading in another throws', async () => {
      const other = addNamespace();
      wait(other);
      const before = home();
      const seen = new Set<string>();
      const failing: HostIo = {
        ...io,
        readText: (path, enough) => {
          seen.add(home());
          if (path.startsWith('/proc/thread-self/net/') && home() === other.id) throw new Error('broken');
          return io.readText(path, enough);
        },
      };
      await expect(collect(failing)).rejects.toThrow('broken');
      expect(seen).toContain(other.id);
      expect(home()).toBe(before);
    });
  },
);
