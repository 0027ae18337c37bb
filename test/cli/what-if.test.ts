import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traceOn } from '../../src/cli/trace-on.js';
import { whatIf } from '../../src/cli/what-if.js';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { inspect } from '../../src/inspect.js';

/** A recorded host: ufw with its default policy, lan0 10.10.1.1, wan0 203.0.113.1. */
const facts = parseCapture(readFileSync('test/fixtures/hosts/ufw-ssh-subnet/facts.json', 'utf8'));
if ('error' in facts) throw new Error(facts.error);
const audit = inspect(facts);
const ssh = audit.listeners.find(({ id }) => id === 'tcp/0.0.0.0:22');
if (ssh === undefined) throw new Error('the recorded host has sshd');

describe('a listener bound to another address', () => {
  it('is judged as if it were, and everything else stays', () => {
    expect(whatIf(ssh, '127.0.0.1', audit)).toMatchObject({
      id: 'tcp/127.0.0.1:22',
      scope: 'loopback-only',
      exposure: 'this-host',
    });
    expect(ssh.exposure).not.toBe('this-host');
  });

  it('takes IPv4 too on ::, as a new socket would by default', () => {
    expect(whatIf(ssh, '::', audit)).toMatchObject({ address: '::', v6only: false });
  });

  it('has its device from the zone', () => {
    expect(whatIf(ssh, 'fe80::1%lan0', audit)).toMatchObject({ address: 'fe80::1%lan0', device: 'lan0' });
  });

  it('cannot be bound to what is no address', () => {
    expect(whatIf(ssh, '10.10.1', audit)).toBeUndefined();
  });
});

describe('a trace on an audit', () => {
  const question = { destination: '10.10.1.1', port: 22, protocol: 'tcp' } as const;

  it('ends where reach says that this source gets to', () => {
    const outcome = traceOn(audit, { ...question, source: '10.10.1.2', via: 'lan0' }).outcome;
    const entry = ssh.reach.find(
      (each) =>
        each.interface === 'lan0' && each.verdict === 'allowed' && each.destinations.includes('10.10.1.1'),
    );
    expect(entry?.sources.join(' ')).toContain('10.10.1.');
    expect(outcome).toEqual({ kind: 'delivered', listener: 'tcp/0.0.0.0:22' });
  });

  it('ends with the rule that stops others', () => {
    expect(
      traceOn(audit, { ...question, port: 6379, source: '10.10.1.2', via: 'lan0' }).outcome,
    ).toMatchObject({
      kind: 'stopped',
    });
  });
});
