import { Box } from 'ink';
import { emptyListText, summaryRows } from '../src/tui/screen/empty-list.js';
import { columnHeads, listenerColumns, listenerLine } from '../src/tui/screen/listener-columns.js';
import {
  chainList,
  changeList,
  interfaceList,
  otherList,
  type TabList,
} from '../src/tui/screen/tab-lists.js';
import { chainEntries } from '../src/tui/state/chains.js';
import { visibleRows } from '../src/tui/state/cursor.js';
import type { Layout } from '../src/tui/state/layout.js';
import { otherRows } from '../src/tui/state/other-rows.js';
import { listenerRows } from '../src/tui/state/rows.js';
import { selectedItem } from '../src/tui/state/selected.js';
import type { ViewState } from '../src/tui/state/state.js';
import { span } from '../src/tui/text/line.js';
import { wrapBehind } from '../src/tui/text/wrap.js';
import { Lines } from './Lines.js';
import { List } from './List.js';
import { Rule } from './Rule.js';

/** The list of the open tab, only the rows that are on the screen; on a narrow screen with the answer below it. */
export function TabBody({ state, layout }: { readonly state: ViewState; readonly layout: Layout }) {
  const { listColumns, bodyRows, summaryRows: summary } = layout;
  const { key, top } = state.cursors[state.tab];
  const height = visibleRows(state.size, state.tab);
  const list = tabList(state, layout, top, height);
  if (list.rows.length === 0) {
    return (
      <Lines
        lines={wrapBehind(span(' '), list.empty, 'dim', listColumns)}
        width={listColumns}
        height={bodyRows}
      />
    );
  }
  return (
    <Box flexDirection="column" width={listColumns} height={bodyRows}>
      <List heads={list.heads} rows={list.rows} selected={key} width={listColumns} height={height} />
      {state.tab === 'listeners' && summary > 0 && (
        <>
          <Rule width={listColumns} />
          <Lines
            lines={summaryRows(selectedItem(state), listColumns, summary)}
            width={listColumns}
            height={summary}
          />
        </>
      )}
    </Box>
  );
}

function tabList(state: ViewState, { listColumns }: Layout, top: number, height: number): TabList {
  const { tab, audit, changes } = state;
  switch (tab) {
    case 'listeners': {
      const columns = listenerColumns(state.items, listColumns);
      const capturedAt = Date.parse(audit?.capturedAt ?? '');
      return {
        heads: columnHeads(columns, state.sort, state.isReversed),
        empty: emptyListText(state),
        rows: listenerRows(state)
          .slice(top, top + height)
          .map((row) => ({ key: row.key, line: listenerLine(row, columns, capturedAt) })),
      };
    }
    case 'interfaces':
      return onScreen(interfaceList(audit), top, height);
    case 'firewall':
      return onScreen(chainList(chainEntries(audit), audit, listColumns), top, height);
    case 'changes':
      return onScreen(changeList(changes), top, height);
    case 'sockets':
      return onScreen(otherList(otherRows(state), state.filterText, listColumns), top, height);
    default:
      return tab satisfies never;
  }
}

function onScreen(list: TabList, top: number, height: number): TabList {
  return { ...list, rows: list.rows.slice(top, top + height) };
}
