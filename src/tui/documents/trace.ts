import type { Trace, TraceStep } from '../../model/trace.js';
import { BLANK, type Line, line, type Span, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';

/** One packet's way, a step a line. */
export function traceDocument(trace: Trace, width: number): readonly Line[] {
  const { source, destination, port, protocol, via } = trace.question;
  return [
    line(shown(`${protocol} from ${source} to ${destination} port ${port} via ${via}`), 'accent'),
    BLANK,
    ...trace.steps.flatMap((step) => {
      const { lead, text } = stepWords(step);
      return wrapBehind(lead, shown(text), step.kind === 'note' ? 'dim' : 'plain', width);
    }),
    BLANK,
    ...outcome(trace, width),
  ];
}

interface Words {
  readonly lead: Span;
  readonly text: string;
}

function stepWords(step: TraceStep): Words {
  switch (step.kind) {
    case 'arrive':
      return { lead: span('→ '), text: `arrives by ${step.interface}` };
    case 'rewrite':
      return { lead: span('  '), text: `${step.what}: ${step.before} becomes ${step.after}` };
    case 'chain':
      return { lead: span('▸ ', 'dim'), text: `${step.hook}: ${step.chain.table} ${step.chain.chain}` };
    case 'rule':
      return {
        lead: span(step.certain ? '    ' : '  ? ', 'warning'),
        text: `${step.rule.text}: ${step.effect}`,
      };
    case 'policy':
      return { lead: span('    '), text: `policy ${step.verdict}` };
    case 'nat':
      return {
        lead: span('  ⇢ '),
        text: `now goes to ${step.after.destination} port ${step.after.destinationPort} (${step.rule.text})`,
      };
    case 'route':
      return { lead: span('▸ ', 'dim'), text: step.decision };
    case 'source-check':
      return { lead: span(step.passed ? '  ✓ ' : '  ✕ '), text: step.check };
    case 'socket':
      return { lead: span('● ', 'accent'), text: `${step.listener}, ${step.owner}` };
    case 'no-socket':
      return { lead: span('✕ '), text: step.detail };
    case 'reply':
      return {
        lead: span('← '),
        text: `the answer leaves${step.device === undefined ? '' : ` by ${step.device}`}`,
      };
    case 'note':
      return { lead: span('  '), text: step.text };
    default:
      return step satisfies never;
  }
}

function outcome({ outcome }: Trace, width: number): readonly Line[] {
  switch (outcome.kind) {
    case 'delivered':
      return wrapBehind(span('✓ ', 'accent'), shown(`Delivered to ${outcome.listener}.`), 'strong', width);
    case 'forwarded':
      return wrapBehind(span('⇢ '), shown(`Forwarded to ${outcome.target}.`), 'strong', width);
    case 'stopped':
      return wrapBehind(span('✕ '), shown(`Stopped by ${outcome.by}.`), 'strong', width);
    case 'refused':
      return wrapBehind(
        span('✕ '),
        'Refused: it reaches this host, and nothing listens there.',
        'strong',
        width,
      );
    case 'undecided':
      return wrapBehind(
        span('? ', 'warning'),
        shown(`Cannot be told from here: ${outcome.because.join('; ')}.`),
        'strong',
        width,
      );
    default:
      return outcome satisfies never;
  }
}
