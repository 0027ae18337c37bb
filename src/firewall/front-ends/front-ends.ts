import type { RuleRef } from '../../model/reason.js';

/** A rule as the front ends see it. */
export interface WrittenRule {
  /** Name of the table without its family. */
  readonly table: string;
  readonly chain: string;
  /** As nft or iptables-save writes it. */
  readonly text: string;
}

/** A program that writes rules, known by the names that it gives its tables and chains. */
export interface FrontEnd {
  readonly name: string;
  readonly tables?: RegExp;
  readonly chains?: RegExp;
  /** For programs that put rules into chains of others. */
  readonly rules?: RegExp;
  /** The rule in that program's own words, where they can be reconstructed. */
  readonly words?: (rule: WrittenRule) => string | undefined;
}

/** What a translator asks: who wrote a table, and a rule. */
export interface FrontEnds {
  ofTable(table: string, chains: Iterable<string>): string | undefined;
  ofRule(rule: WrittenRule): Pick<RuleRef, 'frontEnd' | 'frontEndWords'>;
}
