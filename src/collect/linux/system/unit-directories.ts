/** Where the files and drop-ins of units of the system are, the first that has a file first: systemd.unit(5). */
export const UNIT_DIRECTORIES = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/etc/systemd/system.attached',
  '/run/systemd/system',
  '/run/systemd/system.attached',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
  '/run/systemd/generator.late',
] as const;

/** The template of an instance: "echo@.socket" of "echo@1.socket"; other names as they are. */
export function templateOf(unit: string): string {
  return unit.replace(/@[^.]*\./, '@.');
}
