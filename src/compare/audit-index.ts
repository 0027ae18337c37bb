import type { ComparedAudit } from '../model/change.js';
import { formatAddress } from '../net/address.js';
import { type ParsedCidrs, parseCidr, parseCidrs } from '../net/cidr.js';
import { type KnownRules, knownRules } from './known-rules.js';
import { namespaceLabels } from './namespace-labels.js';

/** One audit of two, made ready to be asked why something is different in the other. */
export interface AuditIndex {
  readonly labels: ReadonlyMap<string, string>;
  readonly rules: KnownRules;
  /** By label and name, with the addresses that it has while it is up. */
  readonly interfaces: ReadonlyMap<string, { readonly up: boolean; readonly addresses: ReadonlySet<string> }>;
  /** By label: which interface has an address. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By label: the multicast groups that its interfaces take in, as `groupKey` names them. Undefined where these are not known. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string> | undefined> | undefined;
  /** By label: routes and rules of routing, as texts. Undefined where these are not known. */
  readonly routes: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** The addresses of the namespace and the broadcast addresses of their networks. */
  own(label: string): ParsedCidrs;
  sysctl(label: string, name: string): string | undefined;
}

/** Everything of it is computed when it is first asked for: most comparisons find nothing. */
export function auditIndex(audit: ComparedAudit): AuditIndex {
  const labels = namespaceLabels(audit);
  const labelOf = (id: string) => labels.get(id) ?? id;
  let rules: KnownRules | undefined;
  let interfaces: AuditIndex['interfaces'] | undefined;
  let addresses: AuditIndex['addresses'] | undefined;
  let groups: AuditIndex['groups'];
  let routes: AuditIndex['routes'];
  const own = new Map<string, ParsedCidrs>();
  return {
    labels,
    get rules() {
      rules ??= knownRules(audit);
      return rules;
    },
    get interfaces() {
      interfaces ??= new Map(
        audit.interfaces.map(({ namespace, name, up, addresses }) => [
          interfaceKey(labelOf(namespace), name),
          { up, addresses: new Set(addresses) },
        ]),
      );
      return interfaces;
    },
    get addresses() {
      addresses ??= addressesOf(audit, labelOf);
      return addresses;
    },
    get groups() {
      groups ??=
        audit.facts && new Map(audit.facts.namespaces.map((each) => [labelOf(each.id), groupsOf(each)]));
      return groups;
    },
    get routes() {
      routes ??=
        audit.facts && new Map(audit.facts.namespaces.map((each) => [labelOf(each.id), routesOf(each)]));
      return routes;
    },
    own(label) {
      const known = own.get(label) ?? parseCidrs(ownSources(audit, labelOf, label));
      own.set(label, known);
      return known;
    },
    sysctl: (label, name) => audit.facts?.namespaces.find(({ id }) => labelOf(id) === label)?.sysctls?.[name],
  };
}

/** Names an interface by the label of its namespace. */
export function interfaceKey(label: string, name: string): string {
  return `${label}\n${name}`;
}

/** Names a multicast group that an interface takes in. */
export function groupKey(device: string, group: string): string {
  return `${group} ${device}`;
}

function groupsOf({ multicast }: NamespaceFacts): ReadonlySet<string> | undefined {
  return multicast && new Set(multicast.map(({ device, group }) => groupKey(device, group)));
}

function addressesOf(audit: ComparedAudit, labelOf: (id: string) => string): AuditIndex['addresses'] {
  const found = new Map<string, Map<string, string>>();
  for (const { namespace, name, addresses } of audit.interfaces) {
    const label = labelOf(namespace);
    const own = found.get(label) ?? new Map<string, string>();
    found.set(label, own);
    for (const address of addresses) own.set(address.slice(0, address.lastIndexOf('/')), name);
  }
  return found;
}

function ownSources(audit: ComparedAudit, labelOf: (id: string) => string, label: string): readonly string[] {
  const addresses = audit.interfaces.flatMap((each) =>
    labelOf(each.namespace) === label ? each.addresses : [],
  );
  return addresses.flatMap((address) => {
    const host = address.slice(0, address.lastIndexOf('/'));
    const last = host.includes(':') ? undefined : parseCidr(address)?.bounds[1];
    return last === undefined ? [host] : [host, formatAddress('ipv4', Number(last) - 1)];
  });
}

type NamespaceFacts = NonNullable<ComparedAudit['facts']>['namespaces'][number];

function routesOf({ routes = [], rules = [] }: NamespaceFacts): ReadonlySet<string> {
  // The table "local" follows the addresses.
  const own = routes.filter(({ table, type }) => table !== 255 && type !== 'local' && type !== 'broadcast');
  return new Set([
    ...own.map(({ type, destination, gateway, device, table }) =>
      [
        type === 'unicast' ? '' : `${type} `,
        destination,
        gateway === undefined ? '' : ` via ${gateway}`,
        device === undefined ? '' : ` dev ${device}`,
        table === 254 ? '' : ` table ${table}`,
      ].join(''),
    ),
    ...rules.map((rule) => `rule ${rule.priority}: ${JSON.stringify(rule)}`),
  ]);
}
