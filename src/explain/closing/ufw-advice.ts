import type { AuditedListener } from '../../model/audit.js';
import type { Ruleset } from '../../model/ruleset.js';
import type { Advice } from './advice.js';
import type { StoppedSources } from './stopped-sources.js';

/**
 * Takes back the `ufw allow` rules that let clients in, where ufw's policy then drops them; a rule before all others
 * otherwise (ufw(8): the first match counts, so a deny behind an allow would change nothing).
 */
export function ufwAdvice(listener: AuditedListener, ruleset: Ruleset): Advice {
  const own = builtInRule(listener);
  if (own !== undefined) return own;
  const rules = allowingRules(listener);
  if (rules !== undefined && dropsByDefault(ruleset, listener)) {
    return {
      title: 'Take the rule of ufw back',
      lines: rules.map((words) => `ufw delete ${words}`),
      note: `A rule like it for others (ufw status) may still hold the port open.`,
    };
  }
  const denial = `ufw prepend deny ${listener.port}/${listener.protocol}`;
  if (isOff(ruleset)) {
    return {
      title: 'Deny it in ufw, and switch ufw on',
      lines: [denial, 'ufw enable'],
      note: 'ufw is off: its rules count from "ufw enable" on, and then it denies all that it does not allow. First allow the way by which you come in yourself, such as "ufw allow ssh".',
    };
  }
  return { title: 'Deny it in ufw', lines: [denial], note: 'This machine itself still gets in.' };
}

/** Denies some sources before all other rules; ufw(8) has no way to mean all but some. */
export function ufwDenial(
  { port, protocol }: AuditedListener,
  stopped: readonly StoppedSources[],
): Advice | undefined {
  if (stopped.some(({ from }) => from?.negated)) return undefined;
  return {
    title: 'Deny it in ufw',
    lines: stopped.flatMap(({ interface: name, family, from }) =>
      (from?.networks ?? [family === 'ipv4' ? '0.0.0.0/0' : '::/0']).map(
        (network) => `ufw prepend deny in on ${name} from ${network} to any port ${port} proto ${protocol}`,
      ),
    ),
    note: 'Everybody else who gets in still does.',
  };
}

/** ufw's own rules run before the user's: multicast DNS, for one, is let in there. */
function builtInRule({ reach }: AuditedListener): Advice | undefined {
  for (const { verdict, reason } of reach) {
    if (verdict !== 'allowed' || reason.code !== 'firewall-accept') continue;
    const match = /^ufw(6?)-before-input$/.exec(reason.rule.chain);
    if (match === null || reason.rule.text.includes('-i lo')) continue;
    return {
      title: "Take this line out of ufw's own rules",
      where: `/etc/ufw/before${match[1]}.rules`,
      lines: [`-A ${reason.rule.chain} ${reason.rule.text}`],
      note: 'Then: ufw reload',
    };
  }
  return undefined;
}

/** The words after `ufw` of every rule that lets somebody in; undefined when something else does. */
function allowingRules({ reach }: AuditedListener): readonly string[] | undefined {
  const words = new Set<string>();
  for (const { verdict, audience, reason } of reach) {
    if (verdict === 'blocked' || audience === 'this-host') continue;
    const rule = 'rule' in reason ? reason.rule : undefined;
    // Names of interfaces may hold what a shell obeys.
    const match = /^(?:ufw )?((?:allow|limit) [\w ./:,@-]+)$/.exec(rule?.frontEndWords ?? '');
    if (rule?.frontEnd !== 'ufw' || match?.[1] === undefined) return undefined;
    words.add(match[1]);
  }
  return words.size === 0 ? undefined : [...words];
}

/** `ufw disable` leaves its chains, without a rule in them. */
function isOff({ tables }: Ruleset): boolean {
  const own = tables.flatMap(({ chains }) =>
    ['ufw-before-input', 'ufw6-before-input'].flatMap((name) => chains.get(name) ?? []),
  );
  return own.length > 0 && own.every(({ rules }) => rules.length === 0);
}

function dropsByDefault({ tables }: Ruleset, { accepts }: AuditedListener): boolean {
  return accepts.every((family) => {
    const table = tables.find(
      (one) => one.family === (family === 'ipv4' ? 'ip' : 'ip6') && one.name === 'filter',
    );
    return table?.chains.get('INPUT')?.base?.policy === 'drop';
  });
}
