import type { Statement } from '../../model/ruleset.js';
import { baseMatches, protocolOf } from './base-options.js';
import type { XtContext } from './context.js';
import { translateExtension } from './matches.js';
import type { XtRule } from './parse-rule.js';
import { translateTarget } from './targets.js';

/** Translates a rule in the order in which the kernel works it off: addresses and devices, matches, target. */
export function translateXtRule(rule: XtRule, context: XtContext): readonly Statement[] {
  const protocol = protocolOf(rule);
  const matches = [
    ...baseMatches(rule, context),
    ...rule.matches.flatMap((extension) => translateExtension(extension, context, protocol)),
  ];
  const statements: Statement[] = matches.map((match) => ({ kind: 'match', match }));
  // Without a target a rule only counts.
  if (rule.target !== undefined) statements.push(...translateTarget(rule.target, context));
  return statements;
}

/** What `-m comment` says. */
export function commentOf(rule: XtRule): string | undefined {
  const comment = rule.matches.find((extension) => extension.name === 'comment');
  return comment?.options.find((option) => option.name === '--comment')?.values[0];
}
