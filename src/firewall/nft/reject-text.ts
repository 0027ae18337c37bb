import { ICMP_CODES, ICMPV6_CODES, ICMPX_CODES, type Names } from '../names.js';
import { asObject, asString, type Json } from './json.js';

const CODES: Readonly<Record<string, Names>> = { icmp: ICMP_CODES, icmpv6: ICMPV6_CODES, icmpx: ICMPX_CODES };

/** How {"reject": …} answers: "tcp reset", "icmpx port-unreachable". */
export function rejectText(body: Json): string {
  const reject = asObject(body);
  const type = asString(reject?.type);
  if (type === 'tcp reset') return type;
  if (reject === undefined || type === undefined) return 'icmp port-unreachable';
  const names = (Object.hasOwn(CODES, type) ? CODES[type] : undefined) ?? {};
  const code = Object.keys(names).find((name) => names[name] === reject.expr) ?? String(reject.expr);
  return `${type} ${code}`;
}
