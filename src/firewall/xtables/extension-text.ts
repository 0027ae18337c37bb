import type { Extension, Option } from './parse-rule.js';

/** A match or target as iptables-save writes it: "-m limit --limit 3/min". */
export function extensionText(flag: '-m' | '-j', extension: Extension): string {
  return [flag, extension.name, ...extension.options.map(optionText)].join(' ');
}

function optionText(option: Option): string {
  const words = [
    option.name,
    ...option.values.map((value) => (/[\s"]/.test(value) ? JSON.stringify(value) : value)),
  ];
  return option.negated ? `! ${words.join(' ')}` : words.join(' ');
}
