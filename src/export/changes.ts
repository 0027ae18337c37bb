import { endpoint } from '../explain/endpoint.js';
import type { Change, Shift } from '../model/change.js';
import type { Owner } from '../model/listener.js';
import { escapeText } from './escape-text.js';

/** A change as JSON has it; `at` is when it was seen. */
export function changeDocument(change: Change, at: string): object {
  const { kind, listener } = change;
  const { id, exposure, owner } = listener;
  const head = {
    change: kind,
    at,
    listener: id,
    exposure,
    processes: owner.processes.map(({ pid, name }) => ({ pid, name })),
  };
  if (kind === 'opened' || kind === 'closed') return head;
  return { ...head, exposure_before: change.before, gained: change.gained, lost: change.lost };
}

const SIGNS: Readonly<Record<Change['kind'], string>> = {
  opened: '+',
  closed: '-',
  widened: '>',
  narrowed: '<',
  changed: '~',
};

/** A change as one line: what happened, to which listener, how far it is exposed, and for whom that is new. */
export function changeLine(change: Change): string {
  const { kind, listener } = change;
  const words = [SIGNS[kind], kind.padEnd(8), listener.id, holder(listener.owner)];
  switch (kind) {
    case 'opened':
    case 'closed':
      words.push(`reached by ${listener.exposure}`);
      break;
    case 'widened':
    case 'narrowed':
    case 'changed':
      words.push(
        change.before === listener.exposure
          ? `reached by ${listener.exposure} as before`
          : `reached by ${listener.exposure}, before by ${change.before}`,
      );
      if (change.gained.length > 0) words.push(`now also ${shiftText(change.gained)}`);
      if (change.lost.length > 0) words.push(`no longer ${shiftText(change.lost)}`);
      break;
    default:
      return change satisfies never;
  }
  return escapeText(words.filter((word) => word !== '').join('  '));
}

function holder({ processes }: Owner): string {
  const [first] = processes;
  return first === undefined ? '' : first.name;
}

const SHOWN = 3;

function shiftText(shifts: readonly Shift[]): string {
  const texts = shifts.slice(0, SHOWN).map(({ interface: name, destination, port, sources }) => {
    const shown = sources.slice(0, SHOWN).join(', ');
    const more = sources.length > SHOWN ? ` and ${sources.length - SHOWN} more` : '';
    return `from ${shown}${more} by ${name} to ${endpoint(destination, port)}`;
  });
  const more = shifts.length > SHOWN ? `; and ${shifts.length - SHOWN} more ways` : '';
  return `${texts.join('; ')}${more}`;
}
