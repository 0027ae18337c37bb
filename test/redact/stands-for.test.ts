import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import { inspect } from '../../src/inspect.js';
import type { Container } from '../../src/model/container.js';
import type { Facts, Process, Socket } from '../../src/model/facts.js';
import { redact } from '../../src/redact/redact.js';

const ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const SHOP: Container = { runtime: 'docker', id: ID, name: 'acmeshop', addresses: ['172.17.0.2'] };

/** A host on which a program with this command line holds one socket. */
function holding(name: string, command: string, more: Partial<Process & Facts> = {}): Facts {
  // The system's own systemd is the first process.
  const pid = name === 'systemd' ? 1 : 7;
  const socket: Socket = {
    ...{ protocol: 'tcp', family: 'ipv4', address: '0.0.0.0', port: 8080, deviceKnown: true },
    ...{ pids: [pid], pidsComplete: true, inode: 9 },
  };
  return {
    format: 1,
    capturedAt: '2026-11-21T22:30:00.000Z',
    collector: 'linux',
    host: { hostname: 'acmehost', platform: 'linux' },
    namespaces: [{ id: 'net:[1]', current: true, containers: [], sockets: [socket] }],
    processes: [{ pid, name, command: command.split(' '), entered: more.entered }],
    containers: more.containers,
    activations: more.activations,
    gaps: [],
  };
}

function heldFor(facts: Facts) {
  const owner = inspect(facts).listeners[0]?.owner;
  return owner?.kind === 'process' ? owner.standsFor : undefined;
}

const NAME = expect.stringMatching(/^(?!.*(?:acme|alice))\w+$/);

it.each([
  [
    'the container behind docker-proxy',
    holding('docker-proxy', 'docker-proxy -proto tcp -container-ip 172.17.0.2 -container-port 80', {
      containers: [SHOP],
    }),
    { kind: 'container', by: 'docker-proxy', container: NAME, port: 80 },
  ],
  [
    'the container that rootlessport has entered',
    holding('rootlessport', 'rootlessport', { entered: 'acmeshop' }),
    { kind: 'container', by: 'rootlessport', container: NAME },
  ],
  [
    'the user of a tunnel of sshd',
    holding('sshd', 'sshd: alice@pts/0'),
    { kind: 'tunnel', by: 'sshd', user: NAME },
  ],
  [
    'the end of a tunnel of ssh',
    holding('ssh', 'ssh -N -L 8080:acmedb:5432 alice@acmebastion'),
    {
      kind: 'tunnel',
      by: 'ssh',
      to: expect.stringMatching(/^(?!acme)\w+:5432 by way of (?!alice)\w+@(?!acme)\w+$/),
    },
  ],
  [
    'where no one end is known',
    holding('ssh', 'ssh -N -D 8080 10.7.1.9'),
    {
      ...{ kind: 'tunnel', by: 'ssh' },
      to: expect.stringMatching(/^wherever its clients ask \(SOCKS\) by way of 10\.(?!7\.1\.9)[\d.]+$/),
    },
  ],
  [
    'the unit that systemd starts',
    holding('systemd', '/sbin/init', {
      activations: [
        { by: 'systemd', starts: 'acme.service', name: 'acme.socket', protocol: 'tcp', port: 8080 },
      ],
    }),
    { kind: 'service', by: 'systemd', starts: expect.stringMatching(/^(?!acme)\w+\.service$/) },
  ],
])('a redacted capture tells still, under another name, %s', (_, facts, standsFor) => {
  expect(heldFor(facts)).toBeDefined();
  const made = redact(facts, () => randomBytes(32));
  const text = JSON.stringify(made);
  expect(text).not.toMatch(/acme|alice|10\.7\.1\.9/);
  expect(heldFor(made)).toMatchObject(standsFor);
  expect(parseCapture(text)).toEqual(made);
  const twice = redact(made, () => randomBytes(32));
  expect(heldFor(twice)).toMatchObject(standsFor);
});

it('a redacted capture names the container of a socket as it does the container itself', () => {
  const command = 'docker-proxy -proto tcp -container-ip 172.17.0.2 -container-port 80';
  const made = redact(holding('docker-proxy', command, { containers: [SHOP] }), () => randomBytes(32));
  const [container] = made.containers ?? [];
  expect(heldFor(made)).toMatchObject({ container: container?.name, address: container?.addresses?.[0] });
});

it('a capture in which a socket is held for what is not known is refused', () => {
  const [namespace] = holding('ssh', 'ssh').namespaces;
  const [socket] = namespace?.sockets ?? [];
  const facts = {
    ...holding('ssh', 'ssh'),
    namespaces: [{ ...namespace, sockets: [{ ...socket, standsFor: { kind: 'ghost', by: 'x' } }] }],
  };
  expect(parseCapture(JSON.stringify(facts))).toEqual({
    error: expect.stringContaining('standsFor.kind: not'),
  });
});

it('a capture that somebody wrote names no program in a redacted one that is not known to hold sockets for others', () => {
  const facts = holding('x', 'x');
  const standsFor = { kind: 'tunnel', by: 'acmeproxy' } as const;
  const namespaces = facts.namespaces.map((namespace) => ({
    ...namespace,
    sockets: namespace.sockets.map((socket) => ({ ...socket, standsFor })),
  }));
  expect(JSON.stringify(redact({ ...facts, namespaces }, () => randomBytes(32)))).not.toContain('acme');
});
