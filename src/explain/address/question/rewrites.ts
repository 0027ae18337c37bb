import { parseAddress } from '../../../net/address.js';
import { portOf } from '../../../net/service-names.js';
import type { Rewritten } from './rewritten.js';

/* Spellings that people paste, one function each: undefined where the text is not of that kind. */

/** "０.０.０.０" and "127。0。0。1", as input methods of East Asian languages write them. */
export function fullWidth(text: string): Rewritten | undefined {
  const plain = text.normalize('NFKC').replaceAll('。', '.');
  if (plain === text) return undefined;
  return {
    text: plain,
    notes: [`Written with full-width characters, which few programs take. In plain ones it is ${plain}.`],
  };
}

/** "http://127.0.0.1:3000/path": what stands between the scheme and the path. */
export function url(text: string): Rewritten | undefined {
  const { scheme, host } =
    /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:[^@/?#]*@)?(?<host>[^/?#]+)/i.exec(text)?.groups ?? {};
  if (scheme === undefined || host === undefined) return undefined;
  const port = SCHEME_PORTS[scheme.toLowerCase()] ?? portOf(scheme.toLowerCase());
  const isBare = !/:[^\]]*$/.test(host.replace(/^\[[^\]]*\]/, ''));
  if (!isBare || port === undefined)
    return { text: host, notes: [`Of a URL, ${host} is what says where it leads.`] };
  return {
    text: `${host}:${port}`,
    notes: [`Of a URL, ${host} is what says where it leads; ${scheme} without a port means port ${port}.`],
  };
}

const SCHEME_PORTS: Readonly<Record<string, number>> = {
  ws: 80,
  wss: 443,
  postgres: 5432,
  mongodb: 27017,
  rediss: 6379,
};

/** "tcp/0.0.0.0:80", as listeners are called here, with the namespace behind @ where there is one. */
export function listenerId(text: string): Rewritten | undefined {
  const rest = /^(?:tcp|udp|sctp|udplite|dccp|raw)[46]?[/ ](?<rest>[^@]+)(?:@.*)?$/.exec(text)?.groups?.rest;
  return rest === undefined ? undefined : { text: rest, notes: [] };
}

/** "0.0.0.0:*", "*:*", "*.*", ":::*", "0.0.0.0:0", "[::]:0": the foreign column of a listener. */
export function anyPeer(text: string): Rewritten | undefined {
  const { address, port } = /^(?<address>\*|0\.0\.0\.0|\[::\]|::)[:.](?<port>\*|0)$/.exec(text)?.groups ?? {};
  if (address === undefined) return undefined;
  const notes = [
    'In the foreign column of netstat or ss it means any peer: the row is a listener that waits, no connection.',
  ];
  if (port === '0')
    notes.push('Port 0 is no port to connect to; a program that binds to it gets a free one.');
  return { text: address === '[::]' ? '::' : address, notes };
}

/** "*:80" stands for 0.0.0.0 here. */
export function star(text: string): Rewritten | undefined {
  const port = /^\*(?<port>(?:[:.]\w+)?)$/.exec(text)?.groups?.port;
  if (port === undefined) return undefined;
  return {
    text: `0.0.0.0${port.replace('.', ':')}`,
    notes: ['netstat and ss write * for any address: 0.0.0.0 and, where a socket takes both, :: with it.'],
  };
}

/** ":80", as servers written in Go have it. */
export function portAlone(text: string): Rewritten | undefined {
  if (!/^:\w+$/.test(text)) return undefined;
  return {
    text: `0.0.0.0${text}`,
    notes: ['Without an address before the port, servers listen on all addresses.'],
  };
}

/** "127.0.0.53%lo:53", as ss writes a socket that is bound to a device. */
export function deviceOfIpv4(text: string): Rewritten | undefined {
  const {
    address,
    device,
    port = '',
  } = /^(?<address>[\d.]+)%(?<device>[^:/%]+)(?<port>:\w+)?$/.exec(text)?.groups ?? {};
  if (address === undefined) return undefined;
  return {
    text: address + port,
    notes: [
      `${device} is the device that the socket is bound to, as ss writes it: it takes what comes in there alone.`,
    ],
  };
}

/** "1.2.3.4:http", as netstat writes it without -n. */
export function namedPort(text: string): Rewritten | undefined {
  const { address, name = '' } =
    /^(?<address>.*[\d\]*a-f]|localhost):(?<name>[a-z][\w-]*)$/i.exec(text)?.groups ?? {};
  const port = portOf(name.toLowerCase());
  if (address === undefined || port === undefined || parseAddress(text) !== undefined) return undefined;
  return { text: `${address}:${port}`, notes: [`${name} is the name of port ${port}.`] };
}

/** "::1:631", as netstat on Linux writes it, and "::ffff:10.0.0.1:80". */
export function bareIpv6WithPort(text: string): Rewritten | undefined {
  const { address, port } = /^(?<address>::1|::ffff:[\d.]+):(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
  if (address === undefined) return undefined;
  const notes =
    address === '::1'
      ? [
          `Read as port ${port} at ::1, as netstat on Linux writes it. By RFC 4291, ${text} without brackets is one long address: write [::1]:${port}.`,
        ]
      : [];
  return { text: `[${address}]:${port}`, notes };
}

/** "127.0.0.1.631", "::1.631" and "fe80::1%lo0.631", as netstat of macOS and the BSDs writes them. */
export function portAfterDot(text: string): Rewritten | undefined {
  const { address, port } =
    /^(?<address>\d+\.\d+\.\d+\.\d+|[^[\]]*:[^[\]]*)\.(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  if (address === undefined || parseAddress(address) === undefined || parseAddress(text) !== undefined)
    return undefined;
  return {
    text: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    notes: [
      `Read as port ${port} at ${address}: netstat of macOS and the BSDs writes the port behind a dot.`,
    ],
  };
}

/** Names that hosts give their loopback addresses (/etc/hosts of Debian; RFC 6761 §6.3). */
export function loopbackName(text: string): Rewritten | undefined {
  const { name, port = '' } = /^(?<name>[a-z0-9.-]+)(?<port>:\d+)?$/i.exec(text)?.groups ?? {};
  if (name === undefined) return undefined;
  if (/^ip6-(localhost|loopback)$/i.test(name))
    return {
      text: port === '' ? '::1' : `[::1]${port}`,
      notes: [`${name} is the name of ::1 in /etc/hosts of Debian.`],
    };
  if (name !== 'localhost' && /(^|\.)localhost\.?$/i.test(name))
    return {
      text: `localhost${port}`,
      notes: [`Names that end in localhost lead to this machine (RFC 6761 §6.3).`],
    };
  return undefined;
}
