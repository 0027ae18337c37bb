import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { addControlGroup } from './control-group.js';
import { findTool } from './find-tool.js';
import { LEFT_OUT_FILE } from './left-out.js';

/** What a group of tests needs of the machine beyond Node and npm. */
export interface Needs {
  /** Effective uid 0, to make network namespaces. */
  readonly root?: boolean;
  /** Commands found on PATH or among the system directories. */
  readonly tools?: readonly string[];
  /** Files or directories that have to exist. */
  readonly paths?: readonly string[];
  /** Kinds of interfaces that the kernel has, as `ip link add type` takes them: "vrf table 10". */
  readonly links?: readonly string[];
  readonly platform?: NodeJS.Platform;
  /** That ordinary users may make user namespaces. */
  readonly userNamespaces?: boolean;
  /** That BPF programs can be attached to devices (tcx, Linux 6.6). */
  readonly bpf?: boolean;
  /** That control groups can be made in a cgroup2 file system. */
  readonly controlGroups?: boolean;
}

/**
 * `describe`, or `describe.skip` on a machine that lacks something: `requires({ root: true, tools: ['nft'] })('…', …)`.
 * What was left out and why is printed after the run, so that a green run on a bare machine does not look like a full one.
 */
export function requires(needs: Needs): typeof describe | typeof describe.skip {
  const missing = missingOf(needs);
  if (missing.length === 0) return describe;
  const file = process.env[LEFT_OUT_FILE];
  if (file !== undefined) {
    const test = expect.getState().testPath ?? 'a test file';
    appendFileSync(file, `${JSON.stringify({ test, missing })}\n`);
  }
  return describe.skip;
}

/** What of `needs` this machine lacks, in words. */
export function missingOf(needs: Needs): string[] {
  const missing: string[] = [];
  if (needs.platform !== undefined && process.platform !== needs.platform)
    missing.push(`platform ${needs.platform}`);
  if (needs.root === true && process.geteuid?.() !== 0) missing.push('root');
  for (const tool of needs.tools ?? []) if (findTool(tool) === undefined) missing.push(`the command ${tool}`);
  for (const link of needs.links ?? [])
    if (!canMake(link)) missing.push(`links of type ${link} in this kernel`);
  if (needs.userNamespaces === true && !mayMakeUserNamespaces()) missing.push('user namespaces');
  if (needs.bpf === true && !mayAttachPrograms()) missing.push('BPF programs on devices (tcx)');
  if (needs.controlGroups === true && !mayMakeControlGroups())
    missing.push('a cgroup2 file system that takes groups');
  for (const path of needs.paths ?? []) if (!existsSync(path)) missing.push(path);
  return missing;
}

/** Makes one in a network namespace that goes with the command. */
function canMake(link: string): boolean {
  const words = ['--net', 'ip', 'link', 'add', 'name', 'tried', 'type', ...link.split(' ')];
  return spawnSync('unshare', words, { timeout: 10_000 }).status === 0;
}

/** To lo of a network namespace that goes with the command. */
function mayAttachPrograms(): boolean {
  const script = fileURLToPath(new URL('./bpf-programs.mjs', import.meta.url));
  const words = ['--net', process.execPath, script, 'tcx-ingress+:lo:pass'];
  return spawnSync('unshare', words, { stdio: ['ignore', 'ignore', 'ignore'], timeout: 10_000 }).status === 0;
}

function mayMakeControlGroups(): boolean {
  const group = addControlGroup();
  group?.remove();
  return group !== undefined;
}

/** Kernels and containers forbid it in several ways: what counts is whether one comes of it. */
function mayMakeUserNamespaces(): boolean {
  const nobody = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const made = spawnSync('unshare', ['--user', '--map-root-user', '--net', 'true'], {
    ...nobody,
    timeout: 10_000,
  });
  return made.status === 0;
}
