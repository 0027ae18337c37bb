import { readFileSync } from 'node:fs';
import { decodeText } from '../collect/decode-text.js';
import { collectLinux } from '../collect/linux/collect.js';
import { readFirewall } from '../collect/linux/firewall/read-firewall.js';
import { askRuntime } from '../collect/linux/owners/containers/ask-runtime.js';
import { createLinuxIo } from '../collect/linux/system/linux-io.js';
import type { Facts } from '../model/facts.js';
import type { Input } from './command.js';
import { type Failure, isFailure } from './failure.js';
import type { Terminal } from './terminal.js';

/** Facts from where `input` says. */
export async function gatherFacts(input: Input, terminal: Terminal): Promise<Facts | Failure> {
  const facts = input.from === undefined ? await collect(input) : await fromFile(input.from, terminal);
  if (isFailure(facts)) return facts;
  return checkedFacts(input.netns === 'current' ? ofCurrentNamespace(facts) : facts);
}

/** What a capture tells of the namespace that it was made in. */
function ofCurrentNamespace(facts: Facts): Facts {
  const namespaces = facts.namespaces.filter(({ current }) => current);
  const concerned = new Set([undefined, ...namespaces.map(({ id }) => id)]);
  const gaps = facts.gaps.filter(
    ({ code, namespace }) => code !== 'namespaces-unreadable' && concerned.has(namespace),
  );
  return { ...facts, namespaces, gaps };
}

/** The facts, or a failure when they hold no socket because none could be read: that is no answer. */
export function checkedFacts(facts: Facts): Facts | Failure {
  const unreadable = facts.gaps.find(({ code }) => code === 'sockets-unreadable');
  if (unreadable === undefined || facts.namespaces.some(({ sockets }) => sockets.length > 0)) return facts;
  const { detail, remedy } = unreadable;
  return { failure: `the sockets could not be read: ${detail}${remedy === undefined ? '' : ` (${remedy})`}` };
}

async function collect({ collector: wanted, netns = 'all', otherFamilies }: Input): Promise<Facts | Failure> {
  const onLinux = process.platform === 'linux';
  if (wanted === 'portable' || (wanted === undefined && !onLinux)) {
    const { collectPortable } = await import('../collect/portable.js');
    return collectPortable();
  }
  if (!onLinux) return { failure: 'the linux collector works on Linux only; try --collector portable' };
  return collectLinux(createLinuxIo(), { namespaces: netns, readFirewall, askRuntime, otherFamilies });
}

async function fromFile(path: string, terminal: Terminal): Promise<Facts | Failure> {
  const text = await readText(path, terminal);
  if (isFailure(text)) return text;
  const name = path === '-' ? 'stdin' : path;
  const parsed = text.trimStart().startsWith('{')
    ? (await import('../collect/capture/parse-capture.js')).parseCapture(text)
    : (await import('../collect/pasted.js')).parsePasted(text);
  return 'error' in parsed ? { failure: `${name} cannot be used: ${parsed.error}` } : parsed;
}

/** The text of a file, or of stdin for "-"; a failure where there is none. */
export async function readText(path: string, terminal: Terminal): Promise<string | Failure> {
  const bytes = await readBytes(path, terminal);
  if (isFailure(bytes)) return bytes;
  const decoded = decodeText(bytes);
  const name = path === '-' ? 'stdin' : path;
  if ('error' in decoded) return { failure: `${name} cannot be used: ${decoded.error}` };
  return decoded.text.trim() === '' ? { failure: `${name} is empty` } : decoded.text;
}

/** The bytes of a file, or of stdin for "-". */
async function readBytes(path: string, terminal: Terminal): Promise<Buffer | Failure> {
  if (path === '-') return terminal.readInput();
  try {
    return readFileSync(path);
  } catch (error) {
    return { failure: `cannot read ${path}: ${whyUnreadable(error)}` };
  }
}

const WHY_UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = 'code' in error ? WHY_UNREADABLE[String(error.code)] : undefined;
  return known ?? error.message;
}
