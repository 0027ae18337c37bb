import { parseRule, type XtRule } from '../xtables/parse-rule.js';
import type { FrontEnd } from './front-ends.js';

const ACTIONS: Readonly<Record<string, string>> = {
  ACCEPT: 'allow',
  DROP: 'deny',
  REJECT: 'reject',
  'ufw-user-limit': 'limit',
  'ufw-user-limit-accept': 'limit',
  'ufw6-user-limit': 'limit',
  'ufw6-user-limit-accept': 'limit',
};

/** ufw: what users ask for is in the ufw-user-* chains and can be written as the command that made it. */
export const ufw: FrontEnd = {
  name: 'ufw',
  chains: /^ufw6?-/,
  words({ chain, text }) {
    const [, direction] = /^ufw6?-user-(input|output|forward)$/.exec(chain) ?? [];
    if (direction === undefined || !text.includes('-j ')) return undefined;
    const rule = parseRule(text);
    const action = Object.hasOwn(ACTIONS, rule.target?.name ?? '')
      ? ACTIONS[rule.target?.name ?? '']
      : undefined;
    return action && command(rule, action, direction);
  },
};

function command(rule: XtRule, action: string, direction: string): string {
  const base = (name: string) => rule.base.find((option) => option.name === name)?.values[0];
  const protocol = base('-p');
  const source = host(base('-s'));
  const destination = host(base('-d'));
  const sourcePort = ports(rule, ['--sport', '--sports']);
  const port = ports(rule, ['--dport', '--dports']);
  const words = ['ufw'];
  if (direction === 'forward') words.push('route');
  words.push(action);
  if (direction === 'output' && base('-o') === undefined) words.push('out');
  if (base('-i') !== undefined) words.push(`in on ${base('-i')}`);
  if (base('-o') !== undefined) words.push(`out on ${base('-o')}`);
  const plain = [source, destination, sourcePort, base('-i'), base('-o')].every((part) => part === undefined);
  if (plain && port !== undefined) {
    words.push(protocol === undefined ? port : `${port}/${protocol}`);
    return words.join(' ');
  }
  if (source !== undefined || sourcePort !== undefined) words.push(`from ${source ?? 'any'}`);
  if (sourcePort !== undefined) words.push(`port ${sourcePort}`);
  if (destination !== undefined || port !== undefined) words.push(`to ${destination ?? 'any'}`);
  if (port !== undefined) words.push(`port ${port}`);
  if (protocol !== undefined) words.push(`proto ${protocol}`);
  return words.join(' ');
}

/** ufw writes single hosts without their prefix length. */
function host(address: string | undefined): string | undefined {
  return address?.replace(/\/(32|128)$/, (length, bits: string) =>
    (bits === '32') === address.includes(':') ? length : '',
  );
}

function ports(rule: XtRule, names: readonly string[]): string | undefined {
  for (const match of rule.matches)
    for (const option of match.options) if (names.includes(option.name)) return option.values[0];
  return undefined;
}
