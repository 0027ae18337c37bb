// In the guest, after kernel-sockets.sh: prints a JSON document of what listenscope says and what connections find.
import { spawnSync } from 'node:child_process';

const run = (program, ...words) => spawnSync(program, words, { encoding: 'utf8' });
const audit = JSON.parse(run(process.execPath, 'dist/cli.cjs', '--json', '--vsock').stdout);

/** Whether a TCP connection from the namespace of the peer succeeds. */
const connects = (port) =>
  run('ip', 'netns', 'exec', 'peer', 'timeout', '30', 'bash', '-c', `exec 3<>/dev/tcp/10.1.0.1/${port}`)
    .status === 0;

const current = audit.namespaces.find((namespace) => namespace.current).id;
const listeners = audit.listeners
  .filter(({ namespace }) => namespace === current)
  .map(({ protocol, address, port, owner, exposure }) => ({
    protocol,
    address,
    port,
    owner: owner.kind,
    subsystem: owner.kernel?.subsystem ?? null,
    interface: owner.kernel?.interface ?? null,
    exposure,
    connects: protocol === 'tcp' ? connects(port) : null,
  }));
const vsock = audit.other_sockets.map(({ cid, port, processes, explanation }) => ({
  cid,
  port,
  holder: processes[0]?.name ?? null,
  explanation,
}));
console.log(JSON.stringify({ gaps: audit.gaps, listeners, vsock }));
