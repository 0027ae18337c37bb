import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, parseFilter } from '../../src/filter/filter.js';
import type { AuditedListener } from '../../src/model/audit.js';
import type { StandsFor } from '../../src/model/stands-for.js';
import { sampleEntry, sampleListener, sampleProcess } from '../export/sample.js';

function passes(text: string, listener: AuditedListener): boolean {
  const filter = parseFilter(text);
  if ('error' in filter) throw new Error(filter.error);
  return matches(filter, listener);
}

function errorOf(text: string): string {
  const filter = parseFilter(text);
  return 'error' in filter ? filter.error : 'none';
}

const web = sampleListener();
const elsewhere = sampleListener({ id: 'tcp/[::]:80/v6only@a@b[4026532317]', namespace: 'net:[4026532317]' });
const published = sampleListener({ reach: [sampleEntry({ port: 8080 })] });

describe('a namespace', () => {
  it.each(['a@b', 'a@b[4026532317]', '4026532317', 'net:[4026532317]'])('is netns:%s', (name) => {
    expect(passes(`netns:${name}`, elsewhere)).toBe(true);
    expect(passes(`netns:${name}`, web)).toBe(false);
  });
  it('is not another one with a part of its name, nor the current one', () => {
    expect(['a', 'b', 'current', 'tcp'].map((name) => passes(`netns:${name}`, elsewhere))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(passes('netns:current', web)).toBe(true);
  });
});

describe('a socket that is held for somebody else', () => {
  const proxy = (standsFor: StandsFor) =>
    sampleListener({ owner: { kind: 'process', processes: [sampleProcess({ pid: 8 })], standsFor } });
  const podman = proxy({ kind: 'container', by: 'conmon', container: 'shop-db', pod: 'shop' });

  it.each(['shop-db', 'container:db', 'container:shop', 'SHOP'])('is found by %s', (text) => {
    expect(passes(text, podman)).toBe(true);
    expect(passes(text, web)).toBe(false);
  });

  it('is found by the service, the far end, the user and the interface that it is for', () => {
    expect(
      passes('ssh.socket', proxy({ kind: 'service', by: 'systemd', name: 'ssh.socket', starts: 'x' })),
    ).toBe(true);
    const tunnel = proxy({ kind: 'tunnel', by: 'ssh', to: 'db.example:5432', user: 'alice' });
    expect(['db.example', 'alice', 'bob'].map((text) => passes(text, tunnel))).toEqual([true, true, false]);
    const use = { subsystem: 'vxlan', interface: 'vx7' };
    expect(passes('vx7', sampleListener({ owner: { kind: 'kernel', processes: [], use } }))).toBe(true);
  });
});

describe('terms', () => {
  it.each([
    ['port:80', true],
    ['port:81', false],
    ['port:79-81', true],
    ['port:22,80', true],
    ['proto:tcp', true],
    ['proto:udp', false],
    ['scope:all', true],
    ['scope:loopback', false],
    ['user:www-data', true],
    ['user:33', true],
    ['user:root', false],
    ['process:NGI', true],
    ['reach:local-network', true],
    ['reach:internet', false],
    ['exposure:local', true],
    ['family:4', true],
    ['accepts:ipv6', false],
    ['owner:process', true],
    ['interface:lo', true],
    ['from:10.1.0.77', true],
    ['from:10.2.0.0/16', false],
    ['service:http', true],
    ['pid:812', true],
    ['nginx', true],
    ['apache', false],
  ])('%s → %s', (text, expected) => {
    expect(passes(text, web)).toBe(expected);
  });

  it('of one field are alternatives, of different fields must all hold', () => {
    expect(passes('port:22 port:80 proto:tcp', web)).toBe(true);
    expect(passes('port:22 port:80 proto:udp', web)).toBe(false);
  });

  it('behind a minus must not hold', () => {
    expect(passes('-user:root -port:22', web)).toBe(true);
    expect(passes('-nginx', web)).toBe(false);
  });

  it('keep blanks inside double quotes', () => {
    const chrome = sampleListener({
      owner: { kind: 'process', processes: [sampleProcess({ pid: 5, name: 'Google Chrome', command: [] })] },
    });
    expect(passes('"process:google chrome"', chrome)).toBe(true);
    expect(passes('process:"google chrome"', chrome)).toBe(true);
  });
});

describe('a port', () => {
  it('that clients dial counts as well as the one of the socket', () => {
    expect(passes('port:8080', published)).toBe(true);
    expect(passes('port:80', published)).toBe(true);
  });

  it('as a bare number does not find longer ones', () => {
    expect(passes('80', web)).toBe(true);
    expect(passes('8', web)).toBe(false);
  });
});

describe('a process', () => {
  it('whose name the kernel cut after 15 bytes is found by its file name', () => {
    const cut = sampleListener({
      owner: {
        kind: 'process',
        processes: [
          sampleProcess({
            pid: 9,
            name: 'NetworkManager-',
            command: ['/usr/sbin/NetworkManager-dispatcher'],
          }),
        ],
      },
    });
    expect(passes('process:networkmanager-dispatcher', cut)).toBe(true);
  });
});

describe('a bare address', () => {
  it('finds the listeners that answer there, whatever they are bound to', () => {
    expect(passes('10.1.0.2', web)).toBe(true);
    expect(passes('10.1.0.3', web)).toBe(false);
  });

  it('of IPv6 is no field name', () => {
    expect(errorOf('fe80::1')).toBe('none');
    expect(errorOf('::1')).toBe('none');
  });
});

describe('impossible conditions', () => {
  it.each([
    ['port:70000', 'port cannot be "70000": a number from 0 to 65535, or a range such as 8000-8999'],
    ['port:9-8', 'port cannot be "9-8": a number from 0 to 65535, or a range such as 8000-8999'],
    ['scope:foo', 'scope cannot be "foo": all-interfaces, loopback-only, specific-interface'],
    ['proto:', 'proto: needs a value: tcp, udp, sctp, udplite, raw, dccp'],
    ['proto:ud', 'proto cannot be "ud": tcp, udp, sctp, udplite, raw, dccp'],
  ])('%s says what is possible', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });

  it('an unknown field lists the known ones', () => {
    expect(errorOf('prot:tcp')).toMatch(/^unknown field "prot"; there are text, port, proto,/);
  });
});

it('any text gives a filter or one line of error, and never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const filter = parseFilter(text);
      if ('error' in filter) expect(filter.error).not.toContain('undefined');
      else matches(filter, web);
    }),
  );
});
