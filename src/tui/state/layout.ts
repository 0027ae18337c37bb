export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Which part of the screen has which size, in columns and rows. */
export interface Layout {
  readonly columns: number;
  /** A blank row between header and audiences: only where there is room for it. */
  readonly airy: boolean;
  /** Rows between the two rules. */
  readonly bodyRows: number;
  /** Rows of the list itself, without its column heads. */
  readonly listRows: number;
  readonly listColumns: number;
  /** Columns of the panel on the right; 0 where the panel is a page of its own. */
  readonly panelColumns: number;
  /** Rows of the sentence below the list that stands in for the panel; 0 where there is no room for it. */
  readonly summaryRows: number;
  /** Row of the screen with the audiences, and of the list's first row, counted from 1 as the mouse does. */
  readonly audienceRow: number;
  readonly listTop: number;
}

/** From this width on, list and panel stand side by side. */
const SIDE_BY_SIDE = 100;
/** Header, audiences, two rules, footer. */
const FRAME_ROWS = 5;
/** From this height on there is room for air and for a sentence below the list. */
const ROOMY = 20;

/** Divides the terminal. Never less than one row for the list, however small the terminal is. */
export function layoutOf({ columns, rows }: Size): Layout {
  const airy = rows >= ROOMY;
  const isWide = columns >= SIDE_BY_SIDE;
  const bodyRows = Math.max(2, rows - FRAME_ROWS - (airy ? 1 : 0));
  const summaryRows = !isWide && rows >= ROOMY ? 3 : 0;
  // The list takes what its columns need: a little more than half of a middling screen, less than half of a very wide one.
  const listColumns = isWide ? Math.min(Math.max(58, Math.round(columns * 0.54)), 118) : columns;
  return {
    columns,
    airy,
    bodyRows,
    listRows: bodyRows - 1 - (summaryRows > 0 ? summaryRows + 1 : 0),
    listColumns,
    panelColumns: isWide ? columns - listColumns - 3 : 0,
    summaryRows,
    audienceRow: airy ? 3 : 2,
    listTop: airy ? 6 : 5,
  };
}
