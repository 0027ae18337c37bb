import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import { redact } from '../../src/redact/redact.js';
import { SECRETS, TELLING_HOST } from './telling-host.js';

describe('a redacted capture', () => {
  const made = redact(TELLING_HOST, () => randomBytes(32));
  const text = JSON.stringify(made);

  it('has nothing of the host in any of its members', () => {
    const left = text.match(new RegExp(`.{0,40}(?:${SECRETS.source}).{0,40}`, 'gi')) ?? [];
    expect(left).toEqual([]);
  });

  it('is a capture, in which equal things are equal', () => {
    expect(parseCapture(text)).toEqual(made);
    const [namespace] = made.namespaces;
    const [, nic, vlan] = namespace?.interfaces ?? [];
    const [process] = made.processes;
    expect(namespace?.sockets[0]?.device).toBe(nic?.name);
    expect(namespace?.sysctls).toHaveProperty([`net.ipv4.conf.${vlan?.name.replace('.', '/')}.rp_filter`]);
    expect(vlan?.name).toBe(`${nic?.name}.${vlan?.name.split('.')[1]}`);
    expect(made.gaps[0]?.subject).toBe(`net.ipv4.conf.${nic?.name}.rp_filter`);
    expect(made.gaps[0]?.detail).toContain(`%${nic?.name} and by ${process?.systemdUnit}.`);
    expect(namespace?.firewall?.outside[0]?.detail).toContain(` by ${nic?.name}.`);
    expect(namespace?.firewall?.unitAddressFilters?.[0]?.unit).toBe(process?.systemdUnit);
    expect(namespace?.firewall?.tcpWrappers?.allow).toContain(`\n${process?.name}: `);
    expect(namespace?.routes?.[1]?.destination.replace(/0\/24$/, '')).toBe(
      nic?.addresses[0]?.address.replace(/\d+$/, ''),
    );
    expect(namespace?.firewall?.xtables?.[0]?.text).toContain(`-i ${nic?.name.slice(0, 7)}+`);
  });

  it('gives the answers of the host, port by port', () => {
    const said = (facts: Facts) =>
      inspect(facts).listeners.map(({ port, exposure, exposureAtMost, reach }) => [
        ...[port, exposure, exposureAtMost],
        reach
          .map(
            ({ audience, verdict, reason, sources }) =>
              `${audience} ${verdict} ${reason.code} ${sources.length}`,
          )
          .sort(),
      ]);
    expect(said(made)).toEqual(said(TELLING_HOST));
  });

  it('comes out otherwise each time', () => {
    expect(JSON.stringify(redact(TELLING_HOST, () => randomBytes(32)))).not.toBe(text);
  });

  it('keeps what tells nothing', () => {
    const [table] = Object.values(made.namespaces[0]?.firewall?.nftText ?? {});
    expect(table).toMatch(/counter name "[a-z]{11}"/);
    for (const word of [
      '"legacy"',
      '--reject-with icmp-port-unreachable',
      '-j LOG',
      'multiport',
      '3/min',
      'system.slice',
    ])
      expect(text).toContain(word);
    expect(made.processes[0]?.command).toEqual(['redacted', 'redacted']);
  });
});
