import type { ExplainedHost, Subject } from './host.js';

/**
 * Who could reach it as far as a listing tells, without capital and full stop: on systems whose routes and firewall this
 * tool does not read, the bind address alone speaks.
 */
export function listingHeadline({ listener }: Subject, { collector }: ExplainedHost): string {
  const there = collector === 'pasted' ? 'that machine' : 'this machine';
  const unknown = collector === 'pasted' ? 'its interfaces and firewall are' : 'its firewall is';
  const caveat = `as far as the listing tells: ${unknown} not known`;
  switch (listener.scope) {
    case 'loopback-only':
      return `only programs on ${there}: it is bound to ${listener.address}`;
    case 'all-interfaces':
      return `anyone who can send packets to ${there}, at any of its ${familyWords(listener.accepts)}addresses, ${caveat}`;
    case 'specific-interface':
      return listener.interfaces.length === 0 && collector !== 'pasted'
        ? `nobody: no interface has ${listener.address} now`
        : `anyone who can send packets to ${listener.address}, ${caveat}`;
    default:
      return listener.scope satisfies never;
  }
}

function familyWords(accepts: readonly string[]): string {
  if (accepts.length !== 1) return '';
  return accepts[0] === 'ipv4' ? 'IPv4 ' : 'IPv6 ';
}
