import { Box } from 'ink';
import { questionDocument } from '../src/tui/documents/question.js';
import type { Layout } from '../src/tui/state/layout.js';
import { pageRows, panelRows } from '../src/tui/state/page.js';
import type { ViewState } from '../src/tui/state/state.js';
import { Lines } from './Lines.js';
import { Divider } from './Rule.js';
import { TabBody } from './TabBody.js';

/** What stands between the rules: a question, a page, or the open tab with its panel. */
export function Body({ state, layout }: { readonly state: ViewState; readonly layout: Layout }) {
  const { bodyRows, columns, panelColumns } = layout;
  const { question, page, audit } = state;
  if (question !== undefined && audit !== undefined) {
    return <Inset lines={questionDocument(question, audit, columns - 4)} layout={layout} top={0} />;
  }
  if (page !== undefined) {
    return <Inset lines={pageRows(state)} layout={layout} top={state.pageTop} />;
  }
  return (
    <Box height={bodyRows}>
      <TabBody state={state} layout={layout} />
      {panelColumns > 0 && (
        <>
          <Divider height={bodyRows} />
          <Lines lines={panelRows(state)} width={panelColumns} height={bodyRows} />
        </>
      )}
    </Box>
  );
}

/** A text over the whole width, a column away from the edge. */
function Inset({
  lines,
  layout,
  top,
}: {
  readonly lines: ReturnType<typeof pageRows>;
  readonly layout: Layout;
  readonly top: number;
}) {
  return (
    <Box paddingLeft={1} height={layout.bodyRows}>
      <Lines lines={lines} width={layout.columns - 2} height={layout.bodyRows} top={top} />
    </Box>
  );
}
