import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createHostIo } from '../../../src/collect/host-io.js';
import { collectLinux } from '../../../src/collect/linux/collect.js';
import { createForeignMounts } from '../../../src/collect/linux/namespaces/foreign-mounts.js';
import { openMountPoint } from '../../../src/collect/linux/namespaces/open-mount-point.js';
import { loadLibc } from '../../../src/collect/linux/system/libc.js';
import type { Facts } from '../../../src/model/facts.js';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { requires } from '../../support/requires.js';
import { closeNamespace, createNamespace, within } from '../kernel/namespace.js';
import { openListener } from '../listen.js';

/** A mount namespace whose first process waits, with descriptor 3 open; /mnt in it is its own. Says "ready". */
interface Holder {
  readonly pid: number;
  end(): Promise<void>;
}

const held: (() => unknown)[] = [];
const io = createHostIo();
const collect = () => collectLinux(io, { namespaces: 'all' });
const find = ({ namespaces }: Facts, id: string) => namespaces.find((each) => each.id === id);

/** Runs `script` in a mount namespace of its own; $1 and later are `words`. */
async function hold(script: string, words: readonly string[], fd?: number): Promise<Holder> {
  const whole = `mount -t tmpfs tmpfs /mnt\n${script}\necho ready\nexec cat`;
  const args = ['--mount', '--propagation', 'private', 'bash', '-euc', whole, 'holder', ...words];
  const stdio = ['pipe', 'pipe', 'inherit', ...(fd === undefined ? [] : [fd])] as const;
  const child: ChildProcess = spawn('unshare', args, { stdio: [...stdio] });
  const gone = once(child, 'close');
  const end = async () => {
    child.stdin?.end();
    await gone;
  };
  held.push(end);
  if (child.stdout === null) throw new Error('no output');
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(said)).toBe('ready\n');
  return { pid: child.pid ?? 0, end };
}

/** A namespace in which a socket listens on a TCP port: nothing but mounts will lead there. */
function listening(port: number) {
  const namespace = createNamespace();
  const id = `net:[${statSync(namespace.path).ino}]`;
  const fd = within(namespace, () => openListener({ protocol: 'tcp', address: '0.0.0.0', port }));
  if (fd === undefined) throw new Error(`port ${port} is taken`);
  let open = true;
  const letGo = () => {
    if (!open) return;
    open = false;
    closeSync(fd);
    closeNamespace(namespace);
  };
  held.push(letGo);
  return { id, fd, path: namespace.path, letGo };
}

const BIND = 'touch "$2"; mount --bind "$1" "$2"';

requires({ root: true, platform: 'linux', tools: ['unshare', 'mount', 'bash', 'cat'] })(
  'a network namespace that only a mount in another mount namespace leads to',
  () => {
    afterEach(async () => {
      for (const end of held.splice(0)) await end();
    });

    it.each([
      ['of an ordinary name', '/mnt/ns'],
      ['with blanks, ends of lines, backslashes and letters beyond ASCII', '/mnt/a b\n\t\\040 #é [net:[1]'],
      ['in bytes that are no text', '/mnt/\\xff\\xfe'],
    ])('is read like any other, at a path %s', async (_, path) => {
      const { id, fd, path: from, letGo } = listening(80);
      const script = path.includes('\\x') ? `set -- "$1" "$(printf '${path}')"; ${BIND}` : BIND;
      const holder = await hold(script, [from, path], fd);
      letGo();
      const facts = await collect();
      expect(find(facts, id)?.sockets).toMatchObject([{ port: 80, pids: [holder.pid] }]);
      expect(find(facts, id)?.interfaces).toMatchObject([{ name: 'lo' }]);
      expect(find(facts, id)).toMatchObject({ current: false, pids: [] });
      const [mount] = find(facts, id)?.mounts ?? [];
      expect(mount?.startsWith(`/proc/${holder.pid}/root/mnt/`)).toBe(true);
    });

    it('has the name that ip-netns(8) gave it there, unless another one is called so', async () => {
      const [one, two, three] = [listening(80), listening(80), listening(80)];
      const name = `mounts-${process.pid}`;
      const script = `${DROP_COPIED_NAMESPACES}; mount -t tmpfs tmpfs /run; mkdir /run/netns; ${BIND}`;
      await hold(script, [one.path, `/run/netns/${name}`], one.fd);
      await hold(script, [two.path, `/run/netns/${name}-twice`], two.fd);
      await hold(script, [three.path, `/run/netns/${name}-twice`], three.fd);
      for (const { letGo } of [one, two, three]) letGo();
      const facts = await collect();
      expect([one, two, three].map(({ id }) => find(facts, id)?.name)).toEqual([name, undefined, undefined]);
      expect([one, two, three].map(({ id }) => find(facts, id)?.sockets.length)).toEqual([1, 1, 1]);
    });

    it('is gone from the answer with the mount', async () => {
      const { id, fd, path, letGo } = listening(80);
      const holder = await hold(BIND, [path, '/mnt/ns'], fd);
      const point = `/proc/${holder.pid}/root/mnt/ns`;
      letGo();
      expect(find(await collect(), id)?.mounts).toEqual([point]);
      await holder.end();
      const facts = await collect();
      // Its number may be another one's by now.
      expect(find(facts, id)?.mounts ?? []).not.toContain(point);
      expect(JSON.stringify(facts.gaps)).not.toContain(point);
    });

    it.each([
      ['another mount covers', '/mnt/ns', `${BIND}; touch /mnt/over; mount --bind /mnt/over "$2"`],
      [
        'a mount over a directory above hides',
        '/mnt/in/ns',
        `mkdir /mnt/in; ${BIND}; mount -t tmpfs tmpfs /mnt/in`,
      ],
    ])('is a gap that names it where %s it', async (_, point, script) => {
      const { id, fd, path, letGo } = listening(80);
      const holder = await hold(script, [path, point], fd);
      letGo();
      const facts = await collect();
      expect(find(facts, id)).toBeUndefined();
      const told = facts.gaps.filter(({ detail }) =>
        detail.includes(`${id} at /proc/${holder.pid}/root${point}`),
      );
      expect(told).toMatchObject([{ code: 'namespaces-unreadable', remedy: expect.any(String) }]);
    });

    describe('whose place something else takes meanwhile', () => {
      it.each([
        ['a FIFO', 'mkfifo "$2"'],
        ['a device', 'mknod "$2" c 1 5'],
        ['a link to the namespace', 'ln -s /proc/self/ns/net "$2"'],
        ['a link to a directory above', 'ln -s / "$2"'],
        ['another namespace', 'touch "$2"; mount --bind /proc/self/ns/net "$2"'],
        ['nothing', ':'],
      ])('is not opened, and nothing waits for %s', async (_, script) => {
        const { id, path } = listening(80);
        const { pid } = await hold(script, [path, '/mnt/ns']);
        const libc = loadLibc();
        if (libc === undefined) throw new Error('no libc');
        expect(openMountPoint(libc, id, { pid, path: '/mnt/ns' })).toBe('gone');
        expect(createForeignMounts(io, libc).has(id, { pid, path: '/mnt/ns' })).toBe(false);
      });
    });
  },
);
