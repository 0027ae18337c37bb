import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { policyFile } from '../../src/export/policy-file.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';
import type { Facts, Socket } from '../../src/model/facts.js';
import { FINDING_LEVELS, type Policy } from '../../src/model/policy.js';
import { checkPolicy, checkStatus } from '../../src/policy/check.js';
import { DRAFT_DEFAULT, draftPolicy } from '../../src/policy/draft.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { hostileAudit } from '../export/hostile.js';
import { HOSTS, recordedFacts } from '../recorded/replay.js';

const NOW = new Date('2026-11-28T12:00:00Z');

function policyOfToday(audit: Audit): Policy {
  const policy = parsePolicy(policyFile(draftPolicy(audit), DRAFT_DEFAULT, audit));
  if ('problem' in policy) throw new Error(`${policy.place.line}: ${policy.where}: ${policy.problem}`);
  return policy;
}

/** The facts with each socket of the current namespace as `change` makes it. */
function withSockets(facts: Facts, change: (socket: Socket) => Socket): Facts {
  const [first, ...others] = facts.namespaces;
  if (first === undefined) throw new Error('no namespace');
  return { ...facts, namespaces: [{ ...first, sockets: first.sockets.map(change) }, ...others] };
}

function withoutFirewall(facts: Facts): Facts {
  const none = { nft: { nftables: [] }, xtables: [], outside: [] };
  return { ...facts, namespaces: facts.namespaces.map((each) => ({ ...each, firewall: none })) };
}

/** Ids of what violates the policy of `before`. */
function violations(before: Facts, after: Facts): readonly string[] {
  const { findings } = checkPolicy(policyOfToday(inspect(before)), inspect(after), NOW);
  return findings.flatMap((finding) =>
    FINDING_LEVELS[finding.rule] === 'violation' && 'subject' in finding ? [finding.subject.listener.id] : [],
  );
}

/** Of the hosts with containers some: they are alike, and take longest. */
const HOST_NAMES = readdirSync(HOSTS).filter((name) => !/^(?:d28|pod5|docker-ipv6)/.test(name));

describe('the policy of today', () => {
  it.each(HOST_NAMES)('of %s is kept today, by entries that are all about something', (name) => {
    const audit = inspect(recordedFacts(name));
    const check = checkPolicy(policyOfToday(audit), audit, NOW);
    expect(check.findings).toEqual([]);
    expect(checkStatus(check)).toBe(0);
  });

  it('can be read again whatever names the system has', () => {
    const audit = hostileAudit();
    const { findings } = checkPolicy(policyOfToday(audit), audit, NOW);
    expect(findings).toEqual([]);
  });

  it('is broken by a socket that moves from 127.0.0.1 to 0.0.0.0', () => {
    const facts = recordedFacts('nftex-netdev-ingress');
    const rebound = withSockets(facts, (socket) =>
      socket.address === '127.0.0.1' ? { ...socket, address: '0.0.0.0' } : socket,
    );
    expect(violations(facts, rebound)).toEqual(['tcp/0.0.0.0:5432']);
  });

  it.each(['ufw-default', 'ufw-ssh-subnet', 'firewalld-public', 'shorewall-two'])(
    'of %s is broken when its firewall is gone',
    (name) => {
      const facts = recordedFacts(name);
      expect(violations(facts, withoutFirewall(facts))).toContain('tcp/0.0.0.0:443');
    },
  );

  it('speaks of what a published port is held for, not of the proxy that holds it', () => {
    const text = readFileSync('test/fixtures/guests/docker-shop.json', 'utf8');
    const facts = parseCapture(text);
    if ('error' in facts) throw new Error(facts.error);
    const drafts = draftPolicy(inspect(facts));
    expect(drafts.filter(({ criteria }) => criteria.process?.includes('docker-proxy'))).toEqual([]);
    expect(drafts.map(({ criteria }) => criteria.container?.[0])).toContain('web');
    expect(violations(facts, facts)).toEqual([]);
  });

  it('is broken when containers are published', () => {
    const facts = recordedFacts('docker-proxy-on');
    expect(violations(withoutFirewall(facts), facts)).toContain('tcp/8080→172.17.0.2:80');
  });

  it('writes the ports of a client, which are others next time, as their range', () => {
    const facts = recordedFacts('nftex-netdev-ingress');
    const moved = (port: number) =>
      withSockets(facts, (socket) =>
        socket.protocol === 'udp' && socket.port === 123 ? { ...socket, port } : socket,
      );
    expect(violations(moved(40123), moved(50999))).toEqual([]);
    expect(violations(moved(40123), moved(20999))).toEqual(['udp/0.0.0.0:20999']);
  });
});
