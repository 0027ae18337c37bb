import type { Protocol } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';
import type { Endpoint } from '../pasted/endpoint.js';
import type { ListedLine } from '../pasted/listed-line.js';
import { socketLine } from '../pasted/socket-line.js';
import type { Connection } from './portable-io.js';

/** net-tools prints 22 characters of address and port together unless told -W, which systeminformation does not. */
const NET_TOOLS_ADDRESS_AND_PORT = 22;

/**
 * The rows behind systeminformation's connections. It hands on the columns of netstat or ss as they are: `*`, `[::]`,
 * `::ffff:…`, `127.0.0.53%lo`, addresses cut short on Linux, `*.22` with an empty port on the BSDs.
 */
export function listedConnections(connections: readonly Connection[], platform: string): ListedLine[] {
  return connections.flatMap((connection) => rowOf(connection, platform) ?? []);
}

function rowOf(connection: Connection, platform: string): ListedLine | undefined {
  const { localAddress, localPort, peerAddress, peerPort, state } = connection;
  const match = /^(tcp|udp|sctp|udplite)(46|4|6)?$/i.exec(connection.protocol);
  if (match === null) return undefined;
  const protocol = (match[1] ?? '').toLowerCase() as Protocol;
  const suffix = match[2] ?? '';
  return socketLine({
    protocol,
    family: familyOf(localAddress, suffix),
    local: endText(localAddress, localPort),
    peer: endText(peerAddress, peerPort),
    word: state === 'UNKNOWN' ? '' : state,
    v6only: (local) => v6onlyOf(local, localAddress, suffix, platform),
    cut: () => platform === 'linux' && isCut(localAddress, localPort),
    holders: holdersOf(connection, platform),
  });
}

function familyOf(address: string, suffix: string): IpFamily {
  // ss, where netstat is missing, names no family: there `*` is a dual-stack socket, `0.0.0.0` an IPv4 one.
  if (suffix === '6' || suffix === '46' || address.includes(':')) return 'ipv6';
  return suffix === '' && address.startsWith('*') && !address.includes('.') ? 'ipv6' : 'ipv4';
}

function endText(address: string, port: string): string {
  return port === '' ? address : `${address}:${port}`;
}

function isCut(address: string, port: string): boolean {
  return (
    address.includes(':') &&
    !address.includes('[') &&
    address.length + port.length >= NET_TOOLS_ADDRESS_AND_PORT
  );
}

/** macOS and FreeBSD write tcp46 for a dual-stack socket, and so tcp6 for one of IPv6 alone. */
function v6onlyOf(
  { family }: Endpoint,
  address: string,
  suffix: string,
  platform: string,
): boolean | undefined {
  if (family === 'ipv4') return undefined;
  if (suffix === '46') return false;
  if (suffix === '6' && (platform === 'darwin' || platform === 'freebsd')) return true;
  if (suffix === '' && platform === 'linux') return !address.startsWith('*');
  return undefined;
}

/** On macOS the pid may be another column of netstat's, in which case systeminformation finds no process for it. */
function holdersOf({ pid, process }: Connection, platform: string) {
  if (pid === null || !(pid > 0) || (platform === 'darwin' && process === '')) return [];
  return [{ pid, name: process }];
}
