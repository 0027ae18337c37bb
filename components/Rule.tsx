import { Text } from 'ink';
import { textWidth } from '../src/tui/text/width.js';
import { useTheme } from './theme.js';

/** A horizontal line, with a few words near its right end where there is something to say. */
export function Rule({ width, label = '' }: { readonly width: number; readonly label?: string }) {
  const words = label === '' ? '' : ` ${label} `;
  const theme = useTheme();
  return <Text>{theme.dim(`${'─'.repeat(Math.max(0, width - textWidth(words) - 2))}${words}──`)}</Text>;
}

/** A vertical line between list and panel. */
export function Divider({ height }: { readonly height: number }) {
  const theme = useTheme();
  return <Text>{Array.from({ length: height }, () => theme.dim(' │ ')).join('\n')}</Text>;
}
