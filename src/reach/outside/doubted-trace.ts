import type { NamespaceFacts } from '../../model/facts.js';
import type { Listener } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Reason } from '../../model/reason.js';
import type { Trace } from '../../model/trace.js';
import { type Destination, doubtOfLayers, socketEnd } from './outside-layers.js';

/**
 * A trace with what layers leave in doubt that are on the packet's way and are not evaluated: its end is undecided where one of them may
 * give it another.
 */
export function doubtedTrace(
  trace: Trace,
  namespaces: readonly NamespaceFacts[],
  listeners: readonly Listener[],
): Trace {
  const here = namespaces.find(({ current }) => current)?.id ?? '';
  const { question, outcome } = trace;
  const [destination, verdict, reason] = endOf(trace, here, listeners);
  if (verdict === 'conditional') return trace;
  const entry: ReachEntry = {
    namespace: here,
    interface: question.via,
    destinations: [question.destination],
    port: question.port,
    sources: [question.source],
    audience: 'this-host',
    verdict,
    reason,
  };
  const [doubted] = doubtOfLayers(namespaces)([entry], destination);
  if (doubted?.reason.code !== 'outside-layer') return trace;
  const told = outcome.kind === 'stopped' ? [outcome.by] : [];
  return {
    ...trace,
    outcome: { kind: 'undecided', because: [...told, doubted.reason.detail.replace(/\.$/, '')] },
  };
}

type End = readonly [destination: Destination, verdict: ReachEntry['verdict'], reason: Reason];

/** Where it ends, as an entry of reach would say it. What stopped it was on its way to a socket of this namespace, as far as is known. */
function endOf({ question, outcome }: Trace, here: string, listeners: readonly Listener[]): End {
  const somewhere = (namespace: string, device?: string): Destination => ({
    namespace,
    device,
    socket: { protocol: question.protocol, address: question.destination, groups: [] },
    hasChain: () => true,
  });
  switch (outcome.kind) {
    case 'delivered': {
      const listener = listeners.find(({ id }) => id === outcome.listener);
      const end = somewhere(listener?.namespace ?? here);
      return [{ ...end, socket: listener && socketEnd(listener) }, 'allowed', { code: 'no-firewall' }];
    }
    case 'forwarded':
      return [{ ...somewhere(here, outcome.device), socket: undefined }, 'allowed', { code: 'no-firewall' }];
    case 'refused':
      // What chooses sockets may choose another than none.
      return [somewhere(here), 'blocked', { code: 'shadowed', listener: '' }];
    case 'stopped':
      return [somewhere(here), 'blocked', { code: 'no-return-route' }];
    case 'undecided':
      return [somewhere(here), 'conditional', { code: 'no-firewall' }];
    default:
      return outcome satisfies never;
  }
}
