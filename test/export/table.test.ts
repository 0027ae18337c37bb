import { describe, expect, it } from 'vitest';
import { displayWidth, truncate } from '../../src/export/columns.js';
import { renderTable } from '../../src/export/table.js';
import { sampleAudit, sampleEntry, sampleListener, sampleProcess } from './sample.js';

const loopback = sampleListener({
  id: 'tcp/127.0.0.1:6379',
  address: '127.0.0.1',
  port: 6379,
  scope: 'loopback-only',
  service: 'redis',
  exposure: 'this-host',
  owner: {
    kind: 'process',
    processes: [sampleProcess({ pid: 655, name: 'redis' }), sampleProcess({ pid: 656 })],
  },
});
const internet = sampleListener({
  id: 'tcp/[::]:443',
  family: 'ipv6',
  address: '::',
  port: 443,
  service: 'https',
  exposure: 'internet',
  reach: [sampleEntry({ audience: 'internet', reason: { code: 'same-host' } })],
});
const kernel = sampleListener({
  id: 'udp/0.0.0.0%eth0:4789',
  protocol: 'udp',
  port: 4789,
  device: 'eth0',
  service: undefined,
  exposure: 'none',
  exposureAtMost: 'internet',
  owner: { kind: 'kernel', processes: [] },
  reach: [
    sampleEntry({ audience: 'internet', verdict: 'conditional', reason: { code: 'firewall-not-evaluated' } }),
  ],
});

describe('the plain table', () => {
  it('has the worst exposure first, and aligned columns', () => {
    expect(renderTable(sampleAudit({ listeners: [loopback, internet, sampleListener()] }))).toBe(
      [
        'REACHED BY     PROTO  ADDRESS         SCOPE           OWNER         SERVICE  WHY',
        'internet       tcp    [::]:443        all-interfaces  nginx/812     https    no rule on lo stops it',
        'local-network  tcp    0.0.0.0:80      all-interfaces  nginx/812     http     there are no firewall rules',
        'this-host      tcp    127.0.0.1:6379  loopback-only   redis/655 +1  redis    bound to loopback',
        '',
      ].join('\n'),
    );
  });

  it('marks with ? whom it cannot tell, and names the device after the address', () => {
    const table = renderTable(sampleAudit({ listeners: [kernel] }));
    expect(table.split('\n')[1]).toBe(
      'internet?   udp    0.0.0.0%eth0:4789  all-interfaces  kernel  -        firewall rules exist and were not evaluated',
    );
  });

  it('keeps a hostile name in its row, and columns aligned beside wide characters', () => {
    const hostile = sampleListener({
      owner: { kind: 'process', processes: [sampleProcess({ pid: 1, name: 'x\ny\x1b[2J\u202e' })] },
    });
    const wide = sampleListener({
      id: 'tcp/0.0.0.0:81',
      port: 81,
      owner: { kind: 'process', processes: [sampleProcess({ pid: 2, name: '日本' })] },
    });
    const lines = renderTable(sampleAudit({ listeners: [hostile, wide] }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('x\\ny\\x1b[2J\\u202e/1');
    const columns = lines.map((line) => displayWidth(line.slice(0, line.search(/WHY|there are no/))));
    expect(new Set(columns).size).toBe(1);
  });

  it('is not cut in a pipe, and fits a terminal', () => {
    const reason = { code: 'facts-unreadable', subject: 'some '.repeat(40).trimEnd() } as const;
    const reach = [sampleEntry({ audience: 'internet', verdict: 'conditional', reason })];
    const audit = sampleAudit({ listeners: [sampleListener({ exposureAtMost: 'internet', reach })] });
    expect(renderTable(audit)).toContain('some '.repeat(40).trimEnd());
    for (const width of [60, 80, 120]) {
      const lines = renderTable(audit, { width }).split('\n');
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    }
  });

  it('has ports that NAT hands on among the listeners, by their exposure', () => {
    const forward = {
      id: 'tcp/8080→172.17.0.2:80',
      namespace: 'net:[1]',
      protocol: 'tcp',
      port: 8080,
      target: { address: '172.17.0.2', port: 80 },
      reach: [sampleEntry({ port: 8080 })],
      exposure: 'local-network',
    } as const;
    const lines = renderTable(sampleAudit({ listeners: [loopback, internet], forwards: [forward] })).split(
      '\n',
    );
    expect(lines[2]).toMatch(/^local-network {2}tcp {4}:8080 → 172\.17\.0\.2:80 {2}forwarded/);
  });

  it('names the pid where the name of the process is not known', () => {
    const owner = { kind: 'process', processes: [sampleProcess({ pid: 4, name: '' })] } as const;
    expect(renderTable(sampleAudit({ listeners: [sampleListener({ owner })] }))).toContain('  pid/4  ');
  });

  it('has colours only when asked for', () => {
    expect(renderTable(sampleAudit())).not.toContain('\x1b');
    expect(renderTable(sampleAudit(), { colour: true })).toContain('\x1b[33mlocal-network\x1b[0m');
  });

  it('leaves out names of services with -n', () => {
    expect(renderTable(sampleAudit(), { numeric: true })).not.toContain('http');
  });

  it('says below what is missing, and what would mend it', () => {
    const gaps = [
      {
        code: 'firewall-unreadable',
        subject: 'nft',
        detail: 'nft may be run by root only.',
        remedy: 'run as root',
      } as const,
    ];
    expect(renderTable(sampleAudit({ gaps, complete: false }))).toContain(
      '\nThis answer is not complete:\n  nft may be run by root only. (run as root)\n',
    );
  });

  it('says so when nothing listens', () => {
    expect(renderTable(sampleAudit({ listeners: [] }))).toBe('no listeners\n');
  });

  it('has a column for namespaces when there are several', () => {
    const other = sampleListener({ id: 'tcp/0.0.0.0:80@net:[2]', namespace: 'net:[2]' });
    const namespaces = [
      { id: 'net:[1]', current: true, containers: [] },
      { id: 'net:[2]', current: false, containers: ['web\n'] },
    ];
    const table = renderTable(sampleAudit({ namespaces, listeners: [sampleListener(), other] }));
    expect(table).toMatch(/NAMESPACE/);
    expect(table).toMatch(/ web\\n /);
  });

  it('has that column where nothing listens in the namespace at hand, but in another', () => {
    const other = sampleListener({ id: 'tcp/0.0.0.0:80@web', namespace: 'net:[2]' });
    const namespaces = [
      { id: 'net:[1]', current: true, containers: [] },
      { id: 'net:[2]', current: false, name: 'web', containers: [] },
    ];
    expect(renderTable(sampleAudit({ namespaces, listeners: [other] }))).toMatch(/ NAMESPACE .*\n.* web /);
    const here = sampleListener({ namespace: 'net:[1]' });
    expect(renderTable(sampleAudit({ namespaces, listeners: [here] }))).not.toContain('NAMESPACE');
  });
});

describe('truncate', () => {
  it('never cuts inside a character, and counts cells', () => {
    expect(truncate('日本語', 5)).toBe('日本…');
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('日本語', 6)).toBe('日本語');
  });
});

it('who sends to a socket by groups alone stands beside who reaches it by address', () => {
  const heard = (more: Partial<ReturnType<typeof sampleEntry>>) =>
    sampleEntry({ destinations: ['224.0.0.251'], ...more });
  const row = (...groupReach: ReturnType<typeof sampleEntry>[]) => {
    const listeners = [sampleListener({ id: 'udp/0.0.0.0:9', exposure: 'this-host', groupReach })];
    return renderTable(sampleAudit({ listeners })).split('\n')[1];
  };
  expect(row(heard({}))).toMatch(/^this-host, local-network by group {2}/);
  expect(row(heard({ verdict: 'conditional' }))).toMatch(/^this-host, local-network by group\? {2}/);
  expect(row(heard({ asymmetric: true }), heard({ verdict: 'blocked' }))).toMatch(/^this-host {2}/);
  expect(row(heard({ audience: 'this-host' }))).toMatch(/^this-host {2}/);
});
