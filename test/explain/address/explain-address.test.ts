import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainAddress } from '../../../src/explain/address/explain-address.js';
import { explanationSections } from '../../../src/explain/address/sections.js';
import { inspect } from '../../../src/inspect.js';
import type { Audit } from '../../../src/model/audit.js';
import type { Facts } from '../../../src/model/facts.js';
import { FACTS, local, namespaceOfContainer, withAddress } from './a-web-server.js';

const AUDIT = inspect(FACTS);

function withLinkLocal(address: string, device: string): Audit {
  const held = { family: 'ipv6', address, prefix: 64, scope: 'link' } as const;
  return inspect({
    ...FACTS,
    namespaces: FACTS.namespaces.map((namespace) => ({
      ...namespace,
      interfaces: namespace.interfaces?.map((one) =>
        one.name === device ? { ...one, addresses: [...one.addresses, held] } : one,
      ),
      routes: [...(namespace.routes ?? []), local(`${address}/128`, device)],
    })),
  });
}

function linesOf(address: string, port?: number): string {
  return explanationSections(explainAddress(address, AUDIT, port))
    .flatMap(({ title, lines }) => [title, ...lines])
    .join('\n');
}

describe('on the host at hand', () => {
  it('an address tells its interface and who listens there', () => {
    expect(explainAddress('10.1.0.2', AUDIT).here).toMatchObject({
      interfaces: ['eth0'],
      isLocal: true,
      answering: ['tcp/0.0.0.0:80'],
    });
  });

  it('0.0.0.0 tells what it stands for, and what a program that dials it talks to', () => {
    expect(explainAddress('0.0.0.0', AUDIT).here).toMatchObject({
      dialled: '127.0.0.1',
      standsFor: ['127.0.0.1 (lo)', '10.1.0.2 (eth0)'],
      bound: ['tcp/0.0.0.0:80'],
    });
  });

  it('an address under a local route is the host, though no interface has it', () => {
    expect(linesOf('192.0.2.77')).toContain('No interface has it, but a local route delivers it here.');
  });

  it('another address tells the way there', () => {
    expect(explainAddress('8.8.8.8', AUDIT).here).toMatchObject({
      isLocal: false,
      route: 'default via 10.1.0.1 dev eth0',
    });
    expect(explainAddress('10.1.0.9', AUDIT).here?.route).toBe('10.1.0.0/24 dev eth0');
  });

  it('an address to which no route leads is none of this host', () => {
    expect(explainAddress('2002::', AUDIT).here).toMatchObject({ isLocal: false, route: undefined });
    expect(linesOf('2002::')).toContain('It is not an address of this host, and no route leads there.');
  });

  it('a link-local address belongs to the interface of its zone alone', () => {
    const facts = withLinkLocal('fe80::1', 'eth0');
    expect(explainAddress('fe80::1%eth0', facts).here).toMatchObject({ interfaces: ['eth0'], isLocal: true });
    expect(explainAddress('fe80::1%eth9', facts).here).toMatchObject({ interfaces: [], isLocal: false });
  });

  it('the broadcast address of a network here is one', () => {
    expect(explainAddress('10.1.0.255', AUDIT).kind).toBe('broadcast');
  });
});

describe('with a port', () => {
  it('the listener bound to 127.0.0.2 answers there, not the one on all addresses', () => {
    const answers = explainAddress('127.0.0.2', AUDIT, 80).port?.answers.filter((each) => each.answers);
    expect(answers?.map(({ listener }) => listener)).toEqual(['tcp/127.0.0.2:80']);
  });

  it('at 127.0.0.1 the one on all addresses answers', () => {
    const answers = explainAddress('127.0.0.1', AUDIT, 80).port?.answers.filter((each) => each.answers);
    expect(answers?.map(({ listener }) => listener)).toEqual(['tcp/0.0.0.0:80']);
  });

  it('it is told who reaches the listener at this address', () => {
    expect(linesOf('10.1.0.2', 80)).toContain('tcp/0.0.0.0:80 answers, held by server-80.');
    expect(linesOf('10.1.0.2', 80)).toContain('the local network can reach it');
    expect(linesOf('127.0.0.1', 80)).not.toContain('the local network can reach it');
  });

  it('0.0.0.0 asks what answers on this host, as programs here do', () => {
    expect(linesOf('0.0.0.0', 80)).toContain('tcp/0.0.0.0:80 answers');
  });

  it('0.0.0.0 as the bind address that it is asks who reaches its listener at all addresses', () => {
    expect(linesOf('0.0.0.0', 80)).toContain('the local network can reach it');
  });

  it('0.0.0.0 on a system that refuses to dial it still tells who reaches the listener bound to it', () => {
    const windows = inspect({ ...FACTS, host: { ...FACTS.host, platform: 'win32' } });
    const [answer] = explainAddress('0.0.0.0', windows, 80).port?.answers ?? [];
    expect(answer).toMatchObject({ listener: 'tcp/0.0.0.0:80', answers: true });
  });

  it('it ends with what would close the listener, where others than this host reach it', () => {
    const ofWildcard = explanationSections(explainAddress('10.1.0.2', AUDIT, 80)).at(-1);
    expect(ofWildcard?.title).toBe('What would close it');
    expect(ofWildcard?.lines.join('\n')).toContain('nft');
    const sysctls = { 'net.ipv4.conf.all.route_localnet': '0', 'net.ipv4.conf.eth0.route_localnet': '0' };
    const namespaces = FACTS.namespaces.map((namespace) => ({ ...namespace, sysctls }));
    const loopback = explainAddress('127.0.0.2', inspect({ ...FACTS, namespaces }), 80);
    const titles = explanationSections(loopback).map(({ title }) => title);
    expect(titles).not.toContain('What would close it');
  });

  it('a listener bound to an address that no interface has answers nobody', () => {
    expect(linesOf('10.9.9.9', 9000)).toContain('is bound there, but nothing that is sent there reaches it');
  });

  it('a port without a listener says so', () => {
    expect(linesOf('10.1.0.2', 81)).toContain('Nothing answers at 10.1.0.2 on port 81.');
  });
});

describe('of another network namespace of the machine', () => {
  const container = namespaceOfContainer();
  const audit = inspect({ ...FACTS, namespaces: [...FACTS.namespaces, container] });
  const lines = (address: string, port?: number) =>
    explanationSections(explainAddress(address, audit, port)).flatMap(({ lines: each }) => each);

  it('an address is said to be the one of the container', () => {
    expect(lines('172.17.0.2')[0]).toBe(
      '172.17.0.2 is an address of eth0 of the container web, on this machine but not in this network namespace.',
    );
  });

  it('the listeners there answer, not those of this namespace', () => {
    const { here, port } = explainAddress('172.17.0.2', audit, 80);
    expect(here?.answering).toEqual(['tcp/0.0.0.0:80@web']);
    expect(port?.answers.map(({ listener }) => listener)).toEqual(['tcp/0.0.0.0:80@web']);
  });

  it('a loopback address is another one', () => {
    expect(lines('127.0.0.1', 5432)).toContain(
      'Other network namespaces, those of containers too, have this address for themselves; on port 5432 there: tcp/127.0.0.1:5432@web.',
    );
  });

  it('the same address in this namespace is this one', () => {
    const twin = { ...container, interfaces: withAddress(container.interfaces, '10.1.0.2') };
    const twins = inspect({ ...FACTS, namespaces: [...FACTS.namespaces, twin] });
    expect(explainAddress('10.1.0.2', twins, 80).port?.answers.map(({ listener }) => listener)).toEqual([
      'tcp/0.0.0.0:80',
    ]);
  });
});

describe('a port that NAT hands on', () => {
  it('is answered for, though its socket cannot be seen', () => {
    const reach = [
      {
        namespace: 'net:[1]',
        interface: 'eth0',
        destinations: ['10.1.0.2'],
        port: 8080,
        sources: ['10.1.0.0/24'],
        audience: 'local-network',
        verdict: 'allowed',
        reason: { code: 'no-firewall' },
      },
    ] as const;
    const forward = {
      id: 'tcp/8080→172.17.0.9:80',
      namespace: 'net:[1]',
      protocol: 'tcp',
      port: 8080,
      target: { address: '172.17.0.9', port: 80 },
      reach,
    } as const;
    const explanation = explainAddress('10.1.0.2', { ...AUDIT, forwards: [forward] }, 8080);
    expect(explanation.port?.answers).toMatchObject([
      { listener: forward.id, answers: true, isForward: true },
    ]);
    expect(explanationSections(explanation)[0]?.lines.join(' ')).toMatch(
      /NAT hands it to 172\.17\.0\.9:80, whose socket cannot be seen from here\. .*10\.1\.0\.0\/24/,
    );
  });
});

describe('a port that Docker publishes', () => {
  const facts: Facts = JSON.parse(readFileSync('test/fixtures/hosts/docker-proxy-on/facts.json', 'utf8'));
  const { port } = explainAddress('10.10.1.1', inspect(facts), 8102);

  it('is answered for by what most people get first, then by the proxy', () => {
    expect(port?.answers.map(({ listener }) => listener)).toEqual([
      'tcp/8102→172.17.0.7:8102',
      'tcp/0.0.0.0:8102',
    ]);
  });

  it('is answered for at the address that was asked for alone', () => {
    for (const { reach } of port?.answers ?? [])
      for (const { destinations } of reach) expect(destinations).toEqual(['10.10.1.1']);
  });
});

describe('without a host', () => {
  it('what holds everywhere is told', () => {
    const explanation = explainAddress('10.1.0.2', undefined, 80);
    expect(explanation).toMatchObject({ kind: 'private', here: undefined, port: undefined });
    expect(explanationSections(explanation).map(({ title }) => title)).not.toContain('On this host');
  });
});
