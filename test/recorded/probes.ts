/** "lan tcp 10.10.1.2 10.10.1.1 22 open" with an optional device before the verdict; the tail (time taken) is left out. */
const PROBE =
  /^(\S+) (tcp|udp) (\S+) (\S+) (\d+) (?:(\S+) )?((?:open|refused|icmp|timeout|local|err)\S*) \d+$/;

const PEERS: Readonly<Record<string, string>> = { lan: 'lan0', wan: 'wan0', t: 'lo' };

/**
 * The results of real probes, as "interface protocol source destination port verdict" lines: peers by the host's interface
 * that leads to them, what the client left to its kernel filled in, the time taken left out.
 */
export function normaliseProbes(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, peer = '', protocol, source, destination = '', port, , verdict] = PROBE.exec(line) ?? [];
    const via = PEERS[peer.replace(/^s\d+(?=lan$|wan$|t$)/, '')];
    if (via === undefined) return [];
    const dialled = destination.replace(/%.*/, '');
    const from = source === '-' ? chosenSource(via, dialled) : source;
    return [`${via} ${protocol} ${from} ${dialled} ${port} ${verdict}`];
  });
}

/** Where the client left its address to the kernel: the dialled one at home, outside its first of that kind. */
function chosenSource(via: string, destination: string): string {
  if (via === 'lo') return destination;
  if (destination.startsWith('fe80:')) return 'fe80::2';
  if (destination.includes(':')) return via === 'lan0' ? 'fd10:1::2' : '2001:db8:113::2';
  return via === 'lan0' ? '10.10.1.2' : '203.0.113.2';
}
