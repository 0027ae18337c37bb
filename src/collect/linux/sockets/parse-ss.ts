import type { Protocol } from '../../../model/facts.js';
import type { IpFamily } from '../../../net/address-set.js';
import type { ListedSocket } from './listed-socket.js';

/** A map: text from outside may be the name of a member that every object has. */
const PROTOCOLS: ReadonlyMap<string | undefined, Protocol> = new Map([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['sctp', 'sctp'],
  ['dccp', 'dccp'],
]);

/** Netid, state, both queues, the local address with its device, its port, the peer, and the rest. */
const ROW = /^(\w+) +(LISTEN|UNCONN) +(\d+) +(\d+) +(\S+):(\d+|\*) +\S+(.*)$/;

/**
 * The sockets in the output of `ss -H -4 -tulnOe` or, for the other family, `ss -H -6 …`: asked for both at once, old and new
 * versions of ss mean different things by `*`. Undefined when a row cannot be understood, since an incomplete list would pass
 * for a complete one. Rows of protocols that ss takes from /proc, which lack the inode, are left out.
 */
export function parseSs(text: string, family: IpFamily): ListedSocket[] | undefined {
  const sockets: ListedSocket[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const row = ROW.exec(line);
    const protocol = PROTOCOLS.get(row?.[1]);
    if (row === null || protocol === undefined) return undefined;
    const [, , state, waiting = '', limit = '', local = '', port = '', details = ''] = row;
    const [address = '', device] = splitDevice(local);
    const inode = / ino:(\d+)/.exec(details)?.[1];
    const v6only = / v6only:([01])/.exec(details)?.[1];
    const cgroup = / cgroup:(\/.*?)(?: v6only:| <->|$)/.exec(details)?.[1];
    sockets.push({
      protocol,
      family,
      address: address === '*' ? (family === 'ipv4' ? '0.0.0.0' : '::') : address,
      port: port === '*' ? 0 : Number(port),
      device,
      deviceKnown: true,
      v6only: v6only === undefined ? undefined : v6only === '1',
      uid: Number(/ uid:(\d+)/.exec(details)?.[1] ?? 0),
      inode: inode === undefined ? undefined : Number(inode),
      cgroup,
      queue: { waiting: Number(waiting), limit: state === 'LISTEN' ? Number(limit) : undefined },
    });
  }
  return sockets;
}

/** "[fe80::1]%eth0", "*%eth0", "0.0.0.0", and without brackets as older versions have it. */
function splitDevice(local: string): [address: string, device: string | undefined] {
  const [, address = '', device] = /^\[?([^\]%]*)\]?(?:%(.*?)\]?)?$/.exec(local) ?? [];
  return [address, device];
}
