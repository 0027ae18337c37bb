import type { Selector } from '../../model/ruleset.js';
import { type AddressSet, type Bound, fullSet, type IpFamily, interval } from '../../net/address-set.js';
import { vrfOf } from '../routing/network.js';
import type { FoundRoute } from './environment.js';
import type { Loaded } from './load-selector.js';
import type { PacketState, Passage } from './packet.js';

type FibSelector = Extract<Selector, { on: 'fib' }>;

const NO_ROUTES: Loaded = { kind: 'unknown', why: { code: 'unknown-match', text: 'the routing tables' } };
const KERNEL_DECIDES: Loaded = {
  kind: 'unknown',
  why: { code: 'unknown-match', text: 'fib on lo and in a VRF, where kernels differ' },
};
const MARK_UNKNOWN: Loaded = {
  kind: 'unknown',
  why: { code: 'unknown-match', text: 'a mark that cannot be told' },
};

/**
 * A `fib` expression, `-m addrtype` or `-m rpfilter`: what the routing tables say of the packet's source or destination
 * (nft_fib_ipv4.c, nft_fib_ipv6.c, ipt_rpfilter.c).
 */
export function loadFib(selector: FibSelector, state: PacketState, passage: Passage): Loaded {
  const { fib } = passage.environment;
  if (fib === undefined) return NO_ROUTES;
  const { family } = passage;
  const asksPeer = selector.by.includes('saddr') === (passage.phase !== 'reply');
  const asked = asksPeer ? fullSet(family) : single(family, state.local.address);
  const device = selector.by.includes('iif')
    ? passage.iif
    : selector.by.includes('oif')
      ? passage.oif
      : undefined;

  if (selector.result === 'type') {
    const link = device ?? (selector.anyLink === true ? undefined : (passage.iif ?? passage.oif));
    const { interfaces, fibAge } = passage.environment;
    if (
      fibAge === 'either' &&
      device === undefined &&
      vrfOf({ interfaces }, passage.iif ?? passage.oif ?? '')
    )
      return KERNEL_DECIDES;
    const types = fib.types(family, asked, device, link, selector.anyLink === true);
    return ofPeers(
      types.map((part) => ({ sources: part.addresses, loaded: { kind: 'number', value: part.type } })),
      asksPeer,
    );
  }
  const skips = skipsLookup(passage);
  if (skips === undefined) return KERNEL_DECIDES;
  if (skips)
    return selector.result === 'exists'
      ? { kind: 'number', value: 1 }
      : { kind: 'name', value: passage.iif ?? 'lo' };
  const byMark = selector.by.includes('mark');
  if (byMark && state.mark === undefined) return MARK_UNKNOWN;
  const routes = fib.routes({
    family,
    to: asked,
    from: asksPeer ? state.local.address : family === 'ipv4' ? 0 : 0n,
    mark: byMark ? (state.mark ?? 0) : 0,
    device: device ?? passage.iif,
  });
  const read = selector.result === 'exists' ? exists : deviceName;
  const wanted = selector.loose ? undefined : device;
  return ofPeers(
    routes.map((route) => ({ sources: route.addresses, loaded: read(route, wanted) })),
    asksPeer,
  );
}

/** nft_fib_can_skip: packets that come over lo, or are looped on a VRF, count as come the right way, without a look at the tables. */
function skipsLookup({ hook, iif, looped, environment }: Passage): boolean | undefined {
  if (hook === 'prerouting' || hook === 'ingress') return iif === 'lo' || looped;
  if (hook !== 'input' || iif !== 'lo') return false;
  return environment.fibAge === 'either' ? undefined : environment.fibAge === 'new';
}

function exists(route: FoundRoute, wanted: string | undefined): Loaded {
  const found = wanted === undefined ? route.devices.length > 0 : route.devices.includes(wanted);
  return { kind: 'number', value: found ? 1 : 0 };
}

function deviceName(route: FoundRoute, wanted: string | undefined): Loaded {
  if (wanted !== undefined) return { kind: 'name', value: route.devices.includes(wanted) ? wanted : '' };
  if (route.devices.length > 1)
    return { kind: 'unknown', why: { code: 'random', text: 'which next hop of a multipath route is taken' } };
  return { kind: 'name', value: route.devices[0] ?? '' };
}

function ofPeers(parts: readonly { sources: AddressSet; loaded: Loaded }[], asksPeer: boolean): Loaded {
  if (asksPeer) return { kind: 'by-peer', parts };
  return parts[0]?.loaded ?? { kind: 'none' };
}

function single(family: IpFamily, value: Bound): AddressSet {
  return typeof value === 'bigint' ? interval(family, value, value + 1n) : interval(family, value, value + 1);
}
