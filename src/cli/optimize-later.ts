import { setFlagsFromString } from 'node:v8';

/** Helpers of a collection that takes half a millisecond cost more than they save. */
const GC = '--no-parallel-scavenge';

/**
 * How often a function has to run before V8 optimizes it, times ten and more what it starts with. In a short run many functions
 * get that far, and few repay the optimizing: a run over 200 namespaces takes a third less without. By the major version of V8,
 * since names change; another one is left alone, as it would complain.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  // Node 20: in bytes of bytecode.
  11: ['--interrupt-budget=1081344', GC],
  // Node 22 and 24.
  12: ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=30000', GC],
  13: ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=30000', GC],
};

/** Has V8 wait longer before it optimizes. Compiled code that is loaded afterwards it refuses, for the change of flags. */
export function optimizeLater(): void {
  const [major = ''] = process.versions.v8.split('.', 1);
  for (const flag of FLAGS[major] ?? []) setFlagsFromString(flag);
}
