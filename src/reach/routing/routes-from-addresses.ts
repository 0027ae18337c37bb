import type { Interface, InterfaceAddress, Route } from '../../model/facts.js';

/** The routes that the kernel itself adds for addresses (fib_add_ifaddr, addrconf_prefix_route): local and connected. */
export function routesFromAddresses(interfaces: readonly Interface[]): Route[] {
  return interfaces.flatMap(({ name, addresses }) =>
    addresses.flatMap((address) => [
      ...routesOf(name, address),
      ...(address.address === '127.0.0.1' ? [local(name, { ...address, prefix: 8 }, '/8')] : []),
    ]),
  );
}

/** What stands in for routes that could not be read: those of the addresses, and a way out by every interface. */
export function assumedRoutes(interfaces: readonly Interface[]): Route[] {
  const defaults = interfaces.flatMap(({ name, kind, up, addresses }) =>
    up && kind !== 'loopback'
      ? [...new Set(addresses.map(({ family }) => family))].map(
          (family): Route => ({
            family,
            type: 'unicast',
            destination: family === 'ipv4' ? '0.0.0.0/0' : '::/0',
            table: 254,
            device: name,
            metric: 1024,
          }),
        )
      : [],
  );
  return [...routesFromAddresses(interfaces), ...defaults];
}

function routesOf(device: string, held: InterfaceAddress): Route[] {
  const connected: Route = {
    family: held.family,
    type: 'unicast',
    destination: `${held.peer ?? held.address}/${held.prefix}`,
    table: 254,
    device,
    metric: held.family === 'ipv6' ? 256 : 0,
    scope: 'link',
  };
  const broadcast: Route[] =
    held.broadcast === undefined
      ? []
      : [{ ...connected, type: 'broadcast', destination: held.broadcast, table: 255 }];
  return [local(device, held, ''), ...(held.scope === 'host' ? [] : [connected, ...broadcast])];
}

function local(device: string, { family, address }: InterfaceAddress, length: string): Route {
  return { family, type: 'local', destination: `${address}${length}`, table: 255, device, metric: 0 };
}
