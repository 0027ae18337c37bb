/**
 * The anonymous chain (`jump { … }`) in the rule at `index` of `chain`, out of nft's text of the table. JSON cuts such chains
 * after 1024 bytes; the text has them whole. Undefined when it is not there.
 */
export function anonymousChainIn(table: string, chain: string, index: number): string | undefined {
  const rule = rulesOfChain(table, chain)[index];
  const start = rule?.search(/\b(jump|goto) \{/) ?? -1;
  return start < 0 ? undefined : rule?.slice(start);
}

/** The devices that a chain on the ingress or egress hook is attached to. Undefined when the text does not tell. */
export function devicesOf(table: string, chain: string): readonly string[] | undefined {
  const hook =
    linesOfChain(table, chain).find((line) => /^\t\ttype \S+ hook (ingress|egress) /.test(line)) ?? '';
  const [, several] = /\bdevices = \{ ([^}]*) \}/.exec(hook) ?? [];
  const [, one] = /\bdevice ("[^"]*"|\S+)/.exec(hook) ?? [];
  return (several ?? one)?.split(',').map((name) => name.trim().replaceAll('"', ''));
}

/** The rules of a chain, each with all of its lines. nft indents chains by one tab, rules by two, what is in them by more. */
function rulesOfChain(table: string, chain: string): readonly string[] {
  const rules: string[] = [];
  for (const line of linesOfChain(table, chain)) {
    if (/^\t\t(type \S+ hook |policy |comment |$)/.test(line)) continue;
    const continued = line.startsWith('\t\t\t') || line.startsWith('\t\t}');
    if (continued && rules.length > 0) rules.push(`${rules.pop()}\n${line}`);
    else rules.push(line.trim());
  }
  return rules;
}

/** Everything between the braces of a chain. */
function linesOfChain(table: string, chain: string): readonly string[] {
  const lines = table.split('\n');
  const start = lines.findIndex((line) => line === `\tchain ${chain} {` || line === `\tchain "${chain}" {`);
  const end = lines.indexOf('\t}', start);
  return start < 0 || end < 0 ? [] : lines.slice(start + 1, end);
}

/** True when nft's text says that the base chains of the table are not registered. */
export function isDormant(table: string): boolean {
  return /^\s*flags\s[^\n]*\bdormant\b/m.test(table);
}
