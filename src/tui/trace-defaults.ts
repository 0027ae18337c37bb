import { dialledOf } from './dialled.js';
import { selectedItem } from './state/selected.js';
import type { ViewState } from './state/state.js';
import type { TraceDefaults } from './trace-question.js';

/** What a trace is about when its question does not say: the listener under the cursor, the addresses of this host. */
export function traceDefaults(state: ViewState): TraceDefaults {
  const listener = selectedItem(state)?.listener;
  const current = state.audit?.namespaces.find((namespace) => namespace.current)?.id;
  const own = (state.audit?.interfaces ?? [])
    .filter(({ namespace, kind }) => namespace === current && kind !== 'loopback')
    .flatMap(({ addresses }) => addresses.filter(({ scope }) => scope === 'global'))
    .map(({ address }) => address);
  const dialled =
    listener === undefined || state.audit === undefined
      ? []
      : dialledOf(listener, state.audit).map(({ address }) => address);
  return {
    protocol: listener?.protocol === 'udp' ? 'udp' : 'tcp',
    destinations: [...dialled, ...own],
  };
}
