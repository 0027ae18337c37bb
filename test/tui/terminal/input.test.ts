import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flushInput, parseInput } from '../../../src/tui/terminal/input.js';

function keys(data: string): readonly string[] {
  return parseInput(data).events.flatMap((event) => (event.kind === 'key' ? [event.key] : []));
}

describe('keys', () => {
  it('are told apart when several arrive in one read', () => {
    expect(keys('jjk')).toEqual(['j', 'j', 'k']);
    expect(keys('j\x1b[Aq')).toEqual(['j', 'up', 'q']);
  });

  it.each([
    ['\x1b[A', 'up'],
    ['\x1bOB', 'down'],
    ['\x1b[1;5C', 'right'],
    ['\x1b[5~', 'pageup'],
    ['\x1b[6~', 'pagedown'],
    ['\x1b[H', 'home'],
    ['\x1b[4~', 'end'],
    ['\x1b[3~', 'delete'],
    ['\x1b[Z', 'shift+tab'],
    ['\r', 'enter'],
    ['\x7f', 'backspace'],
    ['\x04', 'ctrl+d'],
    ['\x1a', 'ctrl+z'],
    ['é', 'é'],
    ['🦊', '🦊'],
  ])('%j is %s', (data, key) => {
    expect(keys(data)).toEqual([key]);
  });

  it('wait for the rest of a sequence that a read has cut', () => {
    const first = parseInput('\x1b[');
    expect(first).toEqual({ events: [], rest: '\x1b[' });
    expect(keys(`${first.rest}5~`)).toEqual(['pageup']);
  });

  it('are Escape when nothing comes after one', () => {
    expect(parseInput('\x1b')).toEqual({ events: [], rest: '\x1b' });
    expect(flushInput('\x1b')).toEqual([{ kind: 'key', key: 'escape' }]);
  });

  it('are two when Escape and another arrive in one read', () => {
    expect(keys('\x1b?')).toEqual(['escape', '?']);
  });

  it('leave out sequences that no key sends', () => {
    expect(parseInput('\x1b[?62;1cj').events).toEqual([{ kind: 'key', key: 'j' }]);
  });
});

describe('the mouse', () => {
  it('tells where a button went down, and not that it came up', () => {
    expect(parseInput('\x1b[<0;12;7M\x1b[<0;12;7m').events).toEqual([
      { kind: 'mouse', button: 'left', column: 12, row: 7 },
    ]);
  });

  it('turns its wheel, with or without a modifier held', () => {
    expect(parseInput('\x1b[<64;1;1M\x1b[<81;1;1M').events).toMatchObject([
      { button: 'wheel-up' },
      { button: 'wheel-down' },
    ]);
  });
});

describe('pasted text', () => {
  it('is one event, whatever keys it looks like', () => {
    expect(parseInput('\x1b[200~q\x1b[A\x1b[201~').events).toEqual([{ kind: 'paste', text: 'q\x1b[A' }]);
  });

  it('waits for its end', () => {
    expect(parseInput('\x1b[200~half').rest).toBe('\x1b[200~half');
  });
});

it('is read to the same keys however the reads are cut', () => {
  const token = fc.constantFrom('j', 'é', '\x1b[A', '\x1b[5~', '\x1b[<0;3;4M', '\x1b[200~a b\x1b[201~', '\r');
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), fc.nat(), (tokens, seed) => {
      const data = tokens.join('');
      const cut = data.length === 0 ? 0 : seed % data.length;
      const first = parseInput(data.slice(0, cut));
      const second = parseInput(first.rest + data.slice(cut));
      expect([...first.events, ...second.events]).toEqual(parseInput(data).events);
    }),
  );
});
