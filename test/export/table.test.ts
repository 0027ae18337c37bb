import { describe, expect, it } from 'vitest';
import { displayWidth, truncate } from '../../src/export/columns.js';
import { renderTable } from '../../src/export/table.js';
import { sampleAudit, sampleEntry, sampleListener, sampleProcess } from './sample.js';

const sentence = ({ code }: { readonly code: string }) => code;

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
    expect(
      renderTable(sampleAudit({ listeners: [loopback, internet, sampleListener()] }), { sentence }),
    ).toBe(
      [
        'REACHED BY     PROTO  ADDRESS         SCOPE           OWNER         SERVICE  WHY',
        'internet       tcp    [::]:443        all-interfaces  nginx/812     https    same-host',
        'local-network  tcp    0.0.0.0:80      all-interfaces  nginx/812     http     no-firewall',
        'this-host      tcp    127.0.0.1:6379  loopback-only   redis/655 +1  redis    bound to loopback',
        '',
      ].join('\n'),
    );
  });

  it('marks with ? whom it cannot tell, and names the device after the address', () => {
    const table = renderTable(sampleAudit({ listeners: [kernel] }), { sentence });
    expect(table.split('\n')[1]).toBe(
      'internet?   udp    0.0.0.0%eth0:4789  all-interfaces  kernel  -        firewall-not-evaluated',
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
    const lines = renderTable(sampleAudit({ listeners: [hostile, wide] }), { sentence })
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('x\\ny\\x1b[2J\\u202e/1');
    const columns = lines.map((line) => displayWidth(line.slice(0, line.search(/WHY|no-firewall/))));
    expect(new Set(columns).size).toBe(1);
  });

  it('is not cut in a pipe, and fits a terminal', () => {
    const long = (text: string) => () => text.repeat(40);
    const audit = sampleAudit({ listeners: [internet] });
    expect(renderTable(audit, { sentence: long('why ') })).toContain('why '.repeat(40).trimEnd());
    for (const width of [60, 80, 120]) {
      const lines = renderTable(audit, { sentence: long('why '), width }).split('\n');
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    }
  });

  it('has colours only when asked for', () => {
    expect(renderTable(sampleAudit(), { sentence })).not.toContain('\x1b');
    expect(renderTable(sampleAudit(), { sentence, colour: true })).toContain('\x1b[33mlocal-network\x1b[0m');
  });

  it('leaves out names of services with -n', () => {
    expect(renderTable(sampleAudit(), { sentence, numeric: true })).not.toContain('http');
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
    expect(renderTable(sampleAudit({ gaps, complete: false }), { sentence })).toContain(
      '\nThis answer is not complete:\n  nft may be run by root only. (run as root)\n',
    );
  });

  it('says so when nothing listens', () => {
    expect(renderTable(sampleAudit({ listeners: [] }), { sentence })).toBe('no listeners\n');
  });

  it('has a column for namespaces when there are several', () => {
    const other = sampleListener({ id: 'net:[2]/tcp/0.0.0.0:80', namespace: 'net:[2]' });
    expect(renderTable(sampleAudit({ listeners: [sampleListener(), other] }), { sentence })).toContain(
      'NAMESPACE',
    );
  });
});

describe('truncate', () => {
  it('never cuts inside a character, and counts cells', () => {
    expect(truncate('日本語', 5)).toBe('日本…');
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('日本語', 6)).toBe('日本語');
  });
});
