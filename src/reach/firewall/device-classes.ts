import type { NamePattern } from '../../model/element-set.js';
import type { Interface } from '../../model/facts.js';
import type { Statement } from '../../model/ruleset.js';
import { comparisonsOf } from './comparisons.js';
import type { CompiledBase } from './compile.js';
import { selectorsOf } from './statements-of.js';

/** What rules look at in a device besides its name. */
const TRAITS: ReadonlySet<string> = new Set([
  'iifgroup',
  'oifgroup',
  'iiftype',
  'oiftype',
  'iifkind',
  'oifkind',
]);
/** Selectors and statements whose outcome differs from device to device in ways of their own. */
const APART: ReadonlySet<string> = new Set([
  'fib',
  'bridge-port',
  'bridge-port-out',
  'bridged',
  'redirect',
  'tproxy',
  'unknown',
]);

/**
 * Tells apart the devices that rules tell apart: the text is equal for two devices by which packets meet the same
 * answers. Chains that are bound to devices, and rules that look at routes or at a device's own address, tell all apart.
 */
export function deviceClassesOf(
  bases: readonly CompiledBase[],
  interfaces: ReadonlyMap<string, Interface>,
): (device: string) => string {
  let known: ((device: string) => string) | undefined;
  return (device) => {
    known ??= gather(bases, interfaces);
    return known(device);
  };
}

function gather(
  bases: readonly CompiledBase[],
  interfaces: ReadonlyMap<string, Interface>,
): (device: string) => string {
  const patterns = new Map<string, NamePattern>();
  let apart = bases.some(
    ({ base, table }) => base.hook === 'ingress' || base.hook === 'egress' || table.family === 'bridge',
  );
  let traits = false;
  for (const statement of statementsOf(bases)) {
    apart ||= APART.has(statement.kind);
    for (const { on } of selectorsOf(statement)) {
      apart ||= APART.has(on);
      traits ||= TRAITS.has(on);
    }
    for (const { values } of comparisonsOf(statement))
      if (values.kind === 'names')
        for (const name of values.names) patterns.set(`${name.text} ${name.prefix}`, name);
  }
  const all = [...patterns.values()];
  return (device) => {
    if (apart) return device;
    const named = all.map(({ text, prefix }) =>
      (prefix ? device.startsWith(text) : device === text) ? '1' : '0',
    );
    const { group, type, kind } = interfaces.get(device) ?? {};
    return traits ? `${named.join('')} ${group} ${type} ${kind}` : named.join('');
  };
}

function* statementsOf(bases: readonly CompiledBase[]): Iterable<Statement> {
  for (const table of new Set(bases.map((base) => base.table)))
    for (const { rules } of table.chains.values()) for (const { statements } of rules) yield* statements;
}
