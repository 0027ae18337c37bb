import type { Ring } from '../../explain/audience-mark.js';
import { type Filter, NO_FILTER } from '../../filter/filter.js';
import type { Audit, AuditedListener } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import type { Trace } from '../../model/trace.js';
import type { Tone } from '../text/line.js';
import type { Change } from './changes.js';
import type { Item } from './items.js';
import type { Size } from './layout.js';

const TABS = ['listeners', 'interfaces', 'firewall', 'changes', 'sockets'] as const;
export type Tab = (typeof TABS)[number];

/** The tabs that there are: sockets without ports of IP have one where they were asked for. */
export function tabsOf({ audit }: Pick<ViewState, 'audit'>): readonly Tab[] {
  return audit?.otherSockets === undefined ? TABS.filter((tab) => tab !== 'sockets') : TABS;
}

export const SORTS = ['exposure', 'port', 'address', 'owner', 'service', 'age'] as const;
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['none', 'audience', 'process', 'container'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a tab's list stands: the row under the cursor by its key, and the first row on the screen. */
export interface Cursor {
  readonly key?: string;
  readonly top: number;
}

/** A row that glows because it is new, changed, or gone since a moment ago. Times are milliseconds since the epoch. */
export interface Mark {
  readonly kind: 'new' | 'gone' | 'changed';
  readonly until: number;
}

/** How the view is fed. `still`: the input is a file and does not change. */
export type Feed =
  | { readonly kind: 'reading'; readonly since: number }
  | { readonly kind: 'live' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'still' }
  | { readonly kind: 'failed'; readonly message: string };

/** What is asked for in the line at the foot of the screen. */
export const PROMPTS = ['filter', 'trace', 'what-if', 'export'] as const;
export interface Prompt {
  readonly kind: (typeof PROMPTS)[number];
  readonly text: string;
  /** Place of the caret in `text`, in UTF-16 units. */
  readonly caret: number;
  /** Why the text cannot be taken as it stands. */
  readonly error?: string;
  /** What Escape brings back. */
  readonly before: string;
}

/** What fills the screen instead of the tabs. */
export type Page =
  | { readonly kind: 'detail' }
  | { readonly kind: 'help' }
  | { readonly kind: 'host' }
  | { readonly kind: 'trace'; readonly trace: Trace }
  | {
      readonly kind: 'what-if';
      readonly now: AuditedListener;
      readonly then: AuditedListener;
      readonly address: string;
    };

/** What must be answered before anything else. */
export type Question =
  /** `chosen` is the place in `processes`. Ends only what is named. */
  | {
      readonly kind: 'end';
      readonly item: Item;
      readonly processes: readonly Process[];
      readonly chosen: number;
    }
  | { readonly kind: 'copy'; readonly item: Item };

export interface Status {
  readonly text: string;
  readonly tone: Tone;
  readonly until: number;
}

export interface ViewState {
  readonly size: Size;
  /** Milliseconds since the epoch, of the last tick. */
  readonly now: number;
  readonly audit?: Audit;
  readonly items: readonly Item[];
  /** Items that went away a moment ago and are still shown. */
  readonly gone: readonly Item[];
  readonly marks: ReadonlyMap<string, Mark>;
  /** Latest first. */
  readonly changes: readonly Change[];
  readonly feed: Feed;
  readonly isPaused: boolean;
  readonly tab: Tab;
  readonly cursors: Readonly<Record<Tab, Cursor>>;
  readonly filterText: string;
  readonly filter: Filter;
  readonly ring?: Ring;
  readonly sort: Sort;
  readonly isReversed: boolean;
  readonly group: Group;
  readonly page?: Page;
  /** First row of the page that is on the screen. */
  readonly pageTop: number;
  /** Pages from which the open one was opened, the first one first: Escape comes back to them. */
  readonly pagesBelow: readonly { readonly page: Page; readonly top: number }[];
  readonly prompt?: Prompt;
  readonly question?: Question;
  readonly status?: Status;
  readonly reducedMotion: boolean;
  /** Of this program. */
  readonly version: string;
}

/** The state before anything was read. */
export function initialState({
  size,
  now,
  reducedMotion,
  version,
}: Pick<ViewState, 'size' | 'now' | 'reducedMotion' | 'version'>): ViewState {
  const start: Cursor = { top: 0 };
  return {
    size,
    now,
    items: [],
    gone: [],
    marks: new Map(),
    changes: [],
    feed: { kind: 'reading', since: now },
    isPaused: false,
    tab: 'listeners',
    cursors: { listeners: start, interfaces: start, firewall: start, changes: start, sockets: start },
    filterText: '',
    filter: NO_FILTER,
    sort: 'exposure',
    isReversed: false,
    group: 'none',
    pageTop: 0,
    pagesBelow: [],
    reducedMotion,
    version,
  };
}
