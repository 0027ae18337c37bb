import { expect, it } from 'vitest';
import { Answers, type Reachable } from './answers.js';

const entry = {
  namespace: 'net:[1]',
  interface: 'eth0',
  destinations: ['10.0.0.1', 'fe80::1%eth0', '127.0.0.0/8'],
  port: 80,
  sources: ['10.0.0.0/24', 'fe80::/10'],
  verdict: 'allowed',
  reason: { code: 'no-firewall' },
};
const web: Reachable = { id: 'tcp/0.0.0.0:80', protocol: 'tcp', reach: [entry] };
const question = { via: 'eth0', protocol: 'tcp', source: '10.0.0.9', destination: '10.0.0.1', port: 80 };

it('an answer is found by interface, protocol, destination, port and source', () => {
  const answers = new Answers([web]);
  expect(answers.ask(question)).toMatchObject({ kind: 'allowed', by: 'tcp/0.0.0.0:80' });
  for (const other of [{ via: 'lo' }, { protocol: 'udp' }, { source: '10.0.1.9' }, { port: 81 }])
    expect(answers.ask({ ...question, ...other })).toEqual({ kind: 'unnamed' });
});

it('destinations may be whole networks, or have a zone', () => {
  const answers = new Answers([web]);
  expect(answers.ask({ ...question, destination: '127.0.0.9' }).kind).toBe('allowed');
  expect(answers.ask({ ...question, source: 'fe80::9', destination: 'fe80::1' }).kind).toBe('allowed');
});

it('two listeners that both claim a packet contradict each other', () => {
  const answers = new Answers([web, { ...web, id: 'tcp/[::]:80' }]);
  expect(answers.ask(question)).toEqual({ kind: 'contradiction', by: ['tcp/0.0.0.0:80', 'tcp/[::]:80'] });
});
