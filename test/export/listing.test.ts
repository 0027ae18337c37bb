import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePasted } from '../../src/collect/pasted.js';
import { addressMeanings } from '../../src/export/address-meanings.js';
import { renderListing } from '../../src/export/listing.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';

function audit(text: string): Audit {
  const facts = parsePasted(text, new Date(0));
  if ('error' in facts) throw new Error(facts.error);
  return inspect(facts);
}

function listing(name: string): Audit {
  return audit(readFileSync(`test/fixtures/listings/${name}.txt`, 'utf8'));
}

/** The line numbers that a text names: "line 4", "lines 1, 2 and 5 to 9". */
function named(text: string): number[] {
  const numbers = [...text.matchAll(/\blines? ((?:\d+(?: to \d+)?(?:, | and )?)+)/g)].flatMap(
    ([, words = '']) =>
      [...words.matchAll(/(\d+)(?: to (\d+))?/g)].flatMap(([, first, last]) =>
        Array.from(
          { length: Number(last ?? first) - Number(first) + 1 },
          (_, index) => Number(first) + index,
        ),
      ),
  );
  return numbers.sort((a, b) => a - b);
}

describe('a listing, row by row', () => {
  it.each(['windows-netstat-anob', 'macos-netstat-anv', 'linux-ss-anp', 'illumos-netstat-an'])(
    'names each line of %s once, those that belong to the one above by their number',
    (name) => {
      const lines = listing(name).listing ?? [];
      const text = renderListing(listing(name), undefined);
      const rows = lines.filter(({ kind }) => kind !== 'detail');
      expect(named(text)).toEqual(rows.map(({ line }) => line));
      expect(Number(/row above.*: (\d+) more/.exec(text)?.[1] ?? 0)).toBe(lines.length - rows.length);
    },
  );

  it('says what a state means, who opened the connection and who holds it', () => {
    const text = renderListing(listing('windows-netstat-anob'), undefined);
    expect(text).toContain('Established (4): a connection in use: data can pass both ways.');
    expect(text).toMatch(/line 25 +tcp +192\.168\.1\.17:3389 ← 192\.168\.1\.44:51433 +svchost\.exe\/1292/);
    expect(text).toMatch(/line 33 +tcp +192\.168\.1\.17:50255 → 10\.9\.8\.7:22 +ssh\.exe\/7744/);
  });

  it('shows nothing that a terminal would obey', () => {
    const text =
      'tcp LISTEN 0 1 0.0.0.0:9 0.0.0.0:* users:(("a\u0007\u202e",pid=5,fd=3))\n\u009b31m strange\n';
    expect(renderListing(audit(text), 80)).not.toMatch(/[\u0007\u009b\u202e]/);
  });
});

describe('addresses of a listing', () => {
  it('of connections are those of that machine, unless they may be cut off', () => {
    const text = addressMeanings(listing('macos-netstat-anv'), undefined);
    expect(text).toContain('192.168.1.191  Private (192.168.0.0/16).');
    expect(text).not.toContain('aede:48ff');
  });
});
