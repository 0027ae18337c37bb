import { COMMANDS, OPTIONS, type OptionRow } from './options.js';

const EXIT_STATUS = `exit status
  0  done; for diff: nothing to report
  1  diff found a change
  2  bad usage or unusable input`;

const EXAMPLES = `examples
  listenscope --exposure internet        what the internet can reach
  listenscope explain 127.0.0.2:80       what 127.0.0.2 means, and who answers there
  listenscope trace 192.0.2.7 10.0.0.1:22
  netstat -an | listenscope --from -     explain a listing from any system`;

/** The help page, made from the tables that also drive the parsing. */
export function helpText(): string {
  const commands = Object.values(COMMANDS).map(({ usage, help }) => [usage, help] as const);
  const options = OPTIONS.map((row: OptionRow) => {
    const short = row.short === undefined ? '    ' : `-${row.short}, `;
    return [`${short}--${row.name}${row.value === undefined ? '' : ` ${row.value}`}`, row.help] as const;
  });
  return [
    'Who can reach each listening socket of this host, and why.',
    section('usage', commands),
    section('options', options),
    EXAMPLES,
    EXIT_STATUS,
    '',
  ].join('\n\n');
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join('\n');
}
