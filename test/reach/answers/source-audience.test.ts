import { describe, expect, it } from 'vitest';
import type { NamespaceFacts } from '../../../src/model/facts.js';
import { parseAddress } from '../../../src/net/address.js';
import { contains } from '../../../src/net/address-set.js';
import { sourceAudiences } from '../../../src/reach/answers/source-audience.js';
import { createNetwork } from '../../../src/reach/routing/network.js';
import { iface, lo, namespaceOf, route } from '../a-host.js';

describe('a source address', () => {
  it('that is on-link is the local network', () => {
    expect(who('lan0', '10.1.0.7')).toEqual(['local-network', false]);
  });
  it('beyond a router that answers leave by is private networks', () => {
    expect(who('wan0', '192.168.7.7')).toEqual(['private-networks', false]);
  });
  it('that is globally routable is the internet where the default route leads', () => {
    expect(who('wan0', '9.9.9.9')).toEqual(['internet', false]);
  });
  it('that answers would leave to by another interface is whoever sends under it here', () => {
    expect(who('lan0', '9.9.9.9')).toEqual(['local-network', true]);
    expect(who('wan0', '10.1.0.7')).toEqual(['local-network', true]);
  });
  it('that is globally routable is the internet on every interface that the internet can find', () => {
    expect(who('dmz0', '9.9.9.9')).toEqual(['internet', false]);
  });
});

const namespace: NamespaceFacts = namespaceOf({
  interfaces: [
    lo(),
    iface('lan0', ['10.1.0.1/24']),
    iface('wan0', ['10.2.0.1/24']),
    iface('dmz0', ['8.8.4.4/24']),
  ],
  routes: [route('0.0.0.0/0', 'wan0', { gateway: '10.2.0.254' })],
  sockets: [],
});

/** Audience of an IPv4 source on an interface with ordinary neighbours, and whether nobody expects it there. */
function who(device: string, source: string): [string, boolean] | undefined {
  const value = parseAddress(source)?.value ?? 0;
  const found = sourceAudiences(createNetwork(namespace), namespace, device, 'ipv4', 'local-network').find(
    (part) => contains(part.sources, value),
  );
  return found && [found.audience, found.asymmetric];
}
