import type { AuditedListener } from '../model/audit.js';
import { AUDIENCES, type Exposure } from '../model/listener.js';
import type { Forward } from '../model/reach.js';

/**
 * A forwarded port in the shape of a listener, so that one list, one filter and one page serve both: its address is the
 * target that NAT names, and nobody is known to own it.
 */
export function forwardAsListener(forward: Forward): AuditedListener {
  const family = forward.target.address.includes(':') ? 'ipv6' : 'ipv4';
  return {
    id: forward.id,
    namespace: forward.namespace,
    protocol: forward.protocol,
    family,
    address: forward.target.address,
    port: forward.port,
    deviceKnown: true,
    accepts: [family],
    scope: 'specific-interface',
    interfaces: forward.target.interface === undefined ? [] : [forward.target.interface],
    sockets: [],
    owner: { kind: 'unknown', processes: [] },
    reach: forward.reach,
    exposure: forward.exposure ?? widest(forward, 'allowed'),
    oneWay: [],
    groupReach: [],
    groupOneWay: [],
    explanation:
      forward.explanation ??
      `Port ${forward.port} is handed to ${forward.target.address} port ${forward.target.port}, whose socket cannot be seen from here.`,
    notes: [],
    ...atMost(forward),
  };
}

function atMost(forward: Forward): Pick<AuditedListener, 'exposureAtMost'> {
  if (forward.exposure !== undefined) return { exposureAtMost: forward.exposureAtMost };
  const possible = widest(forward, 'conditional');
  const certain = widest(forward, 'allowed');
  if (possible === 'none') return {};
  const isWider = certain === 'none' || AUDIENCES.indexOf(possible) > AUDIENCES.indexOf(certain);
  return isWider ? { exposureAtMost: possible } : {};
}

function widest({ reach }: Forward, verdict: 'allowed' | 'conditional'): Exposure {
  const places = reach
    .filter((entry) => entry.verdict === verdict)
    .map(({ audience }) => AUDIENCES.indexOf(audience));
  return AUDIENCES[Math.max(-1, ...places)] ?? 'none';
}
