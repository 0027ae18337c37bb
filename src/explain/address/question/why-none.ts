import { parseAddress } from '../../../net/address.js';
import { url } from './rewrites.js';

/** In one line, why `readQuestion` takes `text` for no address, and what to write instead. */
export function whyNone(typed: string): string {
  const trimmed = typed.trim();
  const text = url(trimmed)?.text ?? trimmed;
  if (text === '') return 'no address was given; name one, such as 127.0.0.1 or [::1]:631';
  const reason = REASONS.map((find) => find(text)).find((found) => found !== undefined);
  return `"${text}" ${reason ?? 'is no address; write it like 127.0.0.1, 10.0.0.1:22, fe80::1%eth0 or [::1]:631'}`;
}

const REASONS: readonly ((text: string) => string | undefined)[] = [
  hardwareAddress,
  bracket,
  range,
  prefixLength,
  zone,
  port,
  numbers,
  groups,
  name,
];

function hardwareAddress(text: string): string | undefined {
  return /^([0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/i.test(text)
    ? 'is the hardware address (MAC) of an interface; its neighbours see its IP addresses with ip neighbour'
    : undefined;
}

function bracket(text: string): string | undefined {
  if (/[[\]]/.test(text) && !/^\[[^[\]]*\]/.test(text))
    return 'lacks a bracket; an IPv6 address with a port is written [::1]:631';
  const { inner, rest } = /^\[(?<inner>[^:\]]+)\](?<rest>.*)$/.exec(text)?.groups ?? {};
  return inner === undefined
    ? undefined
    : `has brackets, which only IPv6 addresses have; write ${inner}${rest}`;
}

function range(text: string): string | undefined {
  const [first = '', last = ''] = text.split('-');
  return parseAddress(first) && parseAddress(last)
    ? 'is a range; ask for one address, or for a network such as 10.0.0.0/24'
    : undefined;
}

function prefixLength(text: string): string | undefined {
  const [host = '', length] = text.split('/');
  const family = parseAddress(host)?.family;
  if (family === undefined || length === undefined) return undefined;
  if (length.includes(':'))
    return `is a network, and networks have no ports; ask for ${host}:PORT or for the network`;
  if (length.includes('.'))
    return `has no netmask after the slash: one has all its ones in front, as 255.255.255.0`;
  const [most, example] = family === 'ipv4' ? [32, '10.0.0.0/8'] : [128, '2001:db8::/32'];
  return `has no prefix length after the slash: one goes from 0 to ${most}, as in ${example}`;
}

function zone(text: string): string | undefined {
  return /%(\]|:|$)/.test(text)
    ? 'lacks the interface after the percent sign, as in fe80::1%eth0'
    : undefined;
}

function port(text: string): string | undefined {
  const { host = '', port: found } = /^(?<host>\[[^\]]*\]|[^:]*):(?<port>[^:]*)$/.exec(text)?.groups ?? {};
  if (found === undefined || !isHost(host)) return undefined;
  if (found === '') return `has no port after the colon; write ${host} or ${host}:80`;
  if (/^\d+$/.test(found)) return `has no valid port: ports go from 1 to 65535`;
  return `has no port that is known by the name ${found}; write its number`;
}

function isHost(text: string): boolean {
  return (
    text === '' ||
    text === '*' ||
    text === 'localhost' ||
    parseAddress(text.replace(/^\[|\]$/g, '')) !== undefined
  );
}

/** Dotted numbers that are no IPv4 address. */
function numbers(text: string): string | undefined {
  const dotted = text.replace(/:\d+$/, '');
  if (!/^[\dxa-f]*(\.[\dxa-f]*)*$/i.test(dotted) || !/\d/.test(dotted) || /^[a-f]/i.test(dotted))
    return undefined;
  const parts = dotted.split('.');
  if (parts.includes(''))
    return 'is no IPv4 address: four numbers with a dot between each two, as in 192.0.2.1';
  if (parts.length > 4) return `is no IPv4 address: it has ${parts.length} numbers, and an address has four`;
  const octal = parts.find((part) => /^0\d*[89]/.test(part));
  if (octal !== undefined) return `is no IPv4 address: ${octal} begins like an octal number and is none`;
  const large = parts.find((part) => Number(part) > 255);
  return large === undefined
    ? undefined
    : `is no IPv4 address: ${large} is more than 255, the most that one of four numbers can be`;
}

function groups(text: string): string | undefined {
  return text.includes('::') || text.split(':').length > 2
    ? 'is no IPv6 address: up to eight groups of hexadecimal digits, with :: once for a run of zeros, and in brackets before a port'
    : undefined;
}

function name(text: string): string | undefined {
  const host = /^(?<host>(?:[a-z0-9_-]+\.)*[a-z_][a-z0-9_-]*\.?)(?::\d+)?$/i.exec(text)?.groups?.host;
  return host === undefined
    ? undefined
    : `is a name, and no name is looked up here; ask for one of its addresses (getent ahosts ${host})`;
}
