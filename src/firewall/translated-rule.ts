import type { RuleRef } from '../model/reason.js';
import type { Rule, Statement } from '../model/ruleset.js';
import { setsAsOfNow } from './sets-as-of-now.js';

/** A rule that makes its reference when first asked: writing out the text of ten thousand rules is not free. */
export class TranslatedRule implements Rule {
  readonly statements: readonly Statement[];
  readonly #describe: () => RuleRef;
  #ref: RuleRef | undefined;

  constructor(statements: readonly Statement[], describe: () => RuleRef) {
    this.statements = statements;
    this.#describe = describe;
  }

  get ref(): RuleRef {
    this.#ref ??= { ...this.#describe(), setsAsOfNow: setsAsOfNow(this.statements) };
    return this.#ref;
  }
}
