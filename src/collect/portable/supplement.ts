import type { ListedListener, Listing } from '../pasted/listed-line.js';
import { parseLsof } from '../pasted/lsof.js';
import { parseNetstat } from '../pasted/netstat.js';
import { parseSockstat } from '../pasted/sockstat.js';
import { parseSs } from '../pasted/ss.js';
import type { PortableIo } from './portable-io.js';

interface Source {
  readonly program: string;
  readonly args: readonly string[];
  readonly parse: (lines: readonly string[]) => Listing;
  /** It lists the sockets of all users, whoever asks. */
  readonly complete: boolean;
}

/**
 * Tools of each system that list what systeminformation leaves out: UDP on Linux and the BSDs, whole IPv6 addresses,
 * bound devices, v6only, and every process that holds a socket. In order of preference, each missing or failing one passed over.
 * Windows needs none: its `netstat -nao` is taken over whole.
 */
const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  linux: [
    { program: 'ss', args: ['-tulnpe'], parse: parseSs, complete: true },
    { program: 'netstat', args: ['-tulnpeW'], parse: parseNetstat, complete: true },
  ],
  darwin: [
    { program: 'lsof', args: ['-nP', '-iTCP', '-sTCP:LISTEN', '-iUDP'], parse: parseLsof, complete: false },
  ],
  freebsd: [
    { program: 'sockstat', args: ['-46l'], parse: parseSockstat, complete: true },
    { program: 'netstat', args: ['-anW'], parse: parseNetstat, complete: true },
  ],
  netbsd: [
    { program: 'sockstat', args: ['-46ln'], parse: parseSockstat, complete: true },
    { program: 'netstat', args: ['-an'], parse: parseNetstat, complete: true },
  ],
  openbsd: [{ program: 'netstat', args: ['-an'], parse: parseNetstat, complete: true }],
};

export interface Supplement {
  readonly program: string;
  readonly listing: Listing;
  readonly complete: boolean;
}

/** The first of the system's own listings that could be made; undefined when none could. */
export async function readSupplement(io: PortableIo): Promise<Supplement | undefined> {
  for (const { program, args, parse, complete } of SOURCES[io.platform] ?? []) {
    const result = await io.run(program, args);
    // lsof ends with 1 when some of what it was asked for does not exist.
    if (result.kind !== 'exited' || (result.code !== 0 && result.stdout === '')) continue;
    return { program, listing: parse(result.stdout.split('\n')), complete };
  }
  return undefined;
}

/** `base` with what `better` knows in addition: sockets that are missing, and of the others holders, device and v6only. */
export function supplemented(
  base: readonly ListedListener[],
  better: readonly ListedListener[],
): ListedListener[] {
  const left = [...base];
  const merged = better.map((socket) => {
    const at = left.findIndex((each) => isSame(each, socket));
    if (at < 0) return socket;
    const [known] = left.splice(at, 1);
    return {
      ...socket,
      v6only: socket.v6only ?? known?.v6only,
      holders: socket.holders.length > 0 ? socket.holders : (known?.holders ?? []),
    };
  });
  return [...merged, ...left];
}

function isSame(a: ListedListener, b: ListedListener): boolean {
  return a.protocol === b.protocol && a.port === b.port && a.family === b.family && a.address === b.address;
}
