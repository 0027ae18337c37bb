import { parseAddress } from '../net/address.js';
import type { Redactor, Rewrite } from './redactor.js';

const WORDS = /^(?:ALL|LOCAL|KNOWN|UNKNOWN|PARANOID|EXCEPT|ALLOW|DENY|allow|deny)$/;
/** Options that run a program or show a text (hosts_options(5)). */
const OPTION =
  /^(\s*)(spawn|twist|banners|setenv|user|aclexec|rfc931|severity|nice|umask|linger|keepalive)\b.*$/;

/** The text of /etc/hosts.allow or hosts.deny, hosts_access(5): daemons, clients and options. */
export function redactWrappers(redactor: Redactor): Rewrite<string> {
  return (text) =>
    text
      .split('\n')
      .map((line) => (/^\s*#/.test(line) ? '#' : redactLine(line, redactor)))
      .join('\n');
}

function redactLine(line: string, redactor: Redactor): string {
  // Colons inside brackets are IPv6's.
  const fields = line.match(/(?:\[[^\]]*\]|[^:[])+|:/g) ?? [];
  return fields
    .map((field) => {
      const option = OPTION.exec(field);
      if (option !== null) return `${option[1]}${option[2]}`;
      return field.replace(/[^\s,:()]+/g, (word) => redactWord(word, redactor));
    })
    .join('');
}

function redactWord(word: string, { addresses, names }: Redactor): string {
  if (WORDS.test(word) || word === ':') return word;
  const [, bracketed, length = ''] = /^\[([^\]]+)\](\/\d+)?$/.exec(word) ?? [];
  if (bracketed !== undefined) {
    const [bare, made] =
      length === '' ? [bracketed, addresses.address(bracketed)] : ['', addresses.cidr(bracketed + length)];
    return made === undefined
      ? names.name(word)
      : `[${made.replace(/\/\d+$/, '')}]${bare === '' ? length : ''}`;
  }
  const plain = addresses.cidr(word) ?? addresses.address(word);
  if (plain !== undefined) return plain;
  // "192.168." is everything that begins so.
  const octets = /^(?:\d{1,3}\.){1,3}$/.test(word) ? word.split('.').length - 1 : 0;
  const whole = `${word}${'0.'.repeat(4 - octets)}`.replace(/\.$/, '');
  if (octets > 0 && parseAddress(whole) !== undefined) {
    const made = addresses.cidr(`${whole}/${octets * 8}`) ?? whole;
    return `${made.split('.').slice(0, octets).join('.')}.`;
  }
  return names.name(word);
}
