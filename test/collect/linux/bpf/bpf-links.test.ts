import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { hasBpfLinks } from '../../../../src/collect/linux/owners/bpf/bpf-links.js';
import { type Libc, loadLibc } from '../../../../src/collect/linux/system/libc.js';
import { findTool } from '../../../support/find-tool.js';
import { requires } from '../../../support/requires.js';

requires({ root: true, platform: 'linux', tools: ['bpftool'] })('BPF links', () => {
  it('are there when bpftool lists any whose programs packets pass, and only then', () => {
    const listed: { type: string; attach_type?: string }[] = JSON.parse(
      execFileSync(findTool('bpftool') ?? '', ['-j', 'link', 'list'], { encoding: 'utf8' }),
    );
    const passing = listed.filter(({ type, attach_type: attach }) =>
      type === 'cgroup'
        ? /inet_(in|e)gress$/.test(attach ?? '')
        : /^(netns|netfilter|tcx|netkit)$/.test(type),
    );
    const libc = loadLibc();
    if (libc === undefined) throw new Error('no libc');
    expect(hasBpfLinks(libc)).toBe(passing.length > 0);
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
