// In the guest, after kernel-sockets.sh: prints a JSON document of what listenscope says and what connections find.
import { spawnSync } from 'node:child_process';

const run = (program, ...words) => spawnSync(program, words, { encoding: 'utf8' });
const audit = JSON.parse(run(process.execPath, 'dist/cli.cjs', '--json', '--vsock').stdout);

/**
 * Whether a TCP connection from the namespace of the peer comes to a socket. RDS ends those that are not of its own at once: where that
 * is before connect(2) returns, it says so, while a port without a socket refuses.
 */
const connects = (port) => {
  const attempt = `exec 3<>/dev/tcp/10.1.0.1/${port}`;
  const { status, stderr } = run('ip', 'netns', 'exec', 'peer', 'timeout', '30', 'bash', '-c', attempt);
  return status === 0 || /reset by peer|broken pipe/i.test(stderr);
};

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
console.log(JSON.stringify({ gaps: audit.gaps, listeners, vsock, refused: !connects(4421) }));
