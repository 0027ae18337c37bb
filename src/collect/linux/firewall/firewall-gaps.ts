import type { Gap } from '../../../model/gap.js';

/** Rules that are there and could not be read. */
export function unreadable(subject: string, detail: string, remedy?: string): Gap {
  return { code: 'firewall-unreadable', subject, detail, remedy };
}

/** Rules that only a program lists which is not installed. */
export function toolMissing(subject: string, detail: string, remedy: string): Gap {
  return { code: 'firewall-tool-missing', subject, detail, remedy };
}
