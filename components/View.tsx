import { Box, Text } from 'ink';
import { modeOf } from '../src/tui/keymap.js';
import { audienceSegments } from '../src/tui/screen/audience-line.js';
import { hintLines, promptLabel, promptRemark, tabSegments } from '../src/tui/screen/footer.js';
import { headerLeft, headerRight } from '../src/tui/screen/header.js';
import { positionWords } from '../src/tui/screen/position.js';
import { layoutOf } from '../src/tui/state/layout.js';
import { filteredItems } from '../src/tui/state/rows.js';
import type { ViewState } from '../src/tui/state/state.js';
import { lineWidth } from '../src/tui/text/line.js';
import { Body } from './Body.js';
import { Footer } from './Footer.js';
import { Header } from './Header.js';
import { StyledLine } from './Lines.js';
import { PromptLine } from './PromptLine.js';
import { Rule } from './Rule.js';

/** On anything smaller there is no telling a listener from another. */
const LEAST = { columns: 40, rows: 8 };

/** The whole screen, from one state: header, audiences, the open tab or page, and the footer or what is asked there. */
export function View({
  state,
  interval,
}: {
  readonly state: ViewState;
  readonly interval: number | undefined;
}) {
  const { size, prompt, status } = state;
  const layout = layoutOf(size);
  const { columns } = layout;
  if (columns < LEAST.columns || size.rows < LEAST.rows) {
    return <Text wrap="truncate">{`listenscope needs ${LEAST.columns}×${LEAST.rows}`}</Text>;
  }
  const right = headerRight(state, interval);
  const audiences = audienceSegments(filteredItems(state), state.ring, columns).flatMap(({ spans }) => spans);
  return (
    <Box flexDirection="column" width={columns} height={size.rows}>
      <Header left={headerLeft(state.audit, columns - lineWidth(right) - 2)} right={right} width={columns} />
      {layout.airy && <StyledLine line={[]} width={columns} />}
      <StyledLine line={state.audit === undefined ? [] : audiences} width={columns} />
      <Rule width={columns} />
      <Body state={state} layout={layout} />
      <Rule width={columns} label={positionWords(state)} />
      {prompt !== undefined ? (
        <PromptLine
          label={promptLabel(prompt.kind)}
          text={prompt.text}
          caret={prompt.caret}
          remark={promptRemark(prompt)}
          isWrong={prompt.error !== undefined}
          width={columns}
        />
      ) : status !== undefined ? (
        <StyledLine line={[{ text: ` ${status.text}`, tone: status.tone }]} width={columns} />
      ) : (
        <Footer
          tabs={tabSegments(state).flatMap(({ spans }) => spans)}
          hints={hintLines(modeOf(state), state)}
          width={columns}
        />
      )}
    </Box>
  );
}
