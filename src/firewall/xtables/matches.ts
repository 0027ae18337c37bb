import type { Match, Undecided } from '../../model/ruleset.js';
import { ALWAYS, undecided } from '../match.js';
import { addrtypeMatches, iprangeMatches, rpfilterMatches, setMatches } from './address-matches.js';
import { conntrackMatches } from './conntrack-matches.js';
import type { XtContext } from './context.js';
import { extensionText } from './extension-text.js';
import {
  devgroupMatches,
  headerMatches,
  icmpMatches,
  markMatches,
  physdevMatches,
  pkttypeMatches,
  policyMatches,
} from './packet-matches.js';
import type { Extension } from './parse-rule.js';
import { multiportMatches, transportMatches } from './port-matches.js';

/** One match a part of the extension that has to hold; undefined for a part that the model has no words for. */
type Translator = (
  extension: Extension,
  context: XtContext,
  protocol: number | undefined,
) => readonly (Match | undefined)[];

const MODULES: Readonly<Record<string, Translator>> = {
  tcp: transportMatches,
  udp: transportMatches,
  udplite: transportMatches,
  sctp: transportMatches,
  dccp: transportMatches,
  multiport: (extension, _, protocol) => multiportMatches(extension, protocol),
  conntrack: conntrackMatches,
  state: conntrackMatches,
  addrtype: addrtypeMatches,
  rpfilter: rpfilterMatches,
  iprange: iprangeMatches,
  set: setMatches,
  mark: markMatches,
  connmark: markMatches,
  icmp: icmpMatches,
  icmp6: icmpMatches,
  icmpv6: icmpMatches,
  pkttype: pkttypeMatches,
  ttl: headerMatches,
  hl: headerMatches,
  length: headerMatches,
  dscp: headerMatches,
  physdev: physdevMatches,
  devgroup: devgroupMatches,
  policy: policyMatches,
  recent: recentMatches,
  rt: absentHeader,
  frag: absentHeader,
  hbh: absentHeader,
  dst: absentHeader,
  mh: absentHeader,
  comment: () => [],
};

/** Modules whose outcome cannot be told from a ruleset, and why. */
const UNDECIDED: Readonly<Record<string, Undecided['code']>> = {
  limit: 'rate-limit',
  hashlimit: 'rate-limit',
  connlimit: 'connection-limit',
  statistic: 'random',
  quota: 'quota',
  quota2: 'quota',
  time: 'time',
  tcpmss: 'client-chosen',
  tos: 'client-chosen',
  ecn: 'client-chosen',
  string: 'client-chosen',
  u32: 'client-chosen',
  bpf: 'client-chosen',
  osf: 'client-chosen',
  ipv6header: 'client-chosen',
};

/** Translates `-m …` with its options: matches that all have to hold. */
export function translateExtension(
  extension: Extension,
  context: XtContext,
  protocol: number | undefined,
): readonly Match[] {
  const unknown = (code: Undecided['code']) => undecided(code, extensionText('-m', extension));
  const code = Object.hasOwn(UNDECIDED, extension.name) ? UNDECIDED[extension.name] : undefined;
  if (code !== undefined) return [unknown(code)];
  const translate = Object.hasOwn(MODULES, extension.name) ? MODULES[extension.name] : undefined;
  if (translate === undefined) return [unknown('unknown-match')];
  return translate(extension, context, protocol)
    .map((match) => match ?? unknown('unknown-match'))
    .filter((match) => match !== ALWAYS);
}

/** An IPv6 extension header: ordinary packets have none, so that nothing asked of one holds. */
function absentHeader(extension: Extension): readonly Match[] {
  const text = extensionText('-m', extension);
  return [{ kind: 'unknown', why: { code: 'client-chosen', text, ordinary: false } }];
}

/** -m recent: `--set` notes the source and matches; the others ask how often it was seen. */
function recentMatches(extension: Extension): readonly Match[] {
  const has = (name: string) => extension.options.some((option) => option.name === name);
  if (has('--set')) return [];
  const text = extensionText('-m', extension);
  return [undecided(has('--hitcount') || has('--seconds') ? 'rate-limit' : 'dynamic-set', text)];
}
