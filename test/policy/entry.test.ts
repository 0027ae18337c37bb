import { describe, expect, it } from 'vitest';
import { sampleEntry, sampleListener, sampleProcess } from '../export/sample.js';
import { having, held, nginx, reachedBy, sources } from './held.js';

describe('an entry', () => {
  it.each([
    'process: nginx',
    'process: ng*',
    'service: http',
    'port: 80',
    'port: 1-1024',
    'address: 0.0.0.0',
    'scope: all-interfaces',
    'namespace: current',
    'protocol: tcp, port: [22, 80], interface: eth0',
  ])('about "%s" is about nginx on port 80', (criteria) => {
    expect(held(nginx, 'this-host', [`${criteria}, reachable_by: local-network`]).status).toBe(0);
  });

  it.each([
    'process: nginx-debug',
    'process: "*x*x"',
    'service: https',
    'port: 81',
    'unit: nginx.service',
    'container: nginx',
    'address: 127.0.0.0/8',
    'scope: loopback-only',
    'protocol: udp, port: 80',
    'namespace: web',
    'target: "*:80"',
    'process: nginx, interface: eth1',
  ])('about "%s" is not', (criteria) => {
    expect(held(nginx, 'this-host', [`${criteria}, reachable_by: local-network`]).status).toBe(1);
  });

  it.each([
    ['unit: ssh.service', { kind: 'service', by: 'systemd', starts: 'ssh.service', name: 'ssh.socket' }],
    ['container: web', { kind: 'container', by: 'docker-proxy', container: 'web' }],
  ] as const)('about "%s" is about the socket that another holds for it', (criteria, standsFor) => {
    const owner = { kind: 'process', processes: [sampleProcess({ pid: 1 })], standsFor } as const;
    const entries = [`${criteria}, reachable_by: local-network`];
    expect(held(having(sampleListener({ owner })), 'this-host', entries).status).toBe(0);
    expect(held(nginx, 'this-host', entries).status).toBe(1);
  });

  it('that permits a network leaves the rest of the sources a violation', () => {
    const { findings } = held(nginx, 'this-host', ['port: 80, reachable_by: 10.1.0.0/25']);
    expect(sources(findings)).toEqual([['10.1.0.128/25']]);
  });

  it('adds to what others permit', () => {
    const halves = ['port: 80, reachable_by: 10.1.0.0/25', 'process: nginx, reachable_by: 10.1.0.128/25'];
    expect(held(nginx, 'this-host', halves).status).toBe(0);
  });

  it('speaks of the port that clients dial, which NAT may change', () => {
    const published = reachedBy(sampleEntry({ port: 8080 }));
    expect(held(published, 'this-host', ['port: 8080, reachable_by: local-network']).status).toBe(0);
    expect(held(published, 'this-host', ['port: 80, reachable_by: local-network']).status).toBe(1);
  });

  it('that is about nothing is a notice, no violation', () => {
    const { status, rules } = held(nginx, 'local-network', ['process: gone, reachable_by: internet']);
    expect({ status, rules }).toEqual({ status: 0, rules: ['unused'] });
  });
});
