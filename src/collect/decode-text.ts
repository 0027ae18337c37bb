/** Beginnings of files that are packed. */
const PACKED: readonly (readonly [magic: readonly number[], remedy: string])[] = [
  [[0x1f, 0x8b], 'it is packed with gzip; unpack it first: gunzip'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'it is packed with xz; unpack it first: unxz'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'it is packed with zstd; unpack it first: unzstd'],
  [[0x42, 0x5a, 0x68], 'it is packed with bzip2; unpack it first: bunzip2'],
  [[0x50, 0x4b, 0x03, 0x04], 'it is a zip archive; unpack it first: unzip'],
];

/**
 * The text of a file that somebody saved or piped: UTF-8, or UTF-16 as PowerShell writes what is redirected to a file, with
 * or without a byte order mark. Bytes of other code pages become U+FFFD. The error is one sentence.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string } | { readonly error: string } {
  const packed = PACKED.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
  if (packed !== undefined) return { error: packed[1] };
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  return text.includes('\0') ? { error: 'it is no text: it holds bytes of value 0' } : { text };
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // The texts that are read here begin with letters of ASCII, a blank or a brace.
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'utf-16be';
  return 'utf-8';
}
