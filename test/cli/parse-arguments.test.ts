import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/commands.js';
import { FORMATS } from '../../src/cli/options.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';

function failureOf(line: string): string {
  const command = parseArguments(line.split(' ').filter((word) => word !== ''));
  return 'failure' in command ? command.failure : `no failure: ${command.kind}`;
}

describe('commands', () => {
  it('none shows, with the filters as conditions', () => {
    expect(
      parseArguments(['-tu4', '--port', '22', '--port=80', '--scope', 'all-interfaces', '--json', '-n']),
    ).toEqual({
      kind: 'show',
      input: { from: undefined, collector: undefined },
      criteria: [
        { field: 'proto', value: 'tcp', negated: false },
        { field: 'proto', value: 'udp', negated: false },
        { field: 'family', value: 'ipv4', negated: false },
        { field: 'port', value: '22', negated: false },
        { field: 'port', value: '80', negated: false },
        { field: 'scope', value: 'all-interfaces', negated: false },
      ],
      format: 'json',
      colour: true,
      numeric: true,
    });
  });

  it('--format names a format, which --json is short for one of', () => {
    expect(parseArguments(['--format', 'table'])).toMatchObject({ kind: 'show', format: 'table' });
    expect(parseArguments(['--format=json', '--json'])).toMatchObject({ format: 'json' });
    expect(parseArguments([])).toMatchObject({ format: undefined });
  });

  it('--netns says how far to look, or whose listeners are wanted', () => {
    expect(parseArguments(['--netns', 'current'])).toMatchObject({
      input: { netns: 'current' },
      criteria: [],
    });
    expect(parseArguments(['watch', '--netns', 'web'])).toMatchObject({
      input: { netns: undefined },
      criteria: [{ field: 'netns', value: 'web', negated: false }],
    });
    expect(parseArguments(['capture', '--netns', 'current'])).toMatchObject({ input: { netns: 'current' } });
    expect(failureOf('capture --netns web')).toBe('--netns cannot be "web" with capture: all, current');
    expect(failureOf('trace ::1 [::1]:22 --netns web')).toMatch(/^--netns cannot be "web" with trace/);
  });

  it('-tulnp, as fingers know it from ss, works', () => {
    expect(parseArguments(['-tulnp'])).toMatchObject({ kind: 'show', numeric: true });
  });

  it.each([
    ['127.0.0.2', { address: '127.0.0.2' }],
    ['127.0.0.2:80', { address: '127.0.0.2', port: 80 }],
    ['127.0.0.1.631', { address: '127.0.0.1', port: 631 }],
    ['*:80', { address: '0.0.0.0', port: 80 }],
    ['[::1]:631', { address: '::1', port: 631 }],
    ['FE80:0::1%eth0', { address: 'fe80::1%eth0' }],
    ['[fe80::1%eth0]:22', { address: 'fe80::1%eth0', port: 22 }],
    ['[fe80::1]%eth0:22', { address: 'fe80::1%eth0', port: 22 }],
    ['fe80::1%eth0:22', { address: 'fe80::1%eth0', port: 22 }],
    [':::80', { address: '::', port: 80 }],
    ['::ffff:127.0.0.1', { address: '::ffff:127.0.0.1' }],
    ['localhost:80', { address: 'localhost', port: 80 }],
  ])('explain %s', (text, expected) => {
    expect(parseArguments(['explain', text])).toMatchObject({ kind: 'explain', question: expected });
  });

  it.each([
    ['localhost', '10.1.0.2:80', { source: '127.0.0.1', destination: '10.1.0.2' }],
    ['fd00::1', 'localhost:80', { source: 'fd00::1', destination: '::1' }],
    ['localhost', 'localhost:80', { source: '127.0.0.1', destination: '127.0.0.1' }],
  ])('trace from %s to %s takes localhost in the family of the other end', (from, to, expected) => {
    expect(parseArguments(['trace', from, to])).toMatchObject(expected);
  });

  it('trace takes a source, a destination with a port, a protocol and an interface', () => {
    expect(
      parseArguments([
        'trace',
        '2001:db8::7',
        '[2001:db8::1]:22',
        '--proto',
        'udp',
        '--via',
        'eth0',
        '--json',
      ]),
    ).toMatchObject({
      kind: 'trace',
      source: '2001:db8::7',
      destination: '2001:db8::1',
      port: 22,
      protocol: 'udp',
      via: 'eth0',
      json: true,
    });
  });

  it('options may stand before the command, and everything after -- is no option', () => {
    expect(parseArguments(['--json', 'explain', '--', '::1'])).toMatchObject({
      kind: 'explain',
      question: { address: '::1' },
      json: true,
    });
  });

  it('--from - is stdin, --no-color turns colours off', () => {
    expect(parseArguments(['--from', '-', '--no-color'])).toMatchObject({
      input: { from: '-' },
      colour: false,
    });
  });

  it.each([
    [[], 'show'],
    [['trace'], 'trace'],
    [['help'], 'help'],
  ])('help %j is the page of %s', (operands, topic) => {
    expect(parseArguments(['help', ...operands])).toEqual({ kind: 'help', topic });
  });

  it('completions names a shell', () => {
    expect(parseArguments(['completions', 'zsh'])).toEqual({ kind: 'completions', shell: 'zsh' });
  });

  it('--help wins over everything else that is wrong, --version over what is right', () => {
    expect(parseArguments(['trace', '--nosuch', '-h', '--port', 'x'])).toEqual({
      kind: 'help',
      topic: 'trace',
    });
    expect(parseArguments(['trace', '-h'])).toEqual({ kind: 'help', topic: 'trace' });
    expect(parseArguments(['--help'])).toEqual({ kind: 'help', topic: 'show' });
    expect(parseArguments(['-V', '--json'])).toEqual({ kind: 'version' });
  });
});

describe('bad usage is one line that says what is valid', () => {
  it.each([
    ['--prot tcp', 'unknown option --prot; did you mean --proto?'],
    ['--jsno', 'unknown option --jsno; did you mean --json?'],
    ['-y', 'unknown option -y; listenscope --help lists them'],
    ['--port 70000', '--port cannot be "70000": a number from 0 to 65535, or a range such as 8000-8999'],
    ['--port -5', '--port cannot be "-5": a number from 0 to 65535, or a range such as 8000-8999'],
    ['--port', '--port needs a value: --port N'],
    ['--scope foo', '--scope cannot be "foo": all-interfaces, loopback-only, specific-interface'],
    [
      '--exposure world',
      '--exposure cannot be "world": none, this-host, containers, vpn, local-network, private-networks, internet',
    ],
    ['--json=yes', '--json takes no value; write --json alone'],
    ['--scope', '--scope needs a value: all-interfaces, loopback-only, specific-interface'],
    ['--format yaml', `--format cannot be "yaml": ${FORMATS.join(', ')}`],
    ['--format', `--format needs a value: ${FORMATS.join(', ')}`],
    ['--json --format table', '--json and --format table exclude each other: leave one out'],
    ['trace 1.2.3.4 5.6.7.8:9 --format csv', 'trace does not take --format; listenscope and check do'],
    ['--collector macos', '--collector cannot be "macos": linux, portable'],
    [
      '--from a.json --collector linux',
      '--from and --collector exclude each other: a file needs no collector',
    ],
    ['explian 1.2.3.4', 'unknown command "explian"; did you mean explain?'],
    ['frobnicate', `unknown command "frobnicate"; there are ${COMMAND_NAMES.join(', ')}`],
    ['127.0.0.1', '"127.0.0.1" is an address; try listenscope explain 127.0.0.1'],
    ['explain', 'usage: listenscope explain ADDRESS[:PORT]'],
    ['explain 1.2.3.4.5.6', '"1.2.3.4.5.6" is no IPv4 address: it has 6 numbers, and an address has four'],
    ['explain 1.2.3.4:99999', '"1.2.3.4:99999" has no valid port: ports go from 1 to 65535'],
    ['explain 127.0.0.1 80', 'explain takes one address; did you mean 127.0.0.1:80?'],
    ['explain ::1 80', 'explain takes one address; did you mean [::1]:80?'],
    ['explain 1.2.3.4 5 6', 'usage: listenscope explain ADDRESS[:PORT]'],
    ['10.0.0.0/8', '"10.0.0.0/8" is an address; try listenscope explain 10.0.0.0/8'],
    ['8080', '"8080" is no command; try listenscope --port 8080'],
    ['trace 1.2.3.4', 'usage: listenscope trace SOURCE DESTINATION:PORT'],
    ['trace 1.2.3.4 5.6.7.8', 'the destination needs a port: 5.6.7.8:PORT'],
    ['trace 1.2.3.4 ::1:80', 'the destination needs a port: [::1:80]:PORT'],
    [
      'trace ::1 127.0.0.1:80',
      'no packet goes from an IPv4 address to an IPv6 one, or the other way: name two of one family',
    ],
    ['trace 1.2.3.4:5 5.6.7.8:9', 'the source "1.2.3.4:5" is no address; write it like 192.0.2.7 or fe80::1'],
    ['trace 1.2.3.4 5.6.7.8:9 --proto icmp', '--proto cannot be "icmp": tcp, udp'],
    ['trace 1.2.3.4 5.6.7.8:9 --proto sctp', '--proto cannot be "sctp": tcp, udp'],
    ['trace 1.2.3.4 5.6.7.8:9 --port 5', 'trace does not take --port; listenscope, diff and watch do'],
    ['--via eth0', 'listenscope does not take --via; trace does'],
    ['diff', 'usage: listenscope diff BEFORE.json [AFTER.json]'],
    ['check', 'usage: listenscope check --policy FILE'],
    ['watch now', 'usage: listenscope watch'],
    ['explain -y', 'unknown option -y; listenscope explain --help lists them'],
    ['completions', 'usage: listenscope completions bash|zsh|fish'],
    ['completions powershell', 'usage: listenscope completions bash|zsh|fish'],
    ['help expalin', 'unknown command "expalin"; did you mean explain?'],
    ['help explain trace', 'usage: listenscope help [COMMAND]'],
  ])('%s', (line, message) => {
    expect(failureOf(line)).toBe(message);
  });
});
