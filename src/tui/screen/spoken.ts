import { markOf, RINGS, reachedWords } from '../../explain/audience-mark.js';
import { changeWords } from '../documents/change.js';
import { questionDocument } from '../documents/question.js';
import type { Item } from '../state/items.js';
import { pageRows, panelRows } from '../state/page.js';
import { filteredItems, listenerRows } from '../state/rows.js';
import { selectedItem } from '../state/selected.js';
import type { ViewState } from '../state/state.js';
import { tabRows } from '../state/tab-rows.js';
import type { Line } from '../text/line.js';
import { shown } from '../text/shown.js';
import { emptyListText } from './empty-list.js';
import { promptLabel, promptRemark } from './footer.js';

/** The state of the view as sentences: what is asked, else the page, else where the cursor stands. */
export function spokenLines(state: ViewState): readonly string[] {
  const { audit, prompt, question, page, status, changes } = state;
  if (audit === undefined) return [emptyListText(state)];
  const news = changes[0];
  return [
    ...(status === undefined ? [] : [shown(status.text)]),
    ...(news === undefined
      ? []
      : [`Latest change: ${news.item.listener.protocol} ${news.item.address} ${changeWords(news)}.`]),
    ...(prompt === undefined
      ? []
      : [`${promptLabel(prompt.kind).trim()} ${prompt.text}`, promptRemark(prompt)]),
    ...(question !== undefined
      ? plain(questionDocument(question, audit, 200))
      : page !== undefined
        ? plain(pageRows(state)).slice(state.pageTop)
        : tabLines(state)),
    'Question mark for all keys, q to quit.',
  ];
}

function tabLines(state: ViewState): readonly string[] {
  const counts = new Map<Item['ring'], number>();
  for (const { ring } of filteredItems(state)) counts.set(ring, (counts.get(ring) ?? 0) + 1);
  const picture = RINGS.flatMap((ring) => {
    const count = counts.get(ring);
    return count === undefined ? [] : [`${markOf(ring).label} ${count}`];
  });
  const rows =
    state.tab === 'listeners' ? listenerRows(state).filter(({ kind }) => kind === 'item') : tabRows(state);
  const place = rows.findIndex(({ key }) => key === state.cursors[state.tab].key) + 1;
  const item = selectedItem(state);
  return [
    `Reached by: ${picture.join(', ')}.`,
    `${state.tab}, ${place} of ${rows.length}.`,
    ...(item === undefined
      ? plain(panelRows(state))
      : [
          `${item.listener.protocol} ${item.address} ${item.service}, ${item.owner || 'owner not known'}, reached by ${reachedWords(item)}${item.byGroups === undefined ? '' : `, by groups by ${markOf(item.byGroups).label}`}.`,
          shown(item.listener.explanation),
        ]),
  ];
}

function plain(lines: readonly Line[]): readonly string[] {
  return lines
    .map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .trim(),
    )
    .filter((text) => text !== '');
}
