import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { inspect } from '../../src/inspect.js';
import { contains } from '../../src/net/address-set.js';
import { parseCidrs } from '../../src/net/cidr.js';

// Linux 6.1: a bridge with two guests and a tap device, behind which nobody can look, and bridge-nf-call-iptables. Its FORWARD
// chain drops port 80, and port 81 of frames that come in by the other guest's port. Who got through is as it was tried there.
const facts = parseCapture(readFileSync('test/fixtures/guests/bridge-with-tap.json', 'utf8'));
if ('error' in facts) throw new Error(facts.error);
const audit = inspect(facts);

const NEIGHBOUR = 0x0a_05_00_03;
const HOST = 0x0a_05_00_01;

it.each([
  [80, NEIGHBOUR, ['blocked']],
  [80, HOST, ['allowed']],
  [81, NEIGHBOUR, ['conditional']],
  [81, HOST, ['allowed']],
  [82, NEIGHBOUR, ['allowed']],
  [82, HOST, ['allowed']],
])(
  'rules of a bridge for its frames count where not all of its ports can be looked behind: port %i',
  (port, source, verdicts) => {
    const guest = audit.listeners.find(
      (listener) => listener.port === port && listener.id.endsWith('@guest-A'),
    );
    const entries = guest?.reach.filter(
      ({ interface: name, destinations, sources }) =>
        name === 'eth0' && destinations.includes('10.5.0.2') && contains(parseCidrs(sources).ipv4, source),
    );
    expect(entries?.map(({ verdict }) => verdict)).toEqual(verdicts);
  },
);
