import type { InterfaceAddress } from '../../../model/facts.js';
import { addressScope, scopeName } from '../netlink/rtnetlink-names.js';
import { type IpObject, numberIn, objectsIn, parseIpJson, textIn } from './ip-json.js';
import type { AssignedAddress } from './parse-rtnl-address.js';

/** The addresses in the output of `ip -j addr`. Undefined when it is no such output. */
export function parseIpAddr(text: string): readonly AssignedAddress[] | undefined {
  return parseIpJson(text)?.flatMap((object) => {
    const index = numberIn(object, 'ifindex');
    if (index === undefined) return [];
    return objectsIn(object, 'addr_info').flatMap((info) => {
      const address = addressOf(info);
      return address === undefined ? [] : [{ index, address }];
    });
  });
}

function addressOf(info: IpObject): InterfaceAddress | undefined {
  const family = textIn(info, 'family');
  const address = textIn(info, 'local');
  const prefix = numberIn(info, 'prefixlen');
  if ((family !== 'inet' && family !== 'inet6') || address === undefined || prefix === undefined)
    return undefined;
  const scope = numberIn(info, 'scope');
  const waits = info.tentative === true && info.optimistic !== true;
  return {
    family: family === 'inet' ? 'ipv4' : 'ipv6',
    address,
    prefix,
    peer: textIn(info, 'address'),
    broadcast: textIn(info, 'broadcast'),
    scope: addressScope(scope === undefined ? (textIn(info, 'scope') ?? '') : scopeName(scope)),
    tentative: waits || info.dadfailed === true || undefined,
  };
}
