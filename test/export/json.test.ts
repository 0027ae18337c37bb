import { describe, expect, it } from 'vitest';
import { auditDocument } from '../../src/export/json.js';
import { jsonText } from '../../src/export/json-text.js';
import type { Audit } from '../../src/model/audit.js';
import { sampleAudit, sampleEntry, sampleListener, sampleProcess } from './sample.js';

function documentOf(audit: Audit): Record<string, unknown> & { listeners: Record<string, unknown>[] } {
  return JSON.parse(jsonText(auditDocument(audit, '1.2.3')));
}

const RULE = {
  table: 'inet filter',
  chain: 'input',
  handle: 7,
  text: 'tcp dport 80 accept',
  backend: 'nft',
  frontEndWords: 'web',
} as const;

describe('the audit document', () => {
  it('has its members in the order that is promised', () => {
    expect(Object.keys(documentOf(sampleAudit()))).toEqual([
      'schema_version',
      'tool',
      'captured_at',
      'host',
      'complete',
      'gaps',
      'namespaces',
      'containers',
      'interfaces',
      'firewalls',
      'summary',
      'listeners',
      'forwards',
      'listing',
      'other_sockets',
    ]);
  });

  it('says null where something is absent', () => {
    const [listener] = documentOf(
      sampleAudit({ listeners: [sampleListener({ service: undefined })] }),
    ).listeners;
    expect(listener).toMatchObject({ device: null, v6only: null, service: null, exposure_at_most: null });
    expect(listener).toMatchObject({ owner: { processes: [{ systemd_unit: null, container: null }] } });
  });

  it('has a listener in full', () => {
    expect(documentOf(sampleAudit()).listeners[0]).toMatchObject({
      id: 'tcp/0.0.0.0:80',
      protocol: 'tcp',
      family: 'ipv4',
      address: '0.0.0.0',
      port: 80,
      accepts: ['ipv4'],
      scope: 'all-interfaces',
      interfaces: ['eth0', 'lo'],
      namespace: 'net:[1]',
      sockets: 1,
      owner: {
        kind: 'process',
        processes: [
          {
            pid: 812,
            name: 'nginx',
            user: 'www-data',
            uid: 33,
            command: ['/usr/sbin/nginx', '-g', 'daemon off;'],
          },
        ],
      },
      service: 'http',
      exposure: 'local-network',
      reach: [
        {
          namespace: 'net:[1]',
          interface: 'eth0',
          destinations: ['10.1.0.2'],
          port: 80,
          sources: ['10.1.0.0/24'],
          audience: 'local-network',
          verdict: 'allowed',
          reason: { code: 'no-firewall' },
        },
      ],
      explanation: 'Anyone on 10.1.0.0/24 through eth0.',
    });
  });

  it('counts listeners by scope and exposure', () => {
    const listeners = [
      sampleListener(),
      sampleListener({ id: 'tcp/127.0.0.1:9', scope: 'loopback-only', exposure: 'this-host' }),
    ];
    expect(documentOf(sampleAudit({ listeners })).summary).toEqual({
      listeners: 2,
      by_scope: { 'all-interfaces': 1, 'loopback-only': 1 },
      by_exposure: { 'local-network': 1, 'this-host': 1 },
    });
  });

  it('names the rule of a reason in full, in snake case', () => {
    const reach = [sampleEntry({ reason: { code: 'firewall-accept', rule: RULE } })];
    expect(documentOf(sampleAudit({ listeners: [sampleListener({ reach })] })).listeners[0]).toMatchObject({
      reach: [
        {
          reason: {
            code: 'firewall-accept',
            rule: {
              table: 'inet filter',
              chain: 'input',
              handle: 7,
              text: 'tcp dport 80 accept',
              front_end_words: 'web',
              comment: null,
            },
          },
        },
      ],
    });
  });

  it('leaves text of the system as it is, though no character in it can reach a terminal', () => {
    const name = 'a\x1b[31m\x9b2J\u202eb\n';
    const owner = { kind: 'process', processes: [sampleProcess({ pid: 1, name })] } as const;
    const text = jsonText(auditDocument(sampleAudit({ listeners: [sampleListener({ owner })] }), '1'));
    expect(text).not.toMatch(/[\x1b\x9b\u202e]/);
    expect(JSON.parse(text).listeners[0].owner.processes[0].name).toBe(name);
  });

  it('has forwards and gaps', () => {
    const document = documentOf(
      sampleAudit({
        complete: false,
        gaps: [
          { code: 'firewall-unreadable', subject: 'nftables', detail: 'no rights', remedy: 'run as root' },
        ],
        forwards: [
          {
            id: 'tcp/8080→172.17.0.2:80',
            namespace: 'net:[1]',
            protocol: 'tcp',
            port: 8080,
            target: { address: '172.17.0.2', port: 80 },
            reach: [sampleEntry({ port: 8080 })],
          },
        ],
      }),
    );
    expect(document.complete).toBe(false);
    expect(document.gaps).toEqual([
      {
        code: 'firewall-unreadable',
        subject: 'nftables',
        detail: 'no rights',
        remedy: 'run as root',
        namespace: null,
      },
    ]);
    expect(document.forwards).toMatchObject([
      { port: 8080, target: { address: '172.17.0.2', port: 80, interface: null }, reach: [{ port: 8080 }] },
    ]);
  });
});
