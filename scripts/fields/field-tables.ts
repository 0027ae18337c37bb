interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Definitions whose members have a table of their own, in the order of the page. */
const PARTS = [
  'gap',
  'namespace',
  'container',
  'interface',
  'firewall',
  'listener',
  'owner',
  'process',
  'reach',
  'rule',
  'chain',
  'forward',
  'otherSocket',
  'listingLine',
] as const;

/** Markdown tables of all members of the audit document, made from its schema: what each is, in its own words. */
export function fieldTables(schema: Schema): string {
  const definitions = PARTS.map((name) => [`\`${name}\``, schema.$defs?.[name] ?? {}] as const);
  return [['The document', schema] as const, ...definitions]
    .map(([title, part]) => [`### ${title}`, part.description ?? '', table(rowsOf(part, ''))].join('\n\n'))
    .join('\n\n')
    .concat('\n');
}

type Row = readonly [field: string, kind: string, meaning: string];

function rowsOf(schema: Schema, prefix: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]): Row[] => [
    [`\`${prefix}${name}\``, kindOf(member), (member.description ?? '').replaceAll('|', '\\|')],
    ...rowsOf(member, `${prefix}${name}.`),
  ]);
}

/** "text or null", "list of gap": what kind of value it is. */
function kindOf({ type, enum: values, const: value, $ref, items, anyOf }: Schema): string {
  if ($ref !== undefined) return $ref.replace(/.*\//, '');
  if (value !== undefined) return `\`${value}\``;
  if (values !== undefined && values.length > FEW) return `one of ${values.length}`;
  if (values !== undefined) return values.map((each) => `\`${each}\``).join(', ');
  if (anyOf !== undefined)
    return `${anyOf
      .filter((each) => each.type !== 'null')
      .map(kindOf)
      .join(' or ')} or null`;
  if (items !== undefined) return `list of ${kindOf(items)}`;
  return [type ?? []]
    .flat()
    .map((each) => WORDS[each] ?? each)
    .join(' or ');
}

const FEW = 9;

const WORDS: Readonly<Record<string, string>> = { string: 'text', integer: 'number', boolean: 'true, false' };

function table(rows: readonly Row[]): string {
  const lines = [['field', 'value', 'meaning'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const written = lines.map(
    (line) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written[0], rule, ...written.slice(1)].join('\n');
}
