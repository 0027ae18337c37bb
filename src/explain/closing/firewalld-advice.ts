import type { AuditedListener } from '../../model/audit.js';
import type { Advice } from './advice.js';

/**
 * Takes the service or port out of its zone where the rule that lets clients in names them; a rich rule that rejects,
 * which firewalld puts before what a zone allows (firewalld.richlanguage(5)), otherwise.
 */
export function firewalldAdvice(listener: AuditedListener): Advice {
  const words = listener.reach
    .filter(({ verdict, audience }) => verdict !== 'blocked' && audience !== 'this-host')
    .map(({ reason }) => ('rule' in reason ? reason.rule?.frontEndWords : undefined));
  const grants = new Set(words.map(grantOf));
  if (grants.size > 0 && !grants.has(undefined)) {
    return {
      title: 'Take it out of the zone of firewalld',
      lines: [...grants].flatMap((grant) => bothTimes(grant ?? '')),
      note: 'The first command of a pair counts at once, the second from the next start on.',
    };
  }
  const zones = new Set(words.map((text) => /^zone ([\w-]+)/.exec(text ?? '')?.[1] ?? 'ZONE'));
  const rule = `rule port port="${listener.port}" protocol="${listener.protocol}" reject`;
  return {
    title: 'Reject it in firewalld',
    lines: [...zones].flatMap((zone) => bothTimes(`--zone=${zone} --add-rich-rule='${rule}'`)),
    note: zones.has('ZONE')
      ? 'ZONE is the one of the interface: firewall-cmd --get-active-zones'
      : 'The first command of a pair counts at once, the second from the next start on.',
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
