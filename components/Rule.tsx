import { Text } from 'ink';

/** A horizontal line. */
export function Rule({ width }: { readonly width: number }) {
  return <Text dimColor>{'─'.repeat(width)}</Text>;
}

/** A vertical line between list and panel. */
export function Divider({ height }: { readonly height: number }) {
  return <Text dimColor>{Array.from({ length: height }, () => ' │ ').join('\n')}</Text>;
}
