import type { Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import { formatAddress, parseAddress } from '../../net/address.js';
import { type AddressSet, type Bound, contains, type IpFamily } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { sendRequest } from '../packet/request.js';
import { isGroupAddress, takesGroup } from '../routing/group-address.js';
import { PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import { EPHEMERAL_PORT, type Findings } from './survey.js';
import { verdictsOf } from './verdicts.js';
import type { WayIn } from './ways-in.js';

/**
 * Notes who reaches a datagram socket that is bound to a multicast group or a broadcast address: it gets only what is sent
 * there, by the interfaces that joined the group (ip_check_mc_rcu, ipv6_chk_mcast_addr). The answer comes from an address
 * of that interface.
 */
export function surveyGroup(
  findings: Findings,
  { way, family, sources, otherwise, ...context }: WayIn,
  listener: Listener,
): void {
  const { namespace, network, runner, doubt, access } = findings.stack;
  const { ingress } = way;
  const group = parseAddress(listener.address.replace(/^::ffff:(?=\d+\.)/i, ''));
  if (group?.family !== family || !isGroupAddress(network, family, group.value)) return;
  if (ingress.name === 'lo' || (listener.device ?? ingress.name) !== ingress.name) return;
  const taken = takesGroup(namespace, ingress.name, family, group.value);
  if (taken === false) return;
  const unread: Reason | undefined =
    taken === undefined ? { code: 'facts-unreadable', subject: 'multicast memberships' } : undefined;
  const protocol = PROTOCOL_NUMBERS[listener.protocol === 'udplite' ? 'udplite' : 'udp'];
  const { port } = listener;
  const destination = group.value;
  const request = { family, protocol, ingress, sources, destination, port, peerPort: EPHEMERAL_PORT };
  const outcome = sendRequest(network, runner, request);
  const held = network.interfaces.get(ingress.name)?.addresses.find((address) => address.family === family);
  const own = held === undefined ? undefined : parseAddress(held.address)?.value;
  const arrived = outcome.arrivals.filter(({ local }) => local.address === destination);
  const worlds = arrived.map((world) => ({ ...world, local: { address: own ?? destination, port } }));
  const { reach, oneWay } = verdictsOf(
    way,
    { family, worlds, stops: outcome.stops },
    { device: listener.device },
    otherwise,
    unread ?? doubt,
    access(listener, family),
  );
  const destinations = prefixSet(family, destination, width(family));
  const onLink = staysOnLink(family, destination);
  const spot = {
    interface: ingress.name,
    port,
    destinations,
    zone: onLink && family === 'ipv6' ? ingress.name : undefined,
  };
  const answers = onLink ? context.linkAnswers : context.answers;
  findings.listeners.add(listener.id, spot, answers(reach));
  findings.oneWay.add(listener.id, spot, answers(oneWay));
}

/** True for what no router passes on: groups of one link (RFC 5771 §4, RFC 4291 §2.7) and broadcasts (RFC 2644). */
function staysOnLink(family: IpFamily, group: Bound): boolean {
  if (family === 'ipv6') return /^ff.[12]:/.test(formatAddress(family, group));
  return !contains(special('ipv4', 'multicast'), group) || contains(LOCAL_CONTROL, group);
}

/** 224.0.0.0/24. */
const LOCAL_CONTROL: AddressSet = prefixSet('ipv4', 0xe0000000, 24);
