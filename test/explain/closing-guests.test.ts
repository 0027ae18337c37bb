import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { explainAddress } from '../../src/explain/address/explain-address.js';
import { explanationSections } from '../../src/explain/address/sections.js';
import { audienceRows } from '../../src/explain/audience-rows.js';
import { closeAdvice } from '../../src/explain/closing.js';
import { inspect } from '../../src/inspect.js';

// Docker 20.10 on Linux 6.1: web publishes 8080 for all, db 5432 on 127.0.0.1; box is a namespace on a bridge of its own.
const facts = parseCapture(readFileSync('test/fixtures/guests/docker-shop.json', 'utf8'));
if ('error' in facts) throw new Error(facts.error);
const audit = inspect(facts);

function listenerIn(container: string) {
  const found = audit.listeners.find(({ id }) => id.endsWith(`@${container}`));
  if (found === undefined) throw new Error(`no listener of ${container}`);
  return found;
}

const titles = (container: string) => closeAdvice(listenerIn(container), audit).map(({ title }) => title);
const lines = (container: string) =>
  closeAdvice(listenerIn(container), audit).flatMap((advice) => advice.lines);

// Each command here was carried out on the host that this is a capture of, and the port was closed from outside then.
describe('what closes a listener that others reach by way of another namespace', () => {
  it('is another publication where the port is published for others, and a rule for its address', () => {
    expect(lines('web')).toEqual([
      '-p 127.0.0.1:8080:80',
      'ports: ["127.0.0.1:8080:80"]',
      'iptables -I DOCKER-USER -d 172.17.0.2 -p tcp --dport 80 -j DROP',
    ]);
  });

  it('is the rule alone where it is published on this machine only, and routed to directly', () => {
    expect(lines('db')).toEqual(['iptables -I DOCKER-USER -d 172.17.0.3 -p tcp --dport 5432 -j DROP']);
  });

  it('has nothing of publishing where no engine made the way in', () => {
    expect(titles('box')).toEqual([
      "Let BusyBox' httpd listen on this machine only",
      "Drop it in Docker's own chain",
      'Drop it in nftables',
    ]);
  });

  it('does not say of a rule within its namespace that this machine still gets in', () => {
    const [, , inside] = closeAdvice(listenerIn('box'), audit);
    expect(inside?.note).toContain('Programs in the same network namespace still get in.');
  });

  it('is said once for all that answer at an address and port', () => {
    const sections = explanationSections(explainAddress('203.0.113.2', audit, 8080));
    const last = sections.find(({ title }) => title === 'What would close it');
    expect(last?.lines.filter((line) => line.includes('ports: ['))).toHaveLength(1);
  });
});

describe('the row of the internet', () => {
  it('says that a router has to forward to an address that the internet does not route', () => {
    const [row] = audienceRows(listenerIn('db'), audit);
    expect(row).toMatchObject({
      audience: 'internet',
      verdict: 'allowed',
      from: ['only if a router forwards to it'],
    });
  });
});
