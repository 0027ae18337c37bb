import { renderTrace } from '../../export/trace.js';
import type { Trace } from '../../model/trace.js';
import { type Line, line, type Tone } from '../text/line.js';

/** One packet's way, in the words of the command line: what it is on top, how it ended below. */
export function traceDocument(trace: Trace, width: number): readonly Line[] {
  const rows = renderTrace(trace, { width }).trimEnd().split('\n');
  const afterHead = rows.indexOf('');
  const beforeEnd = rows.lastIndexOf('');
  return rows.map((row, index): Line => {
    if (index < afterHead) return line(row, 'accent');
    return line(row, index > beforeEnd ? outcomeTone(trace) : 'plain');
  });
}

function outcomeTone({ outcome }: Trace): Tone {
  return outcome.kind === 'undecided' ? 'warning' : 'strong';
}
