import { Box, Text } from 'ink';
import { spokenLines } from '../src/tui/screen/spoken.js';
import type { ViewState } from '../src/tui/state/state.js';

/** The view in sentences, for a screen reader: nothing in it changes by itself but what the user should hear of. */
export function SpokenView({ state }: { readonly state: ViewState }) {
  return (
    <Box flexDirection="column">
      {spokenLines(state).map((line, index) => (
        <Text key={`${index} ${line}`}>{line}</Text>
      ))}
    </Box>
  );
}
