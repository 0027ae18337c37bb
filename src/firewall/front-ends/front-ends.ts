import type { RuleRef } from '../../model/reason.js';

/** A rule as the front ends' tables see it. */
export interface WrittenRule {
  /** Name of the table without its family. */
  readonly table: string;
  readonly chain: string;
  readonly text: string;
  readonly comment?: string;
}

/** Which program wrote a table or rule, told by the names that it gives its chains. */
export interface FrontEnds {
  ofTable(table: string, chains: Iterable<string>): string | undefined;
  ofRule(rule: WrittenRule): Pick<RuleRef, 'frontEnd' | 'frontEndWords'>;
}
