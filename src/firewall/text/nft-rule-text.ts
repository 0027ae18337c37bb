import type { TableFamily } from '../../model/ruleset.js';

export function ruleText(expressions: readonly unknown[], family: TableFamily): string {
  return expressions.map((statement) => describeStatement(statement, family)).join(' ');
}

export function describeStatement(statement: unknown, _family: TableFamily): string {
  return JSON.stringify(statement);
}
