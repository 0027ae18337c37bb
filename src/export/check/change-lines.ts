import type { PolicyChange } from '../../model/policy.js';
import { draftLines, reachableByLine } from '../policy-yaml.js';

/** A change of the policy: what to do, and the YAML to paste, as lines. */
export interface ChangeLines {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Puts a change of the policy that is called `file` into lines. */
export function changeLines(change: PolicyChange, file: string): ChangeLines {
  switch (change.kind) {
    case 'add':
      return {
        title: 'Or, if it is meant to be so, add to the list allow:',
        lines: change.drafts.flatMap((draft) => draftLines(draft)),
      };
    case 'widen':
      return {
        title: `Or, if it is meant to be so, let the entry at ${file}:${change.entry.place.line} say:`,
        lines: [`    ${reachableByLine(change.reachableBy)}`],
      };
    default:
      return change satisfies never;
  }
}
