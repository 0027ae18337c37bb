import type { NamespaceFacts } from '../../model/facts.js';
import type { Listener } from '../../model/listener.js';
import { parseAddress } from '../../net/address.js';
import type { IpFamily } from '../../net/address-set.js';
import { createNetwork } from '../routing/network.js';
import { isTransport, PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import type { Endpoint } from '../world.js';
import type { FibQueries, HookEnvironment } from './environment.js';
import { fibAge } from './fib-age.js';
import { fibQueries } from './fib-queries.js';
import { isUpper } from './lower-devices.js';

/** With these, answers take over the mark of what they answer. */
const MARK_SYSCTLS = ['net.ipv4.tcp_fwmark_accept', 'net.ipv4.fwmark_reflect'];

/** The namespace that rules stand in. */
export interface HostOfRules {
  readonly namespace: NamespaceFacts;
  readonly listeners: readonly Listener[];
  /** The kernel's release, "6.12.30-amd64". */
  readonly kernel?: string;
}

/** What rules look at beyond the packet, from the facts of their namespace. Routes are prepared when first asked for. */
export function hookEnvironment({ namespace, listeners, kernel }: HostOfRules): HookEnvironment {
  const age = fibAge(kernel);
  const takenByMark = (namespace.firewall?.ipvs?.marked ?? []).length > 0;
  let fib: FibQueries | undefined;
  return {
    interfaces: new Map((namespace.interfaces ?? []).map((device) => [device.name, device])),
    lower: lowerDevices(namespace),
    fibAge: age,
    get fib() {
      if (namespace.routes === undefined) return undefined;
      fib ??= fibQueries(createNetwork(namespace), age);
      return fib;
    },
    takenByMark,
    routesByMark:
      namespace.rules?.some(({ mark }) => mark !== undefined) !== false ||
      takenByMark ||
      MARK_SYSCTLS.some((name) => namespace.sysctls?.[name] === '1'),
    transparentSocket: (protocol, family, to) => transparentSocket(listeners, protocol, family, to),
  };
}

function lowerDevices({ id, interfaces = [] }: NamespaceFacts): ReadonlyMap<string, string> {
  const byIndex = new Map(interfaces.map(({ index, name }) => [index, name]));
  return new Map(
    interfaces.flatMap(({ name, kind, link }) => {
      const below = link?.namespace === id && isUpper(kind) ? byIndex.get(link.index) : undefined;
      return below === undefined ? [] : [[name, below] as const];
    }),
  );
}

function transparentSocket(
  listeners: readonly Listener[],
  protocol: number,
  family: IpFamily,
  to: Endpoint,
): boolean | undefined {
  const candidates = listeners.filter(
    (listener) =>
      isTransport(listener.protocol) &&
      PROTOCOL_NUMBERS[listener.protocol] === protocol &&
      listener.port === to.port &&
      listener.accepts.includes(family) &&
      mayTake(listener, to),
  );
  const sockets = candidates.flatMap((listener) => listener.sockets);
  if (sockets.length === 0 || sockets.every(({ transparent }) => transparent === false)) return false;
  return sockets.every(({ transparent }) => transparent === true) ? true : undefined;
}

function mayTake(listener: Listener, to: Endpoint): boolean {
  const bound = parseAddress(listener.address);
  if (bound === undefined) return true;
  if (BigInt(bound.value) === 0n || BigInt(bound.value) === 0xffff00000000n) return true;
  return (
    BigInt(bound.value) === BigInt(to.address) || BigInt(bound.value) === 0xffff00000000n + BigInt(to.address)
  );
}
