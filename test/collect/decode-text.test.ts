import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/collect/decode-text.js';

const TEXT = '  TCP    0.0.0.0:135    0.0.0.0:0    ABHÖREN\r\n';
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

describe('the text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 of Windows', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 the other way round', swapped(Buffer.from(`\ufeff${TEXT}`, 'utf16le'))],
    ['the same without a mark', swapped(Buffer.from(TEXT, 'utf16le'))],
  ])('in %s', (_, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: TEXT });
  });

  it('in a code page of Windows keeps what is ASCII', () => {
    const codePage850 = Buffer.from('ABH\x99REN', 'latin1');
    expect(decodeText(codePage850)).toEqual({ text: 'ABH\ufffdREN' });
  });

  it('that is packed says how to unpack it', () => {
    expect(decodeText(gzipSync(TEXT))).toHaveProperty('error', expect.stringContaining('gunzip'));
  });

  it('that is none is refused', () => {
    expect(
      decodeText(Buffer.concat([Buffer.from('{"a":'), Buffer.alloc(3), deflateRawSync(TEXT)])),
    ).toHaveProperty('error', expect.stringContaining('no text'));
  });
});
