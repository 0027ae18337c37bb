import type { AuditedListener } from '../../model/audit.js';
import type { Advice } from './advice.js';

const PAIRS = 'The first command of a pair counts at once, the second from the next start on.';

/**
 * Takes the service or port out of its zone where the rule that lets clients in names them; a rich rule that rejects,
 * which firewalld puts before what a zone allows (firewalld.richlanguage(5)), otherwise.
 */
export function firewalldAdvice(listener: AuditedListener): Advice {
  const words = listener.reach
    .filter(({ verdict, audience }) => verdict !== 'blocked' && audience !== 'this-host')
    .map(({ reason }) => ('rule' in reason ? reason.rule?.frontEndWords : undefined));
  const grants = words.map(grantsOf);
  if (grants.length > 0 && grants.every((options) => options.length > 0)) {
    const either = grants.some((options) => options.length > 1);
    return {
      title: 'Take it out of the zone of firewalld',
      lines: [...new Set(grants.flat())].flatMap(bothTimes),
      note: `${PAIRS}${either ? ' The rule of a service and that of its port are the same: of what the zone does not have, firewall-cmd warns NOT_ENABLED.' : ''}`,
    };
  }
  const zones = new Set(words.map((text) => /^zone ([\w-]+)/.exec(text ?? '')?.[1] ?? 'ZONE'));
  const rule = `rule port port="${listener.port}" protocol="${listener.protocol}" reject`;
  return {
    title: 'Reject it in firewalld',
    lines: [...zones].flatMap((zone) => bothTimes(`--zone=${zone} --add-rich-rule='${rule}'`)),
    note: zones.has('ZONE') ? 'ZONE is the one of the interface: firewall-cmd --get-active-zones' : PAIRS,
  };
}

function bothTimes(options: string): string[] {
  return [`firewall-cmd ${options}`, `firewall-cmd --permanent ${options}`];
}

/** "zone public, service ssh or port 22/tcp" → the options that take either back. */
function grantsOf(words: string | undefined): readonly string[] {
  const [, zone, grants = ''] =
    /^zone ([\w-]+), ((?:service|port) [\w./-]+(?: or port [\w./-]+)?)$/.exec(words ?? '') ?? [];
  return [...grants.matchAll(/(service|port) ([\w./-]+)/g)].map(
    ([, kind, name]) => `--zone=${zone} --remove-${kind}=${name}`,
  );
}
