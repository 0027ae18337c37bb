// A host on which nothing stays as it is: node --import tsx test/endurance/churn.ts SEED, in namespaces of its own (host.ts).
// Reads "still" and "on" from its standard input, a line each, and answers with STILL and ON when nothing moves any more
// or all moves again. Ends with its standard input.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { libc } from '../lab/kernel/libc.js';
import { within } from '../lab/kernel/namespace.js';
import { openListener } from '../lab/listen.js';
import { Random } from '../lab/random.js';
import type { ListenerSpec } from '../lab/scenario.js';
import { findTool } from '../support/find-tool.js';

const MOST_LISTENERS = 60;
const MOST_GUESTS = 5;
const PAUSE_MS = [5, 80] as const;
const ADDRESSES = ['0.0.0.0', '127.0.0.1', '10.90.0.1', '127.0.0.2', '::', '::1', 'fd90::1'];
const NETWORKS = [1, 2, 3, 4, 5, 6];

/** A namespace with a name and a veth to it, and who listens inside. */
interface Guest {
  readonly name: string;
  readonly holder: ChildProcess;
}

const random = new Random(Number(process.argv[2] ?? 1));
const listeners: ChildProcess[] = [];
const guests: Guest[] = [];
const passing = new Set<ChildProcess>();
let guestsMade = 0;

forgetOtherNamespaces();
ip('link set lo up');
ip('link add d0 type bridge');
ip('link set d0 up');
ip('addr add 10.90.0.1/24 dev d0');
ip('addr add fd90::1/64 dev d0 nodad');
nft('add table inet churn\nadd chain inet churn input { type filter hook input priority 0; policy drop; }');
for (let i = 0; i < 10; i++) open();

/** Things that happen, each as often as it stands here. */
const EVENTS: readonly (() => void | Promise<void>)[] = [
  open,
  open,
  open,
  close,
  close,
  rebind,
  pass,
  pass,
  pass,
  changeRules,
  changeRules,
  changeAddress,
  changeRoute,
  addGuest,
  removeGuest,
];

let isMoving = false;
let moved = Promise.resolve();
let happened = 0;
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'on' && !isMoving) {
    isMoving = true;
    moved = move();
    console.log('ON');
  } else if (line === 'still') {
    isMoving = false;
    await moved;
    await Promise.all([...passing].map((child) => once(child, 'exit')));
    console.log(`STILL ${happened}`);
  }
}
for (const { holder } of guests) holder.kill('SIGKILL');
for (const child of listeners) child.kill('SIGKILL');
process.exit();

async function move(): Promise<void> {
  while (isMoving) {
    await random.pick(EVENTS)();
    happened++;
    await sleep(random.int(...PAUSE_MS));
  }
}

/** The mounts that came along would keep namespaces that are none of this host's. */
function forgetOtherNamespaces(): void {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n').reverse()) {
    const [, , , , path = ''] = line.split(' ');
    if (line.includes(' - nsfs ') || path === '/run/netns') run('umount', ['-l', path]);
  }
  mkdirSync('/run/netns', { recursive: true });
  run('mount', ['-t', 'tmpfs', 'none', '/run/netns']);
}

function spec(): ListenerSpec {
  const protocol = random.chance(0.7) ? 'tcp' : 'udp';
  return { protocol, address: random.pick(ADDRESSES), port: random.int(2000, 2100) };
}

/** The places of `held` in the order of descriptors, held by a process of their own. */
function hold(held: readonly number[]): ChildProcess {
  const child = spawn('sleep', ['1000000'], { stdio: ['ignore', 'ignore', 'ignore', ...held] });
  for (const fd of held) libc().close(fd);
  return child;
}

function open(): void {
  if (listeners.length >= MOST_LISTENERS) return;
  const wanted = random.times(random.int(1, 3), spec);
  const held = wanted.flatMap((one) => openListener(one) ?? []);
  if (held.length > 0) listeners.push(hold(held));
}

async function close(): Promise<void> {
  const [child] = listeners.splice(random.int(0, Math.max(0, listeners.length - 1)), 1);
  if (child === undefined) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The same port at another address, at once. */
async function rebind(): Promise<void> {
  const port = random.int(2000, 2100);
  for (const address of ['127.0.0.1', '0.0.0.0']) {
    const fd = openListener({ protocol: 'tcp', address, port });
    if (fd === undefined) return;
    const child = hold([fd]);
    await sleep(random.int(0, 500));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** A few processes that are gone again soon, with a socket or without. */
function pass(): void {
  for (let i = random.int(1, 8); i > 0; i--) {
    const fd = random.chance(0.3) ? openListener(spec()) : undefined;
    const child = spawn('sleep', [String(random.next())], {
      stdio: ['ignore', 'ignore', 'ignore', ...(fd === undefined ? [] : [fd])],
    });
    if (fd !== undefined) libc().close(fd);
    passing.add(child);
    child.once('exit', () => passing.delete(child));
  }
}

function changeRules(): void {
  if (random.chance(0.2)) nft('flush chain inet churn input\nadd rule inet churn input iif lo accept');
  const port = random.int(2000, 2100);
  const source = random.chance(0.5) ? '' : `ip saddr 10.${random.int(0, 255)}.0.0/${random.int(8, 24)} `;
  nft(
    `add rule inet churn input ${source}tcp dport ${port}-${port + random.int(0, 30)} ${random.pick(['accept', 'drop'])}`,
  );
}

function changeAddress(): void {
  const what = [`10.90.${random.pick(NETWORKS)}.1/24`, 'dev', 'd0'];
  if (!run('ip', ['addr', 'add', ...what])) run('ip', ['addr', 'del', ...what]);
}

function changeRoute(): void {
  const what = [`10.91.${random.pick(NETWORKS)}.0/24`, 'dev', 'd0'];
  if (!run('ip', ['route', 'add', ...what])) run('ip', ['route', 'del', ...what]);
}

function addGuest(): void {
  if (guests.length >= MOST_GUESTS) return;
  const number = ++guestsMade;
  const name = `guest${number}`;
  const network = 1 + (number % 250);
  ip(`netns add ${name}`);
  ip(`link add v${number} type veth peer name eth0 netns ${name}`);
  ip(`addr add 10.92.${network}.1/24 dev v${number}`);
  ip(`link set v${number} up`);
  for (const words of [
    'link set lo up',
    `addr add 10.92.${network}.2/24 dev eth0`,
    'link set eth0 up',
    `route add default via 10.92.${network}.1`,
  ])
    ip(`-n ${name} ${words}`);
  const path = `/run/netns/${name}`;
  const namespace = { path, fd: openSync(path, 'r') };
  const fd = within(namespace, () =>
    openListener({ protocol: 'tcp', address: '0.0.0.0', port: random.int(2000, 2100) }),
  );
  closeSync(namespace.fd);
  guests.push({ name, holder: hold(fd === undefined ? [] : [fd]) });
}

async function removeGuest(): Promise<void> {
  const [guest] = guests.splice(random.int(0, Math.max(0, guests.length - 1)), 1);
  if (guest === undefined) return;
  ip(`netns delete ${guest.name}`);
  guest.holder.kill('SIGKILL');
  await once(guest.holder, 'exit');
}

function ip(words: string): void {
  execFileSync(findTool('ip') ?? 'ip', words.split(' '));
}

function nft(text: string): void {
  execFileSync(findTool('nft') ?? 'nft', ['-f', '-'], { input: text });
}

/** Whether it did what it was asked. */
function run(name: string, args: readonly string[]): boolean {
  try {
    execFileSync(findTool(name) ?? name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
