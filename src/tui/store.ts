import type { Action } from './state/action.js';
import { reduce } from './state/reducer.js';
import type { ViewState } from './state/state.js';

/** Holds the state, and tells who listens that it has changed. In the shape that useSyncExternalStore asks for. */
export interface Store {
  getState(): ViewState;
  dispatch(action: Action): void;
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

/** A store over the one reducer. */
export function createStore(initial: ViewState): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch: (action) => {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
