import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../test/support/find-tool.js';
import { type Host, tool } from './host.js';

/** What is measured, by name; where a tool is not installed, without it. */
export type Programs = Readonly<Record<string, readonly string[]>>;

export const CLI = new URL('../dist/cli.cjs', import.meta.url).pathname;
export const NODE = process.execPath;

export interface Scratch {
  /** An empty CommonJS file, and an ES module that says hello. */
  readonly empty: string;
  readonly hello: string;
  readonly systeminformation: string;
  remove(): void;
}

/** The files that some of the programs are. */
export function makeScratch(): Scratch {
  const directory = mkdtempSync(join(tmpdir(), 'listenscope-bench-'));
  const file = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const entry = JSON.stringify(new URL('../node_modules/systeminformation', import.meta.url).pathname);
  return {
    empty: file('empty.cjs', ''),
    hello: file('hello.mjs', "console.log('hello');\n"),
    systeminformation: file('systeminformation.cjs', `require(${entry}).networkConnections();\n`),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The programs that answer "what listens here, and who holds it" in a load, and an empty Node. */
export function listingPrograms(host: Host, scratch: Scratch): Programs {
  const others: Record<string, readonly string[]> = {};
  const netstat = findTool('netstat');
  if (netstat !== undefined) others.netstat = [...host.enter, netstat, '-tulnp'];
  const lsof = findTool('lsof');
  if (lsof !== undefined) others.lsof = [...host.enter, lsof, '-nP', '-i'];
  return {
    node: [...host.enter, NODE, scratch.empty],
    ss: [...host.enter, tool('ss'), '-tulnp'],
    listenscope: [...host.enter, NODE, CLI, '--json'],
    ...others,
    systeminformation: [...host.enter, NODE, scratch.systeminformation],
  };
}

/** `ss` once in each network namespace of a load. */
export function ssInEach(host: Host): readonly string[] {
  const script = `shift; "$0" -tulnp; for pid in ${host.apart.join(' ')}; do nsenter -t "$pid" -n "$0" -tulnp; done`;
  return [...host.enter, tool('sh'), '-c', script, tool('ss'), ''];
}
