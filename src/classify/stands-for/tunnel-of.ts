import type { Process } from '../../model/facts.js';
import type { StandsFor } from '../../model/stands-for.js';
import type { HeldSocket } from '../stands-for.js';

type Tunnel = Extract<StandsFor, { kind: 'tunnel' }>;

/** The tunnel whose near end `process` holds in `socket`, as its name and command line tell. */
export function tunnelOf(socket: HeldSocket, process: Process): Tunnel | undefined {
  if (process.name === 'socat') return relay(process.command);
  if (socket.protocol !== 'tcp') return undefined;
  switch (process.name) {
    case 'sshd':
    case 'sshd-session':
      return remoteForward(process);
    case 'ssh':
      return localForward(socket.port, process.command);
    case 'kubectl':
      return portForward(process.command);
    default:
      return undefined;
  }
}

/**
 * sshd renames itself for each session: "sshd: alice@pts/0", "sshd: alice", "sshd-session: alice@notty". What such a process
 * listens on its client asked for: ssh -R, or X11 forwarding. The server itself is "sshd: /usr/sbin/sshd -D [listener] …".
 */
function remoteForward({ command }: Process): Tunnel | undefined {
  const [, user] = /^sshd(?:-session)?: ([^@\s/[]+)(?:@\S+)?(?: \[priv\])?\s*$/.exec(command.join(' ')) ?? [];
  return user === undefined ? undefined : { kind: 'tunnel', by: 'sshd', user };
}

/** Options of ssh(1) that take a value. */
const WITH_VALUE = new Set('BbcDEeFIiJLlmOoPpQRSWw');

/** ssh -L [bind:]port:host:hostport, ssh -D [bind:]port. What its configuration adds cannot be seen. */
function localForward(port: number, [, ...words]: readonly string[]): Tunnel {
  let server: string | undefined;
  let to: string | undefined;
  for (let i = 0; i < words.length && server === undefined; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) {
      server = word;
      continue;
    }
    const at = [...word].findIndex((letter, place) => place > 0 && WITH_VALUE.has(letter));
    if (at < 0) continue;
    const value = word.length > at + 1 ? word.slice(at + 1) : (words[++i] ?? '');
    if (word[at] === 'L') to ??= forwarded(value, port);
    if (word[at] === 'D' && Number(value.split(':').at(-1)) === port)
      to ??= 'wherever its clients ask (SOCKS)';
  }
  const beyond = server === undefined ? undefined : `${to ?? 'its far end'} by way of ${server}`;
  return { kind: 'tunnel', by: 'ssh', to: beyond ?? to };
}

/** "8080:db:5432", "*:8080:db:5432", "[::1]:8080:[fd00::1]:80": where such an option takes connections to `port`. */
function forwarded(value: string, port: number): string | undefined {
  const [, near, host, far] = /^(?:.*:)?(\d+):(\[[^\]]+\]|[^:]+):(\d+)$/.exec(value) ?? [];
  return Number(near) === port ? `${host}:${far}` : undefined;
}

/** kubectl port-forward [-n NAMESPACE] pod/web 8080:80 */
function portForward(command: readonly string[]): Tunnel | undefined {
  if (!command.includes('port-forward')) return undefined;
  const target = command.find((word) =>
    /^(pod|pods|po|svc|service|services|deploy|deployment)\/./.test(word),
  );
  return { kind: 'tunnel', by: 'kubectl port-forward', to: target };
}

/** socat TCP-LISTEN:8080,fork TCP:10.0.0.5:80 */
function relay(command: readonly string[]): Tunnel | undefined {
  const ends = command.slice(1).filter((word) => !word.startsWith('-'));
  const listens = ends.findIndex((end) => /^[a-z0-9]*-l(isten)?:/i.test(end));
  const other = listens < 0 ? undefined : ends[1 - listens];
  const [, to] = /^(?:tcp|udp|unix|openssl|ssl)[\w-]*:([^,]+)/i.exec(other ?? '') ?? [];
  return to === undefined ? undefined : { kind: 'tunnel', by: 'socat', to };
}
