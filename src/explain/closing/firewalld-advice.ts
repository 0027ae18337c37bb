import type { AuditedListener } from '../../model/audit.js';
import type { Advice } from './advice.js';

/**
 * Takes the service or port out of its zone where the rule that lets clients in names them; a rich rule that rejects,
 * which firewalld puts before what a zone allows (firewalld.richlanguage(5)), otherwise.
 */
export function firewalldAdvice(listener: AuditedListener): Advice {
  const grants = new Set<string>();
  let known = true;
  for (const { verdict, audience, reason } of listener.reach) {
    if (verdict === 'blocked' || audience === 'this-host') continue;
    const grant = reason.code === 'firewall-accept' ? grantOf(reason.rule.frontEndWords) : undefined;
    if (grant === undefined) known = false;
    else grants.add(grant);
  }
  if (known && grants.size > 0) {
    return {
      title: 'Or take it out of the zone of firewalld',
      lines: [...grants].flatMap(bothTimes),
      note: 'The first command of a pair counts at once, the second from the next start on.',
    };
  }
  const rule = `rule port port="${listener.port}" protocol="${listener.protocol}" reject`;
  return {
    title: 'Or reject it in firewalld',
    lines: bothTimes(`--zone=ZONE --add-rich-rule='${rule}'`),
    note: 'ZONE is the one of the interface: firewall-cmd --get-active-zones',
  };
}

function bothTimes(options: string): string[] {
  return [`firewall-cmd ${options}`, `firewall-cmd --permanent ${options}`];
}

/** "zone public, service ssh" → the options that take it back. */
function grantOf(words: string | undefined): string | undefined {
  const match = /^zone ([\w-]+), (service|port) ([\w./-]+)$/.exec(words ?? '');
  return match === null ? undefined : `--zone=${match[1]} --remove-${match[2]}=${match[3]}`;
}
