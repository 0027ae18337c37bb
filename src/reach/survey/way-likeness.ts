import type { IpFamily } from '../../net/address-set.js';
import { prefixSet } from '../../net/cidr.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import type { HookRunner } from '../world.js';

/**
 * Equal for ways in by which every packet of the same sources meets the same answer: no rule tells their devices apart, no policy route either,
 * and the kernel treats sources alike. Where sources are checked against routes each device stands for itself.
 */
export function likenessOf(network: Network, runner: HookRunner, ingress: Ingress, family: IpFamily): string {
  const { sysctls, fib } = network;
  const { name, vrf } = ingress;
  if (name === 'lo' || vrf !== undefined || fib[family].hasCustomRules) return name;
  const rules = `\0${runner.deviceClass(name)}`;
  if (family === 'ipv6') {
    const linkLocal = fib.ipv6.split({ iif: 'lo', oif: name }, prefixSet('ipv6', 0xfe80n << 112n, 64));
    return `${rules} ${[...linkLocal.keys()].map(({ type }) => type)}`;
  }
  if (sysctls.max('ipv4', name, 'rp_filter') !== 0 || network.hasCustomLocalRoutes) return name;
  const settings = ['accept_local', 'route_localnet', 'src_valid_mark'].map((key) =>
    sysctls.either('ipv4', name, key),
  );
  return `${rules} ${settings} ${sysctls.own('ipv4', name, 'forwarding')}`;
}
