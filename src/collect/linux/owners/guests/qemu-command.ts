/** What QEMU was told of its guest, qemu(1). */
export interface QemuGuest {
  readonly name: string;
  /** Hardware addresses that its cards were given, in lower case. */
  readonly macs: readonly string[];
}

const MAC = /\bmac(?:addr)?"?[=:]"?((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\b/gi;

/** Undefined for a command that names no guest: -name guest=NAME,…, or -name NAME,…, where commas in the name are doubled. */
export function guestOfQemu(command: readonly string[]): QemuGuest | undefined {
  const at = command.indexOf('-name');
  const [, name] = at < 0 ? [] : (/^(?:guest=)?((?:[^,]|,,)+)/.exec(command[at + 1] ?? '') ?? []);
  if (name === undefined || /^(?:process|debug-threads)=/.test(name)) return undefined;
  const macs = command.flatMap((word) => [...word.matchAll(MAC)].map(([, mac = '']) => mac.toLowerCase()));
  return { name: name.replaceAll(',,', ','), macs };
}
