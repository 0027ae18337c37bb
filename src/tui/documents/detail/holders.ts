import { purposeWords } from '../../../explain/owner-words.js';
import type { Audit, AuditedListener } from '../../../model/audit.js';
import type { Process } from '../../../model/facts.js';
import { cutLine, type Line, line, span } from '../../text/line.js';
import { shown } from '../../text/shown.js';
import { ageText } from '../age.js';
import type { Depth } from './detail.js';

/** Processes named in the panel; the page names all. */
const FEW = 2;

/** Who holds the socket: a line for each process, with its user, unit, container and age; its command line below. */
export function holders(
  listener: AuditedListener,
  audit: Audit,
  width: number,
  depth: Depth,
): readonly Line[] {
  const { owner } = listener;
  if (owner.kind === 'kernel') return [line(shown(`held by the kernel itself${purposeWords(owner)}`), 'dim')];
  if (owner.kind === 'unknown') return [line('who holds it is not known', 'dim')];
  return holderLines(owner.processes, audit, width, depth);
}

/** The same of any processes. */
export function holderLines(
  processes: readonly Process[],
  audit: Audit,
  width: number,
  depth: Depth,
): readonly Line[] {
  const now = Date.parse(audit.capturedAt);
  const named = depth === 'panel' ? processes.slice(0, FEW) : processes;
  const more = processes.length - named.length;
  return [
    ...named.flatMap((process) => processLines(process, now, width, depth)),
    ...(more > 0 ? [line(`and ${more} more ${more === 1 ? 'process' : 'processes'}`, 'dim')] : []),
  ];
}

function processLines(process: Process, now: number, width: number, depth: Depth): readonly Line[] {
  const { pid, name, user, uid, systemdUnit, container, startedAt, command } = process;
  const age = startedAt === undefined ? '' : ageText(Date.parse(startedAt), now);
  const facts = [
    user === undefined ? uid !== undefined && `uid ${uid}` : `user ${user}`,
    systemdUnit,
    container !== undefined && `container ${container}`,
    age !== '' && `up ${age}`,
  ].filter((fact): fact is string => typeof fact === 'string');
  const head = cutLine(
    [span(shown(`${name} ${pid}`)), span(shown(facts.map((fact) => `, ${fact}`).join('')), 'dim')],
    width,
  );
  const isNews = command.length > 0 && command.join(' ') !== name;
  if (depth === 'panel' || !isNews) return [head];
  return [head, cutLine([span('  '), span(shown(command.join(' ')), 'dim')], width)];
}
