import type { AuditedListener } from '../model/audit.js';

/** The notes that say more than a table of audiences beside them does. */
export function asideNotes({ notes, audienceNotes = [] }: AuditedListener): readonly string[] {
  const told = new Set(audienceNotes);
  return notes.filter((note) => !told.has(note));
}
