import { Text } from 'ink';
import { textWidth } from '../src/tui/text/width.js';

/** A horizontal line, with a few words near its right end where there is something to say. */
export function Rule({ width, label = '' }: { readonly width: number; readonly label?: string }) {
  const words = label === '' ? '' : ` ${label} `;
  return <Text dimColor>{`${'─'.repeat(Math.max(0, width - textWidth(words) - 2))}${words}──`}</Text>;
}

/** A vertical line between list and panel. */
export function Divider({ height }: { readonly height: number }) {
  return <Text dimColor>{Array.from({ length: height }, () => ' │ ').join('\n')}</Text>;
}
