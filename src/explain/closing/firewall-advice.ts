import type { Audit, AuditedListener } from '../../model/audit.js';
import type { Ruleset } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import type { Advice } from './advice.js';
import { firewalldAdvice } from './firewalld-advice.js';
import { ufwAdvice } from './ufw-advice.js';

const KEEPS = 'This machine itself still gets in.';

/**
 * A rule for the firewall in use that stops everybody but this machine; undefined for what rules do not select by port, and
 * where it is not known which firewall that is.
 */
export function firewallAdvice(listener: AuditedListener, audit: Audit): Advice | undefined {
  if (listener.protocol !== 'tcp' && listener.protocol !== 'udp') return undefined;
  if (audit.host.platform === 'win32') return windowsAdvice(listener);
  if (audit.host.platform !== 'linux' || audit.evidence.facts.collector === 'pasted') return undefined;
  const advice = ruleAdvice(listener, audit);
  const elsewhere = audit.namespaces.some(({ id, current }) => id === listener.namespace && !current);
  if (!elsewhere) return advice;
  const [holder] = listener.owner.processes;
  if (holder === undefined) return undefined;
  const enter = `nsenter --target ${holder.pid} --net `;
  return { ...advice, lines: advice.lines.map((line) => `${enter}${line}`) };
}

function ruleAdvice(listener: AuditedListener, audit: Audit): Advice {
  const firewalls = audit.firewalls.filter(({ namespace }) => namespace === listener.namespace);
  const ruleset = audit.evidence.rulesets.get(listener.namespace) ?? { tables: [] };
  const frontEnds = new Set([
    ...firewalls.map(({ frontEnd }) => frontEnd),
    ...ruleset.tables.map(({ frontEnd }) => frontEnd),
  ]);
  if (frontEnds.has('ufw')) return ufwAdvice(listener, ruleset);
  if (frontEnds.has('firewalld')) return firewalldAdvice(listener);
  const legacy = firewalls.some(({ kind }) => kind === 'iptables-legacy');
  if (legacy || firewalls.some(({ kind }) => kind === 'iptables-nft')) {
    return iptablesAdvice(listener, legacy ? '-legacy' : '');
  }
  return nftablesAdvice(listener, ruleset);
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

function iptablesAdvice({ accepts, protocol, port }: AuditedListener, suffix: string): Advice {
  const rule = `${suffix} -I INPUT ! -i lo -p ${protocol} --dport ${port} -j DROP`;
  const commands: Readonly<Record<IpFamily, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };
  return {
    title: 'Drop it in iptables',
    lines: accepts.map((family) => `${commands[family]}${rule}`),
    note: `${KEEPS} Gone after a restart unless saved: netfilter-persistent save, or iptables-save.`,
  };
}

/** In a base chain on the input hook that exists, first of all its rules; in a table of its own otherwise. */
function nftablesAdvice({ accepts, protocol, port }: AuditedListener, ruleset: Ruleset): Advice {
  const rule = `iifname != "lo" ${protocol} dport ${port} drop`;
  const chain = inputChain(ruleset, accepts);
  const lines =
    chain === undefined
      ? [
          'nft add table inet closed',
          "nft 'add chain inet closed input { type filter hook input priority 0; }'",
          `nft 'add rule inet closed input ${rule}'`,
        ]
      : [`nft 'insert rule ${chain} ${rule}'`];
  return {
    title: 'Drop it in nftables',
    lines,
    note: `${KEEPS} Gone after a restart unless it is in /etc/nftables.conf too.`,
  };
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
