import { escapeText } from '../../export/escape-text.js';

/** Text from the system as the screen may have it: one line, control and bidi characters made visible. */
export function shown(text: string): string {
  return escapeText(text);
}
