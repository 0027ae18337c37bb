// Process 1 of namespaces of its own (PIDs, mounts, network): gives everything that a host lets be named a name that a terminal would
// obey, then runs the commands in its arguments, each a JSON list, and prints what they printed as a JSON list. With "view" as its first
// word a list has the arguments of a Node.js that runs on the terminal.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOCKETS = fileURLToPath(new URL('../support/sockets.mjs', import.meta.url));
// Clear the screen, another title, right to left, C1, zero width, DEL.
const LONG = '\x1b[2J\x1b]0;taken over\x07\r\n\u202eright\u2066\u0085\u009b31m\u200b\x7f';
// Names of processes and interfaces have 15 bytes.
const SHORT = '\x1b[2J\u202e\x9b\x7f';
const run = (program, ...args) => execFileSync(program, args);

// The host's own stay as they are: this is in a mount namespace.
for (const folder of ['/run', '/mnt']) run('mount', '-t', 'tmpfs', 'none', folder);
mkdirSync('/run/netns');
const folder = mkdtempSync('/mnt/names-');
writeFileSync(
  join(folder, 'passwd'),
  `root:x:0:0:root:/root:/bin/sh\n${LONG.replace(/[\r\n]/g, '')}:x:4242:0::/:/bin/sh\n`,
);
run('mount', '--bind', join(folder, 'passwd'), '/etc/passwd');

run('ip', 'link', 'set', 'lo', 'up');
run('ip', 'link', 'add', SHORT, 'type', 'veth', 'peer', 'name', 'far');
run('ip', 'address', 'add', '192.0.2.1/24', 'dev', SHORT);
for (const name of [SHORT, 'far']) run('ip', 'link', 'set', name, 'up');
const NETNS = LONG.replaceAll('/', '');
run('ip', 'netns', 'add', NETNS);

const nft = (...commands) => {
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ nftables: commands }));
  run('nft', '-j', '-f', join(folder, 'rules.json'));
};
const table = { family: 'inet', table: LONG };
const lookUp = {
  match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: `@${LONG}` },
};
nft(
  { add: { table: { family: 'inet', name: LONG } } },
  {
    add: {
      set: {
        ...table,
        name: LONG,
        type: 'inet_service',
        comment: LONG,
        elem: [{ elem: { val: 80, comment: LONG } }],
      },
    },
  },
  { add: { chain: { ...table, name: LONG } } },
  {
    add: {
      chain: {
        ...table,
        name: 'input',
        type: 'filter',
        hook: 'input',
        prio: 0,
        policy: 'drop',
        comment: LONG,
      },
    },
  },
  { add: { rule: { ...table, chain: 'input', expr: [{ jump: { target: LONG } }], comment: LONG } } },
  {
    add: {
      rule: {
        ...table,
        chain: LONG,
        expr: [lookUp, { log: { prefix: LONG } }, { accept: null }],
        comment: LONG,
      },
    },
  },
  {
    add: {
      rule: {
        ...table,
        chain: LONG,
        expr: [{ match: { op: '==', left: { meta: { key: 'iifname' } }, right: SHORT } }, { drop: null }],
      },
    },
  },
);

// A runtime whose containers have such names, one of them with a published port.
const container = {
  Id: 'c'.repeat(64),
  Names: [`/${LONG}`],
  Image: LONG,
  State: 'running',
  Labels: { 'com.docker.compose.project': LONG, 'com.docker.compose.service': LONG },
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
  NetworkSettings: { Networks: { [LONG]: { IPAddress: '172.17.0.2' } } },
};
const runtime = createServer((_, response) => response.end(JSON.stringify([container])));
await new Promise((resolve) => runtime.listen('/run/docker.sock', resolve));

// A program of such a name, with an argument of 100 KB ten times, in a control group of such a name, as such a user.
const program = join(folder, SHORT);
copyFileSync('/usr/bin/cat', program);
const unit = cgroupFor(`${LONG.replaceAll(/[\r\n]/g, '')}${Date.now()}.service`);
const children = [];
/** Starts a program that holds sockets until its standard input ends; the first line that it prints. */
const hold = async (program, ...args) => {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const line = JSON.parse(
    await new Promise((resolve) => child.stdout.once('data', (data) => resolve(String(data)))),
  );
  for (const { error } of line.ready) if (error !== undefined) throw new Error(error);
  return line.ready;
};
const [{ heir }] = await hold(process.execPath, SOCKETS, `tcp:0.0.0.0:80,heir=${program}`);
await hold('ip', 'netns', 'exec', NETNS, process.execPath, SOCKETS, 'tcp:0.0.0.0:81');
const listening =
  'socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(8080, INADDR_ANY)) or die; listen($s, 5); $< = $> = 4242;';
const long = Array.from({ length: 10 }, () => LONG.repeat(2500));
await hold('perl', '-MSocket', '-e', `${listening} $| = 1; print '{"ready":[]}'; <STDIN>`, ...long);
if (unit !== undefined) writeFileSync(join(unit, 'cgroup.procs'), String(heir));

const results = [];
for (const text of process.argv.slice(2)) {
  const [command, ...args] = JSON.parse(text);
  if (command === 'view') {
    spawnSync(process.execPath, args, { stdio: 'inherit' });
    continue;
  }
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const outputs = await Promise.all([child.stdout, child.stderr].map((stream) => stream.toArray()));
  const [stdout = '', stderr = ''] = outputs.map((pieces) => Buffer.concat(pieces).toString());
  results.push({ args, stdout, stderr });
}
if (results.length > 0) process.stdout.write(JSON.stringify(results));
for (const child of children) child.stdin.end();
runtime.close();
await Promise.all(
  children.map(
    (child) => new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve())),
  ),
);
if (unit !== undefined) await removed(unit);

/** A control group can be removed once the last of its processes is waited for. */
async function removed(path) {
  for (let tries = 1; ; tries++)
    try {
      return rmdirSync(path);
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** A new control group below that of this process, where that can be. */
function cgroupFor(name) {
  const point = join(folder, 'cgroup');
  mkdirSync(point);
  if (spawnSync('mount', ['-t', 'cgroup2', 'none', point]).status !== 0) return undefined;
  const path = join(point, name);
  mkdirSync(path);
  return existsSync(path) ? path : undefined;
}
