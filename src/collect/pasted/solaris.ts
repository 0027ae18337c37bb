import type { Protocol } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';
import { HEADING, type ListedLine, type Listing, NO_SUCH_ROW } from './listed-line.js';
import { socketLine } from './socket-line.js';

/** "TCP: IPv4" above the rows of a protocol: they do not name it themselves. */
const SECTION = /^\s*(?<protocol>TCP|UDP|SCTP):(?:\s+(?<family>IPv[46]))?\s*$/;
const COLUMNS = /^\s*Local Address\b|^[-\s]+$/;

/** Local and remote address, four sizes, the state; of IPv6 the interface behind it. */
const TCP =
  /^\s*(?<local>\S*\.\S+)\s+(?<remote>\S*\.\S+)(?:\s+\d+){4}\s+(?:\d+\/\d+\s+)?(?<state>[A-Z_\d]+)(?:\s+\S+)?$/;
/** Of UDP the remote address is blank while there is none. */
const UDP =
  /^\s*(?<local>\S*\.\S+)\s+(?:(?<remote>\S*\.\S+)\s+)?(?<state>Idle|Connected|Unbound)(?:\s+\S+)?$/;

/** Reads the rows of netstat of Solaris and illumos. */
export function parseSolarisNetstat(lines: readonly string[]): Listing {
  let protocol: Protocol | undefined;
  let family: IpFamily = 'ipv4';
  const read = lines.map((line): ListedLine | undefined => {
    const section = SECTION.exec(line)?.groups;
    if (section !== undefined) {
      protocol = (section.protocol ?? '').toLowerCase() as Protocol;
      family = section.family === 'IPv6' ? 'ipv6' : 'ipv4';
      return HEADING;
    }
    if (protocol === undefined) return undefined;
    if (/^Active /.test(line)) protocol = undefined;
    if (protocol === undefined || COLUMNS.test(line)) return HEADING;
    const groups = (protocol === 'udp' ? UDP : TCP).exec(line)?.groups;
    if (groups === undefined) return /^\s*\S*\.\S+\s/.test(line) ? NO_SUCH_ROW : undefined;
    const { local = '', remote = '', state = '' } = groups;
    const word = protocol === 'udp' ? '' : state;
    return socketLine({ protocol, family, local, peer: remote, word });
  });
  const isSolaris = read.some((line) => line !== undefined);
  return { lines: read, platform: isSolaris ? 'sunos' : undefined, deviceKnown: false };
}
