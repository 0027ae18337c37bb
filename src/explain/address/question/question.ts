import { parseAddress } from '../../../net/address.js';
import { width } from '../../../net/cidr.js';
import { parseEndpoint } from '../../../net/endpoint.js';
import { readInetAton } from './inet-aton.js';
import { parseNetwork } from './network-text.js';
import {
  anyPeer,
  bareIpv6WithPort,
  deviceOfIpv4,
  fullWidth,
  listenerId,
  loopbackName,
  namedPort,
  portAfterDot,
  portAlone,
  star,
  url,
} from './rewrites.js';
import type { Rewritten } from './rewritten.js';

/** What is to be explained. */
export type Question = AddressQuestion | NetworkQuestion;

export interface AddressQuestion {
  readonly kind: 'address';
  /** In the standard spelling, zone included; "localhost" stays a name. */
  readonly address: string;
  readonly port?: number;
  /** What is to be said of the way it was written. */
  readonly spelling: readonly string[];
}

export interface NetworkQuestion {
  readonly kind: 'network';
  /** "10.0.0.0/8" */
  readonly network: string;
  readonly spelling: readonly string[];
}

/** From what wraps an address to what stands inside: each gets what the ones before it made. */
const REWRITES: readonly ((text: string) => Rewritten | undefined)[] = [
  fullWidth,
  url,
  listenerId,
  anyPeer,
  star,
  portAlone,
  bareIpv6WithPort,
  deviceOfIpv4,
  namedPort,
  portAfterDot,
  loopbackName,
  readInetAton,
];

/** No address is as long, nor is a URL that somebody wants to know the address in; to look for one in more takes its time squared. */
const LONGEST = 16_384;

/**
 * Reads an address, with a port or without, or a network, in any spelling that people type or paste. Undefined for
 * what is none: `whyNone` says why.
 */
export function readQuestion(typed: string): Question | undefined {
  if (typed.length > LONGEST) return undefined;
  let text = typed.trim();
  const spelling: string[] = [];
  for (const rewrite of REWRITES) {
    const rewritten = rewrite(text);
    if (rewritten === undefined) continue;
    text = rewritten.text;
    spelling.push(...rewritten.notes);
  }
  const endpoint = parseEndpoint(text);
  if (endpoint === undefined) return readNetwork(text, spelling);
  const { address, port } = endpoint;
  if (address === 'localhost') spelling.push(LOCALHOST);
  if (port === 0) return { kind: 'address', address, spelling: [...spelling, NO_PORT] };
  return { kind: 'address', address, port, spelling: [...spelling, ...mistakable(text)] };
}

const LOCALHOST = 'localhost is a name for 127.0.0.1 and ::1 (RFC 6761 §6.3), and programs try both.';
const NO_PORT = 'Port 0 is no port to connect to; a program that binds to it gets a free one.';

/** "2001:db8::5:22" is an address, whatever was meant by 22. */
function mistakable(text: string): string[] {
  const { address, port } = /^(?<address>[^[\]%]*::[^[\]%]*):(?<port>[1-9]\d{1,3})$/.exec(text)?.groups ?? {};
  if (address === undefined || parseAddress(address) === undefined) return [];
  return [`Without brackets ${port} belongs to the address. If it is a port, write [${address}]:${port}.`];
}

function readNetwork(text: string, before: readonly string[]): Question | undefined {
  const parsed = parseNetwork(text);
  if (parsed === undefined) return undefined;
  const { address, length, network, family, netmask } = parsed;
  const spelling =
    netmask === undefined
      ? [...before]
      : [...before, `The netmask ${netmask} is the prefix length ${length}.`];
  if (length === width(family))
    return {
      kind: 'address',
      address,
      spelling: [...spelling, `With prefix length ${length} it is this one address.`],
    };
  if (network.startsWith(`${address}/`)) return { kind: 'network', network, spelling };
  const held = `As interfaces have it, ${address}/${length} is the address ${address} in the network ${network}: the others in it are neighbours. For the network, ask for ${network}.`;
  return { kind: 'address', address, spelling: [...spelling, held] };
}
