import { describe, expect, it } from 'vitest';
import { parseTraceQuestion } from '../../src/tui/trace-question.js';

const defaults = { protocol: 'tcp', destinations: ['10.1.0.2', '2001:db8::2'] } as const;

describe('a trace question', () => {
  it.each([
    '192.0.2.7 → 10.1.0.2:443',
    '192.0.2.7 10.1.0.2:443',
    '192.0.2.7->10.1.0.2:443',
    '192.0.2.7 to 10.1.0.2:443',
  ])('%s names source, destination and port', (text) => {
    expect(parseTraceQuestion(text, defaults)).toEqual({
      source: '192.0.2.7',
      destination: '10.1.0.2',
      port: 443,
      protocol: 'tcp',
    });
  });

  it('takes the address of this host in the family of the source where none is named', () => {
    expect(parseTraceQuestion('192.0.2.7 → 22', defaults)).toMatchObject({
      destination: '10.1.0.2',
      port: 22,
    });
    expect(parseTraceQuestion('2001:db8::9 :22', defaults)).toMatchObject({
      destination: '2001:db8::2',
      port: 22,
    });
  });

  it('takes protocol and interface in any place behind', () => {
    expect(parseTraceQuestion('192.0.2.7 53 via eth0 udp', defaults)).toMatchObject({
      protocol: 'udp',
      via: 'eth0',
    });
  });

  it('takes an IPv6 destination in brackets', () => {
    expect(parseTraceQuestion('2001:db8::9 [2001:db8::5]:80', defaults)).toMatchObject({
      destination: '2001:db8::5',
    });
  });

  it.each([
    ['', 'is no address'],
    ['192.0.2.7', 'names no port'],
    ['192.0.2.7 10.1.0.2:70000', 'names no port'],
    ['192.0.2.7 example.org:80', 'is no address'],
    ['192.0.2.7 22 33', 'one word too many'],
    ['192.0.2.7 22 via', 'needs the name'],
  ])('"%s" is refused with a reason', (text, reason) => {
    const parsed = parseTraceQuestion(text, defaults);
    expect('error' in parsed && parsed.error).toContain(reason);
  });
});
