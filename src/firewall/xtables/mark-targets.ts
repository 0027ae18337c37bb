import type { MarkValue, Statement } from '../../model/ruleset.js';
import type { Extension, Option } from './parse-rule.js';
import { readInteger, readMasked } from './values.js';

const ALL = 0xffffffff;

/** MARK: --set-xmark v/m is (mark & ~m) ^ v, --set-mark v/m clears what v and m have and sets v. */
export function markTarget(target: Extension, text: string): readonly Statement[] {
  return [
    {
      kind: 'set-mark',
      target: 'mark',
      value: setValue(target.options, 'mark') ?? { kind: 'unknown', text },
    },
  ];
}

/** CONNMARK: the same on the connection's mark, and copies between the two. */
export function connmarkTarget(target: Extension, text: string): readonly Statement[] {
  const unknown: MarkValue = { kind: 'unknown', text };
  const option = (name: string): Option | undefined =>
    target.options.find((candidate) => candidate.name === name);
  const nfmask = readInteger(option('--nfmask')?.values[0] ?? option('--mask')?.values[0]) ?? ALL;
  const ctmask = readInteger(option('--ctmask')?.values[0] ?? option('--mask')?.values[0]) ?? ALL;
  // save: ctmark = (ctmark & ~ctmask) ^ (mark & nfmask); restore: mark = (mark & ~nfmask) ^ (ctmark & ctmask).
  if (option('--save-mark') !== undefined)
    return [{ kind: 'set-mark', target: 'ctmark', value: transfer('mark', nfmask, ctmask) }];
  if (option('--restore-mark') !== undefined)
    return [{ kind: 'set-mark', target: 'mark', value: transfer('ctmark', ctmask, nfmask) }];
  return [{ kind: 'set-mark', target: 'ctmark', value: setValue(target.options, 'ctmark') ?? unknown }];
}

/** The bits `take` of one mark for the bits `replaced` of the other. */
function transfer(from: 'mark' | 'ctmark', take: number, replaced: number): MarkValue {
  if (replaced === ALL) return { kind: 'bits', base: from, and: take, xor: 0 };
  return { kind: 'merge', keep: ~replaced >>> 0, take };
}

function setValue(options: readonly Option[], base: 'mark' | 'ctmark'): MarkValue | undefined {
  for (const { name, values } of options) {
    const mark = readMasked(values[0]);
    if (mark === undefined) continue;
    const { value, mask } = mark;
    switch (name) {
      case '--set-xmark':
        return { kind: 'bits', base, and: ~mask >>> 0, xor: value };
      case '--set-mark':
        return { kind: 'bits', base, and: ~(mask | value) >>> 0, xor: value };
      case '--and-mark':
        return { kind: 'bits', base, and: value, xor: 0 };
      case '--or-mark':
        return { kind: 'bits', base, and: ~value >>> 0, xor: value };
      case '--xor-mark':
        return { kind: 'bits', base, and: ALL, xor: value };
      default:
        return undefined;
    }
  }
  return undefined;
}
