import type { Ring } from '../../explain/audience-mark.js';
import type { Audit } from '../../model/audit.js';
import type { Tone } from '../text/line.js';
import type { Size } from './layout.js';
import type { Feed, Page, Prompt, Tab } from './state.js';

/** How far the cursor, or the page, moves. */
export type Step = { readonly rows: number } | { readonly pages: number } | 'first' | 'last';

/** A change of a prompt's text. */
export type Edit =
  | { readonly kind: 'insert'; readonly text: string }
  | { readonly kind: 'erase'; readonly what: 'character' | 'word' | 'all' | 'next' }
  | { readonly kind: 'caret'; readonly to: 'left' | 'right' | 'start' | 'end' };

/** Everything that changes the state, and nothing that touches the world. Times are milliseconds since the epoch. */
export type Action =
  | { readonly type: 'audit'; readonly audit: Audit; readonly at: number }
  | { readonly type: 'feed'; readonly feed: Feed; readonly at: number }
  | { readonly type: 'tick'; readonly at: number }
  | { readonly type: 'resize'; readonly size: Size }
  | { readonly type: 'move'; readonly step: Step }
  | { readonly type: 'select'; readonly key: string }
  | { readonly type: 'audience'; readonly by: 1 | -1 }
  | { readonly type: 'ring'; readonly ring: Ring | undefined }
  | { readonly type: 'tab'; readonly tab: Tab }
  | { readonly type: 'next-tab'; readonly by: 1 | -1 }
  | { readonly type: 'sort' }
  | { readonly type: 'reverse' }
  | { readonly type: 'group' }
  | { readonly type: 'pause' }
  | { readonly type: 'open'; readonly page: Page }
  | { readonly type: 'back' }
  | { readonly type: 'ask'; readonly prompt: Prompt['kind']; readonly text?: string }
  | { readonly type: 'edit'; readonly edit: Edit }
  | { readonly type: 'accept' }
  | { readonly type: 'cancel' }
  | { readonly type: 'refuse'; readonly error: string }
  | { readonly type: 'ask-end' }
  | { readonly type: 'choose-process'; readonly by: 1 | -1 }
  | { readonly type: 'ask-copy' }
  | { readonly type: 'status'; readonly text: string; readonly tone: Tone };

/** What reaches outside of the view; carried out by `perform`, which tells the reducer what came of it. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'refresh' }
  | { readonly type: 'submit' }
  | { readonly type: 'copy'; readonly choice: string }
  | { readonly type: 'end-process' };

export type Command = Action | Effect;
