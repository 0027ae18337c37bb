import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePasted } from '../../../src/collect/pasted.js';
import { inspect } from '../../../src/inspect.js';
import type { Facts } from '../../../src/model/facts.js';
import type { ListingLine } from '../../../src/model/listing.js';

const FOLDER = 'test/fixtures/listings';
const LISTINGS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.replace('.txt', ''));

function facts(text: string): Facts {
  const parsed = parsePasted(text, new Date(0));
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed;
}

function fixture(name: string): string {
  return readFileSync(join(FOLDER, `${name}.txt`), 'utf8');
}

/** "5 listener tcp 127.0.0.1 25 v6only=true %lo0 [pids]". */
function rows(text: string): string[] {
  const { listing = [], namespaces } = facts(text);
  return listing.map((line) =>
    `${line.line} ${line.kind} ${detail(line, namespaces[0]?.sockets ?? [])}`.trim(),
  );
}

function detail(line: ListingLine, sockets: Facts['namespaces'][number]['sockets']): string {
  if (line.kind === 'connection')
    return `${line.protocol} ${line.local} ${line.peer} ${line.state} [${line.pids.join(' ')}]`;
  if (line.kind === 'other') return line.what;
  if (line.kind === 'not-understood') return line.why;
  const socket = line.kind === 'listener' ? sockets[line.socket] : undefined;
  if (socket === undefined) return '';
  const { protocol, address, port, v6only, device, pids } = socket;
  const zone = device === undefined ? '' : `%${device}`;
  const only = v6only === undefined ? '' : ` v6only=${v6only}`;
  return `${protocol} ${address}${zone} ${port}${only} [${pids.join(' ')}]`;
}

describe('whole listings, row by row', () => {
  it.each(LISTINGS)('%s', async (name) => {
    const { host } = facts(fixture(name));
    const text = [`platform ${host.platform}`, ...rows(fixture(name))].join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`../../fixtures/listings/${name}.rows`);
  });

  it.each(LISTINGS)('every line of %s has a meaning', (name) => {
    const { listing, listeners } = inspect(facts(fixture(name)));
    const ids = new Set(listeners.map(({ id }) => id));
    for (const line of listing ?? []) {
      expect(line.meaning).toMatch(/^\S.*\.$/s);
      if (line.kind === 'listener') expect(ids).toContain(line.listener);
    }
  });
});

describe('a connection that came in', () => {
  it('names its listener, by the local port and address', () => {
    const { listing } = inspect(facts(fixture('windows-netstat-anob')));
    const accepted = (listing ?? []).flatMap((line) =>
      line.kind === 'connection' && line.listener !== undefined ? [`${line.local} ${line.listener}`] : [],
    );
    expect(accepted).toEqual(['192.168.1.17:3389 tcp/0.0.0.0:3389']);
  });
});

describe('what surrounds a listing in a mail, a forum or a terminal', () => {
  const plain = fixture('linux-ss-tulnpe');
  const without = (lines: readonly string[]) =>
    lines.filter((line) => !line.includes('heading')).map((line) => line.replace(/^\d+ /, ''));

  it.each<[string, (text: string) => string]>([
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['quoting marks', (text) => text.replace(/^/gm, '> ')],
    ['quoting marks twice', (text) => text.replace(/^/gm, '>> ')],
    ['a fence', (text) => `\`\`\`console\n$ sudo ss -tulnpe\n${text}\`\`\`\n`],
    ['indentation', (text) => text.replace(/^/gm, '    ')],
    ['non-breaking blanks', (text) => text.replaceAll('  ', '\u00a0\u00a0')],
    ['tabs', (text) => text.replace(/ {2,}/g, '\t')],
    ['single blanks', (text) => text.replace(/ {2,}/g, ' ')],
    ['colours', (text) => text.replaceAll('LISTEN', '\u001b[01;31mLISTEN\u001b[0m')],
    ['letters struck over', (text) => text.replaceAll('LISTEN', 'L\bLI\bIS\bST\bTE\bEN\bN')],
    ['prompts', (text) => `[root@web ~]# ss -tulnpe\n${text}[root@web ~]#\n`],
  ])('%s', (_, changed) => {
    expect(without(rows(changed(plain)))).toEqual(without(rows(plain)));
  });

  it('prose is named as not understood, with its line', () => {
    const { gaps, listing } = facts(`Hello, what does this mean?\n${plain}`);
    expect(listing?.[0]).toMatchObject({ line: 1, kind: 'not-understood' });
    expect(gaps.find(({ subject }) => subject === 'line 1')?.detail).toContain('Hello');
  });
});

describe('several tools in one paste', () => {
  it('show a socket once, with what each knows of it', () => {
    const text = `${fixture('linux-netstat-anp')}\n${fixture('linux-ss-tulnpe')}\n${fixture('linux-lsof')}`;
    const sockets = facts(text).namespaces[0]?.sockets ?? [];
    const ends = sockets.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`);
    expect(ends).toHaveLength(new Set(ends).size);
    expect(sockets.find(({ address, port }) => address === '::' && port === 80)).toMatchObject({
      v6only: false,
      inode: 26550,
    });
  });
});

describe('states in other languages', () => {
  const row = (state: string, foreign = '10.9.9.9:80') =>
    `  TCP    10.0.0.1:443    ${foreign}    ${state}    12\n`;
  const stateOf = (state: string) => {
    const [line] = facts(row(state)).listing ?? [];
    return line?.kind === 'connection' ? line.state : line?.kind;
  };

  it.each([
    ['HERGESTELLT', 'established'],
    ['WARTEND', 'time-wait'],
    ['SCHLIESSEN_WARTEN', 'close-wait'],
    ['SYN_GESENDET', 'syn-sent'],
    ['FIN_WARTEN_1', 'fin-wait-1'],
    ['ESTABELECIDA', 'established'],
    ['ESPERANDO_FECHAR', 'close-wait'],
    ['ÚLTIMO_ACK', 'last-ack'],
    ['?LTIMO_ACK', 'last-ack'],
    ['POSLEDNÍ ACK', 'last-ack'],
    ['SPOJENO', 'established'],
    ['УСТАНОВЛЕНО', 'unknown'],
  ])('%s', (word, state) => {
    expect(stateOf(word)).toBe(state);
  });

  it.each([
    'ABHÖREN',
    'ABH\ufffdREN',
    'ABH™REN',
    'ABHÃ–REN',
    'ABH?REN',
    'ABHOEREN',
    "À L'ÉCOUTE",
    'ПРОСЛУШИВАНИЕ',
    '待機中',
  ])('a row without a peer is a listener: %s', (word) => {
    expect(facts(row(word, '0.0.0.0:0')).listing?.[0]?.kind).toBe('listener');
  });
});

describe('UNCONN of ss', () => {
  it('is UDP waiting, and TCP closed', () => {
    expect(rows('udp UNCONN 0 0 0.0.0.0:68 0.0.0.0:*\ntcp UNCONN 0 0 0.0.0.0:99 0.0.0.0:*\n')).toEqual([
      '1 listener udp 0.0.0.0 68 []',
      '2 connection tcp 0.0.0.0:99 * closed []',
    ]);
  });
});

describe('netstat without -n', () => {
  it('prints users by name, where UDP has no state', () => {
    const listing =
      'udp6 0 0 localhost:323 [::]:* root 18364 795/chronyd\nraw6 0 0 [::]:ipv6-icmp [::]:* 7 root 20819 878/nm\n';
    expect(rows(listing)).toEqual(['1 listener udp ::1 323 [795]', '2 listener raw :: 58 [878]']);
  });
});

describe('a listing without a row', () => {
  it('is one in which nothing listens, as far as it was asked', () => {
    const read = facts('State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n');
    expect(read.namespaces[0]?.sockets).toEqual([]);
    expect(read.gaps[1]).toMatchObject({ code: 'sockets-not-listed', subject: 'listeners' });
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      'tcp',
      'TCP',
      'udp6',
      'LISTEN',
      'ESTAB',
      '0',
      '0.0.0.0:*',
      '*.*',
      '*:80',
      '[::]:22',
      '127.0.0.1.25',
      'IPv4',
      'root',
    ],
    ...[
      'users:(("x",pid=1,fd=2))',
      '12/x',
      'TCP: IPv4',
      'LocalAddress',
      'LocalPort',
      '[a.exe]',
      '\u001b[1m',
      '\t',
      '>',
      '$',
    ],
  );
  const line = fc.oneof(
    fc.array(words, { maxLength: 9 }).map((parts) => parts.join(' ')),
    fc.constantFrom(...LISTINGS.flatMap((name) => fixture(name).split('\n'))),
    fc.string(),
  );

  it('has each line that is not blank once, as something, and never throws', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const parsed = parsePasted(lines.join('\n'));
        if ('error' in parsed) return;
        const numbers = (parsed.listing ?? []).map((each) => each.line);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        const written = lines.join('\n').split(/\r\n|\n|\r/);
        for (const [index, text] of written.entries())
          if (/[\p{L}\p{N}]/u.test(text.replace(/\u001b\[[^@-~]*[@-~]|.\u0008/g, '')))
            expect(numbers).toContain(index + 1);
        inspect(parsed);
      }),
      { numRuns: 300 },
    );
  });
});
