import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./demo-server.mjs', import.meta.url));

/** A web server with a database, as it could stand in any office. The public address is one of IANA's own. */
const LINKS = {
  wan0: ['192.0.43.8/24'],
  lan0: ['10.1.0.2/24', 'fd00:1::2/64'],
  docker0: ['172.17.0.1/16'],
} as const;

const RULES = `
table inet filter {
  set admins {
    type ipv4_addr; flags interval
    elements = { 10.1.0.16/28 }
  }
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iif lo accept
    ip6 nexthdr icmpv6 accept
    tcp dport { 80, 443 } accept comment "the web"
    iifname "lan0" ip saddr 10.1.0.0/24 tcp dport 5432 accept comment "office"
    iifname "lan0" ip saddr @admins tcp dport 9090 accept
    iifname "docker0" tcp dport 3128 accept
    iifname "lan0" udp dport { 53, 5353 } accept
    tcp dport 22 limit rate 6/minute accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
`;

const SERVERS: readonly (readonly [name: string, user: string, ...sockets: readonly string[]])[] = [
  ['nginx', 'www-data', 'tcp:0.0.0.0:80', 'tcp:0.0.0.0:443'],
  ['postgres', 'nobody', 'tcp:0.0.0.0:5432'],
  ['sshd', 'root', 'tcp::::22'],
  ['redis-server', 'nobody', 'tcp:127.0.0.1:6379'],
  ['squid', 'nobody', 'tcp:172.17.0.1:3128'],
  ['prometheus', 'nobody', 'tcp::::9090'],
  ['cupsd', 'root', 'tcp:127.0.0.1:631', 'tcp:::1:631'],
  ['avahi-daemon', 'nobody', 'udp:0.0.0.0:5353'],
  ['dnsmasq', 'nobody', 'udp:10.1.0.2:53', 'tcp:10.1.0.2:53'],
  ['old-agent', 'nobody', 'tcp:127.0.0.2:9000'],
];

export interface DemoHost {
  /** What to put before a command line to run it on the demo host. */
  readonly enter: string;
  /** One more server, from now on. */
  listen(name: string, user: string, ...sockets: readonly string[]): Promise<void>;
  remove(): void;
}

/**
 * Makes the demo host: a network namespace of the given name with interfaces, rules and servers, and one beside it that
 * holds the other ends of the cables. Needs root.
 */
export async function makeDemoHost(name = 'listenscope-pictures'): Promise<DemoHost> {
  const outside = `${name}-outside`;
  const servers: ChildProcess[] = [];
  const inside = (...command: readonly string[]) => {
    execFileSync('ip', ['netns', 'exec', name, ...command]);
  };
  const listen = async (...args: readonly string[]) => {
    servers.push(await serve(name, args));
  };
  const remove = () => {
    for (const server of servers) server.kill();
    for (const namespace of [name, outside]) execFileSync('ip', ['netns', 'delete', namespace]);
  };
  for (const namespace of [name, outside]) execFileSync('ip', ['netns', 'add', namespace]);
  try {
    inside('ip', 'link', 'set', 'lo', 'up');
    for (const link of ['wan0', 'lan0', 'port0']) plugIn(inside, link, outside);
    inside('ip', 'link', 'add', 'docker0', 'type', 'bridge');
    inside('ip', 'link', 'set', 'port0', 'master', 'docker0');
    inside('ip', 'link', 'set', 'docker0', 'up');
    for (const [link, addresses] of Object.entries(LINKS)) {
      for (const address of addresses) inside('ip', 'address', 'add', address, 'dev', link, 'nodad');
    }
    inside('ip', 'route', 'add', 'default', 'via', '192.0.43.1', 'dev', 'wan0');
    execFileSync('ip', ['netns', 'exec', name, 'nft', '-f', '-'], { input: RULES });
    for (const server of SERVERS) await listen(...server);
  } catch (error) {
    remove();
    throw error;
  }
  const enter = `ip netns exec ${name} unshare --uts sh -c 'hostname web-01; exec "$0" "$@"'`;
  return { enter, listen, remove };
}

/** A cable from `link` to an interface of the same name in the namespace outside. */
function plugIn(inside: (...command: readonly string[]) => void, link: string, outside: string): void {
  inside('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', link, 'netns', outside);
  inside('ip', 'link', 'set', link, 'up');
  execFileSync('ip', ['-n', outside, 'link', 'set', link, 'up']);
}

function serve(namespace: string, args: readonly string[]): Promise<ChildProcess> {
  const server = fork(SERVER, args, {
    execPath: 'ip',
    execArgv: ['netns', 'exec', namespace, process.execPath],
  });
  return new Promise((resolve, reject) => {
    server.once('message', () => resolve(server));
    server.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code} before it listened`)));
  });
}
