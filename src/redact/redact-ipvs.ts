import type * as ipvs from '../model/ipvs-facts.js';
import { each, kept, members, type Rewrite } from './redactor.js';

/** Virtual services with other addresses. */
export function redactIpvs(address: Rewrite<string>): Rewrite<ipvs.IpvsFacts> {
  const servers = each(members<ipvs.RealServer>({ address, port: kept, method: kept, weight: kept }));
  const scheduled = { persistent: kept, onePacket: kept, servers };
  return members<ipvs.IpvsFacts>({
    services: each(members<ipvs.VirtualService>({ protocol: kept, address, port: kept, ...scheduled })),
    marked: each(members<ipvs.MarkedService>({ mark: kept, family: kept, ...scheduled })),
    sysctls: kept,
  });
}
