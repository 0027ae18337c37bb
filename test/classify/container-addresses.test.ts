import { describe, expect, it } from 'vitest';
import { addressedContainers } from '../../src/classify/container-addresses.js';
import type { Container } from '../../src/model/container.js';
import type { NamespaceFacts } from '../../src/model/facts.js';

const web: Container = { runtime: 'docker', id: 'b6b36354a899', name: 'web' };
const namespace = (address: string, more: Partial<NamespaceFacts> = {}): NamespaceFacts => ({
  id: `net:[${address}]`,
  current: false,
  containers: ['web'],
  sockets: [],
  interfaces: [
    {
      name: 'eth0',
      index: 2,
      kind: 'veth',
      up: true,
      running: true,
      addresses: [
        { family: 'ipv4', address, prefix: 16, scope: 'global' },
        { family: 'ipv6', address: 'fe80::1', prefix: 64, scope: 'link' },
      ],
    },
  ],
  ...more,
});
const addresses = (namespaces: readonly NamespaceFacts[], containers = [web]) =>
  addressedContainers({ containers, namespaces })?.map((container) => container.addresses);

describe('the addresses of a container of which its runtime told the name alone', () => {
  it('are those in the network namespace of that name', () => {
    expect(addresses([namespace('172.17.0.2')])).toEqual([['172.17.0.2']]);
  });

  it('are what the runtime told, where it did', () => {
    expect(addresses([namespace('172.17.0.2')], [{ ...web, addresses: [] }])).toEqual([[]]);
  });

  it('are not known where it has the network of the host, or several have the name', () => {
    expect(addresses([namespace('10.0.0.1', { current: true })])).toEqual([undefined]);
    expect(addresses([namespace('172.17.0.2'), namespace('172.17.0.3')])).toEqual([undefined]);
    expect(addresses([namespace('172.17.0.2')], [web, web])).toEqual([undefined, undefined]);
  });
});
