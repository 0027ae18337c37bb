import type { Audit, AuditedListener } from '../../model/audit.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Ruleset } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import type { Advice } from './advice.js';
import { firewalldAdvice } from './firewalld-advice.js';
import { type StoppedSources, stoppedSources } from './stopped-sources.js';
import { ufwAdvice, ufwDenial } from './ufw-advice.js';

const KEEPS = 'This machine itself still gets in.';

/**
 * A rule for the firewall in use that stops everybody but this machine, or only `part` of a listener's reach; undefined for
 * what rules do not select by port, and where it is not known which firewall that is.
 */
export function firewallAdvice(
  listener: AuditedListener,
  audit: Audit,
  part?: readonly ReachEntry[],
): Advice | undefined {
  if (listener.protocol !== 'tcp' && listener.protocol !== 'udp') return undefined;
  if (audit.host.platform === 'win32') return part === undefined ? windowsAdvice(listener) : undefined;
  if (audit.host.platform !== 'linux' || audit.evidence.facts.collector === 'pasted') return undefined;
  const stopped = part && stoppedSources(listener, part);
  if (part !== undefined && stopped === undefined) return undefined;
  const advice = ruleAdvice(listener, audit, stopped);
  if (advice === undefined) return undefined;
  const elsewhere = audit.namespaces.some(({ id, current }) => id === listener.namespace && !current);
  if (!elsewhere) return advice;
  const [holder] = listener.owner.processes;
  if (holder === undefined) return undefined;
  const enter = `nsenter --target ${holder.pid} --net `;
  // To a server in a namespace of its own, the rest of this machine comes from outside as well.
  const note = advice.note?.replace(KEEPS, 'Programs in the same network namespace still get in.');
  return { ...advice, lines: advice.lines.map((line) => `${enter}${line}`), note };
}

function ruleAdvice(
  listener: AuditedListener,
  audit: Audit,
  stopped: readonly StoppedSources[] | undefined,
): Advice | undefined {
  const firewalls = audit.firewalls.filter(({ namespace }) => namespace === listener.namespace);
  const ruleset = audit.evidence.rulesets.get(listener.namespace) ?? { tables: [] };
  const frontEnds = new Set([
    ...firewalls.map(({ frontEnd }) => frontEnd),
    ...ruleset.tables.map(({ frontEnd }) => frontEnd),
  ]);
  if (frontEnds.has('ufw'))
    return stopped === undefined ? ufwAdvice(listener, ruleset) : ufwDenial(listener, stopped);
  if (frontEnds.has('firewalld')) return stopped === undefined ? firewalldAdvice(listener) : undefined;
  const legacy = firewalls.some(({ kind }) => kind === 'iptables-legacy');
  if (legacy || firewalls.some(({ kind }) => kind === 'iptables-nft')) {
    return iptablesAdvice(listener, legacy ? '-legacy' : '', stopped);
  }
  return nftablesAdvice(listener, ruleset, stopped);
}

/** Windows' firewall looks at no packet of the loopback interface. */
function windowsAdvice({ protocol, port }: AuditedListener): Advice {
  const name = `Block ${protocol.toUpperCase()} ${port}`;
  return {
    title: 'Block it in the firewall of Windows',
    lines: [
      `New-NetFirewallRule -DisplayName "${name}" -Direction Inbound -Protocol ${protocol.toUpperCase()} -LocalPort ${port} -Action Block`,
    ],
    note: `${KEEPS} To be run in PowerShell as administrator.`,
  };
}

function iptablesAdvice(
  { accepts, protocol, port }: AuditedListener,
  suffix: string,
  stopped: readonly StoppedSources[] | undefined,
): Advice | undefined {
  const commands: Readonly<Record<IpFamily, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };
  const matches =
    stopped === undefined
      ? accepts.map((family) => ({ family, match: '! -i lo' }))
      : stopped.map((sources) => ({ family: sources.family, match: iptablesMatch(sources) }));
  // iptables(8): a list of networks may not be negated.
  if (stopped?.some(({ from }) => from?.negated && from.networks.length > 1)) return undefined;
  return {
    title: 'Drop it in iptables',
    lines: matches.map(
      ({ family, match }) =>
        `${commands[family]}${suffix} -I INPUT ${match} -p ${protocol} --dport ${port} -j DROP`,
    ),
    note: `${keeps(stopped)} Gone after a restart unless saved: netfilter-persistent save, or iptables-save.`,
  };
}

function iptablesMatch({ interface: name, from }: StoppedSources): string {
  if (from === undefined) return `-i ${name}`;
  return `-i ${name} ${from.negated ? '! ' : ''}-s ${from.networks.join(',')}`;
}

/** In a base chain on the input hook that exists, first of all its rules; in a table of its own otherwise. */
function nftablesAdvice(
  { accepts, protocol, port }: AuditedListener,
  ruleset: Ruleset,
  stopped: readonly StoppedSources[] | undefined,
): Advice {
  const matches = stopped === undefined ? ['iifname != "lo"'] : stopped.map(nftMatch);
  const rules = matches.map((match) => `${match} ${protocol} dport ${port} drop`);
  const chain = inputChain(ruleset, accepts);
  const lines =
    chain === undefined
      ? [
          'nft add table inet closed',
          "nft 'add chain inet closed input { type filter hook input priority 0; }'",
          ...rules.map((rule) => `nft 'add rule inet closed input ${rule}'`),
        ]
      : rules.map((rule) => `nft 'insert rule ${chain} ${rule}'`);
  return {
    title: 'Drop it in nftables',
    lines,
    note: `${keeps(stopped)} Gone after a restart unless it is in /etc/nftables.conf too.`,
  };
}

function nftMatch({ interface: name, family, from }: StoppedSources): string {
  if (from === undefined) return `iifname "${name}" meta nfproto ${family}`;
  const operator = from.negated ? '!= ' : '';
  return `iifname "${name}" ${family === 'ipv4' ? 'ip' : 'ip6'} saddr ${operator}{ ${from.networks.join(', ')} }`;
}

function keeps(stopped: readonly StoppedSources[] | undefined): string {
  return stopped === undefined ? KEEPS : 'Everybody else who gets in still does.';
}

function inputChain({ tables }: Ruleset, accepts: readonly IpFamily[]): string | undefined {
  for (const { family, name, dormant, backend, frontEnd, chains } of tables) {
    const covers = family === 'inet' || (family === 'ip' && !accepts.includes('ipv6'));
    if (!covers || dormant || backend !== 'nft' || frontEnd !== undefined || !isPlain(name)) continue;
    for (const chain of chains.values()) {
      if (chain.base?.hook === 'input' && chain.base.type === 'filter' && isPlain(chain.name)) {
        return `${family} ${name} ${chain.name}`;
      }
    }
  }
  return undefined;
}

/** A name that a shell and nft take as it stands. */
function isPlain(name: string): boolean {
  return /^[A-Za-z][\w.-]*$/.test(name);
}
