import type { Interface } from '../../../../src/model/facts.js';
import type { HookName, Ruleset } from '../../../../src/model/ruleset.js';
import { parseAddress } from '../../../../src/net/address.js';
import { fullSet, isEmpty, subtract, unionAll } from '../../../../src/net/address-set.js';
import { toCidrs } from '../../../../src/net/cidr.js';
import type { HookEnvironment } from '../../../../src/reach/firewall/environment.js';
import { hookRunner } from '../../../../src/reach/firewall/runner.js';
import type { HookRunner, Stop, World } from '../../../../src/reach/world.js';

/** An environment with devices of these names, each with 10.0.0.1/24. */
export function environment(...devices: (string | Partial<Interface>)[]): HookEnvironment {
  const interfaces = devices.map(
    (device, i): Interface => ({
      name: typeof device === 'string' ? device : `if${i}`,
      index: i + 1,
      kind: 'physical',
      up: true,
      running: true,
      addresses: [{ family: 'ipv4', address: '10.0.0.1', prefix: 24, scope: 'global' }],
      ...(typeof device === 'string' ? {} : device),
    }),
  );
  return {
    interfaces: new Map(interfaces.map((each) => [each.name, each])),
    lower: new Map(),
    fib: undefined,
    routesByMark: true,
    takenByMark: false,
    fibAge: 'new',
    transparentSocket: () => false,
  };
}

/** A packet of whatever source to 10.0.0.1:22 over TCP, come in by eth0. */
export function world(change: Partial<World> & { port?: number; to?: string } = {}): World {
  const { port = 22, to = '10.0.0.1', ...rest } = change;
  const address = parseAddress(to);
  if (address === undefined) throw new Error(`no address: ${to}`);
  const local = { address: address.value, port };
  const all = fullSet(address.family);
  return {
    family: address.family,
    protocol: 6,
    phase: 'new',
    iif: 'eth0',
    oif: undefined,
    must: all,
    may: all,
    doubts: [],
    local,
    dialled: local,
    peerPort: 40000,
    mark: 0,
    ctmark: 0,
    tracked: true,
    ctStatus: 0,
    acceptedBy: [],
    ...rest,
  };
}

/** What came of packets at some hooks in a row, in CIDRs. */
export interface Answer {
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
  readonly conditional: readonly string[];
  /** Reason codes of the blocks and of the doubts. */
  readonly because: readonly string[];
  readonly worlds: readonly World[];
  readonly stops: readonly Stop[];
}

export function ask(
  rules: Ruleset | HookRunner,
  start: World = world(),
  hooks: readonly HookName[] = ['ingress', 'prerouting', 'input'],
  env: HookEnvironment = environment('eth0', 'lo'),
): Answer {
  const runner = 'run' in rules ? rules : hookRunner(rules, env);
  let worlds: readonly World[] = [start];
  const stops: Stop[] = [];
  for (const hook of hooks) {
    const results = worlds.map((each) => runner.run(hook, each));
    worlds = results.flatMap(({ passed }) => passed);
    stops.push(...results.flatMap(({ stopped }) => stopped));
  }
  const { family } = start;
  const must = unionAll(
    family,
    worlds.map((each) => each.must),
  );
  const may = unionAll(
    family,
    worlds.map((each) => each.may),
  );
  const conditional = subtract(may, must);
  const blocked = subtract(
    unionAll(
      family,
      stops.map((stop) => stop.must),
    ),
    may,
  );
  return {
    allowed: toCidrs(must),
    blocked: toCidrs(blocked),
    conditional: toCidrs(conditional),
    because: [
      ...new Set([
        ...stops.filter((stop) => !isEmpty(stop.must)).map((stop) => stop.reason.code),
        ...worlds.flatMap((each) => each.doubts.map((doubt) => doubt.reason.code)),
      ]),
    ],
    worlds,
    stops,
  };
}
