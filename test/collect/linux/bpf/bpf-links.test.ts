import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { hasBpfLinks } from '../../../../src/collect/linux/owners/bpf/bpf-links.js';
import { type Libc, loadLibc } from '../../../../src/collect/linux/system/libc.js';
import { findTool } from '../../../support/find-tool.js';
import { requires } from '../../../support/requires.js';

requires({ root: true, platform: 'linux', tools: ['bpftool'] })('BPF links', () => {
  it('are there when bpftool lists any, and only then', () => {
    const listed = JSON.parse(
      execFileSync(findTool('bpftool') ?? '', ['-j', 'link', 'list'], { encoding: 'utf8' }),
    );
    const libc = loadLibc();
    if (libc === undefined) throw new Error('no libc');
    expect(hasBpfLinks(libc)).toBe(listed.length > 0);
  });
});

requires({ platform: 'linux' })('an answer of bpf(2)', () => {
  const answering = (result: number, errno: number): Libc => {
    const libc = loadLibc();
    if (libc === undefined) throw new Error('no libc');
    return { ...libc, bpf: () => result, errno: () => errno, close: () => 0 };
  };
  it('that refuses is no answer', () => {
    expect(hasBpfLinks(answering(-1, 1))).toBeUndefined();
    expect(hasBpfLinks({ ...answering(0, 0), bpf: undefined })).toBeUndefined();
  });
  it('with an id tells that there is one', () => {
    expect(hasBpfLinks(answering(0, 0))).toBe(true);
    expect(hasBpfLinks(answering(-1, 2))).toBe(false);
  });
});
