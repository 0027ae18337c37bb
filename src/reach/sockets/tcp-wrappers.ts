import type { FirewallFacts } from '../../model/firewall-facts.js';
import {
  type AddressSet,
  emptySet,
  fullSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  union,
  unionAll,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';
import type { AccessRule } from './access-lists.js';

/** Who a list of client patterns names: certainly those in `sure`, perhaps those in `may` (host names, netgroups). */
interface Named {
  readonly sure: AddressSet;
  readonly may: AddressSet;
}

/**
 * What hosts.allow and hosts.deny turn away from daemons of these names (hosts_access(5)): the first line of hosts.allow
 * that names daemon and client lets it in, else the first of hosts.deny turns it away, else it is let in.
 */
export function tcpWrapperRules(
  files: Pick<NonNullable<FirewallFacts['tcpWrappers']>, 'allow' | 'deny'>,
  daemons: readonly string[],
  family: IpFamily,
): AccessRule[] {
  const rules: AccessRule[] = [];
  let open = fullSet(family);
  // Those whom a line of hosts.allow may have let in already: a later line stops them only perhaps.
  let perhapsAllowed = emptySet(family);
  for (const { clients, turnsAway, line } of [...linesOf(files.allow, false), ...linesOf(files.deny, true)]) {
    if (!clients.daemons.some((name) => name === 'ALL' || daemons.includes(name))) continue;
    const { sure, may } = named(clients.patterns, family);
    const reason = { code: 'tcp-wrappers', line } as const;
    if (turnsAway) {
      const certain = subtract(intersect(open, sure), perhapsAllowed);
      const unsure = subtract(intersect(open, may), certain);
      if (!isEmpty(certain)) rules.push({ sources: certain, reason, certain: true });
      if (!isEmpty(unsure)) rules.push({ sources: unsure, reason, certain: false });
    } else perhapsAllowed = union(perhapsAllowed, intersect(open, subtract(may, sure)));
    open = subtract(open, sure);
  }
  return rules;
}

interface Line {
  readonly clients: { readonly daemons: readonly string[]; readonly patterns: readonly string[] };
  readonly turnsAway: boolean;
  readonly line: string;
}

/** `daemons : clients [: option …]`, where the options `allow` and `deny` overrule the file (hosts_options(5)). */
function linesOf(text: string, denies: boolean): Line[] {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line): Line[] => {
      // Colons inside [brackets] belong to IPv6 addresses.
      const fields = line.match(/(?:\[[^\]]*\]|[^:[])+/g)?.map((field) => field.trim()) ?? [];
      const [daemons, patterns, ...options] = fields;
      if (daemons === undefined || patterns === undefined) return [];
      const overruled = options.find((option) => /^(allow|deny)$/i.test(option))?.toLowerCase();
      const turnsAway = overruled === undefined ? denies : overruled === 'deny';
      return [{ clients: { daemons: words(daemons), patterns: words(patterns) }, turnsAway, line }];
    });
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function named(patterns: readonly string[], family: IpFamily): Named {
  const at = patterns.indexOf('EXCEPT');
  if (at >= 0) {
    const [those, but] = [named(patterns.slice(0, at), family), named(patterns.slice(at + 1), family)];
    return { sure: subtract(those.sure, but.may), may: subtract(those.may, but.sure) };
  }
  const each = patterns.map((pattern) => byPattern(pattern, family));
  return {
    sure: unionAll(
      family,
      each.map(({ sure }) => sure),
    ),
    may: unionAll(
      family,
      each.map(({ may }) => may),
    ),
  };
}

function byPattern(pattern: string, family: IpFamily): Named {
  const none = emptySet(family);
  if (pattern === 'ALL') return { sure: fullSet(family), may: fullSet(family) };
  const set = addressPattern(pattern);
  if (set !== undefined) return set.family === family ? { sure: set, may: set } : { sure: none, may: none };
  // Host names, .domains, LOCAL, KNOWN, PARANOID and @netgroups depend on name service.
  return { sure: none, may: fullSet(family) };
}

/** "192.0.2.", "192.0.2.0/255.255.255.0", "192.0.2.0/24", "[2001:db8::]/32", "192.0.2.1". */
function addressPattern(pattern: string): AddressSet | undefined {
  const bare = pattern.replace(/^\[([^\]]*)\](.*)$/, '$1$2');
  if (/^(\d+\.){1,3}$/.test(bare)) {
    const octets = bare.split('.').filter((octet) => octet !== '');
    const padded = [...octets, '0', '0', '0'].slice(0, 4).join('.');
    return parseCidr(`${padded}/${octets.length * 8}`);
  }
  const [address = '', mask = ''] = bare.split('/');
  if (!mask.includes('.')) return parseCidr(bare);
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? parseCidr(`${address}/${bits.replaceAll('0', '').length}`) : undefined;
}
