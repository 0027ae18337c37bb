import type { Activation } from '../model/activation.js';
import type * as facts from '../model/facts.js';
import type { Gap } from '../model/gap.js';
import type { Guest } from '../model/guest.js';
import type { KernelUse } from '../model/kernel-use.js';
import type { ListingLine } from '../model/listing.js';
import type { MulticastMembership, SourceFilter } from '../model/multicast.js';
import type { Relay } from '../model/relay.js';
import { redactContainer } from './redact-container.js';
import { redactFirewall } from './redact-firewall.js';
import { redactOtherSocket } from './redact-other-socket.js';
import { endpoint, redactStandsFor } from './redact-stands-for.js';
import { each, kept, members, type Redactor, type Rewrite } from './redactor.js';

/** What stands for an argument of a command line. */
const ARGUMENT = 'redacted';

/**
 * Facts without names, addresses and command lines: a rule for every member of `Facts`, which the compiler sees to. What is
 * kept tells what is there and how it is set up, not whose it is.
 */
export function redactFacts(redactor: Redactor): Rewrite<facts.Facts> {
  const { addresses, names, sentence, remedy } = redactor;
  const address = (text: string) => addresses.address(text) ?? sentence(text);
  const cidr = (text: string) => addresses.cidr(text) ?? address(text);
  const name = (text: string) => names.name(text);
  const device = (text: string) => names.interface(text);
  const unit = (text: string) => names.unit(text);
  const path = (text: string) => names.path(text);

  const process = members<facts.Process>({
    pid: kept,
    name,
    uid: kept,
    user: (text) => (text === 'root' ? text : name(text)),
    command: each(() => ARGUMENT),
    startedAt: kept,
    cgroup: unit,
    systemdUnit: unit,
    systemdSlice: unit,
    container: name,
    entered: name,
  });

  const socket = members<facts.Socket>({
    protocol: kept,
    family: kept,
    address,
    port: kept,
    device,
    deviceKnown: kept,
    v6only: kept,
    transparent: kept,
    multicastAll: kept,
    uid: kept,
    inode: kept,
    cgroup: unit,
    queue: kept,
    pids: kept,
    pidsComplete: kept,
    kernelOwned: kept,
    kernelUse: members<KernelUse>({ subsystem: kept, interface: device }),
    standsFor: redactStandsFor(redactor),
  });

  const networkInterface = members<facts.Interface>({
    name: device,
    index: kept,
    kind: kept,
    up: kept,
    running: kept,
    addresses: each((value) => {
      addresses.subnet(value.address, value.prefix);
      return interfaceAddress(value);
    }),
    master: device,
    mac: (text) => names.mac(text),
    mtu: kept,
    link: kept,
    group: kept,
    type: kept,
    vlanFiltering: kept,
    vlans: kept,
    vlanId: kept,
    vlanProtocol: kept,
    routedMode: kept,
    allowedIps: each(cidr),
    vrfTable: kept,
    xdp: kept,
    tunnelPort: kept,
    userNetwork: kept,
    guest: members<Guest>({ name, addresses: each(address) }),
    bridgePort: kept,
  });
  const interfaceAddress = members<facts.InterfaceAddress>({
    family: kept,
    address,
    prefix: kept,
    peer: address,
    broadcast: address,
    scope: kept,
    tentative: kept,
  });

  const hop = { device, gateway: address };
  const route = members<facts.Route>({
    family: kept,
    type: kept,
    destination: cidr,
    table: kept,
    ...hop,
    metric: kept,
    preferredSource: address,
    scope: kept,
    dead: kept,
    linkdown: kept,
    from: cidr,
    nexthops: each(members<NonNullable<facts.Route['nexthops']>[number]>(hop)),
  });
  const rule = members<facts.RoutingRule>({
    family: kept,
    priority: kept,
    not: kept,
    from: cidr,
    to: cidr,
    iif: device,
    oif: device,
    mark: kept,
    markMask: kept,
    tos: kept,
    protocol: kept,
    sourcePorts: kept,
    destinationPorts: kept,
    uids: kept,
    l3mdev: kept,
    suppressPrefixLength: kept,
    others: kept,
    action: kept,
    table: kept,
    target: kept,
  });

  const namespace = members<facts.NamespaceFacts>({
    id: kept,
    current: kept,
    name,
    containers: each(name),
    pids: kept,
    mounts: each(path),
    sockets: each(socket),
    otherSockets: each(redactOtherSocket(redactor)),
    relays: each(members<Relay>({ pid: kept, address, port: kept, seen: kept })),
    interfaces: each(networkInterface),
    routes: each(route),
    rules: each(rule),
    sysctls: (values) =>
      Object.fromEntries(
        Object.entries(values).map(([key, value]) => [sysctlName(key, device), addresses.inText(value)]),
      ),
    multicast: each(
      members<MulticastMembership>({
        family: kept,
        device,
        group: address,
        users: kept,
        filters: each(members<SourceFilter>({ source: address, include: kept, exclude: kept })),
      }),
    ),
    firewall: redactFirewall(redactor),
  });

  return members<facts.Facts>({
    format: kept,
    capturedAt: kept,
    collector: kept,
    host: members<facts.HostFacts>({ hostname: name, platform: kept, os: kept, kernel: kept, uid: kept }),
    namespaces: each(namespace),
    processes: each(process),
    containers: each(redactContainer(redactor)),
    activations: each(
      members<Activation>({
        by: kept,
        starts: unit,
        name: unit,
        protocol: kept,
        address,
        port: kept,
        to: (text) => endpoint(text, redactor),
      }),
    ),
    gaps: each(members<Gap>({ code: kept, subject: sentence, detail: sentence, remedy, namespace: kept })),
    listing: each((line) => redactListingLine(line, redactor)),
  });
}

/** "net.ipv4.conf.eth0/100.rp_filter": dots in the interface's name stand as slashes. */
function sysctlName(key: string, device: Rewrite<string>): string {
  const [, before, own, after] = /^(net\.ipv[46]\.(?:conf|neigh)\.)([^.]+)(\..+)$/.exec(key) ?? [];
  if (own === undefined) return key;
  return `${before}${device(own.replaceAll('/', '.')).replaceAll('.', '/')}${after}`;
}

function redactListingLine(line: ListingLine, { addresses, names }: Redactor): ListingLine {
  const text = ARGUMENT;
  if (line.kind === 'not-understood') return { ...line, text, why: text };
  if (line.kind !== 'connection') return { ...line, text };
  const end = (value: string) => {
    const [, host = value, port = ''] = /^(.*)(:[^:]*)$/.exec(value) ?? [];
    const bare = host.replace(/^\[|\]$/g, '');
    const made = addresses.address(bare.replace(/%.*$/, ''));
    if (made === undefined) return value === '*' ? value : names.name(value);
    return host.startsWith('[') ? `[${made}]${port}` : `${made}${port}`;
  };
  return { ...line, text, local: end(line.local), peer: end(line.peer) };
}
