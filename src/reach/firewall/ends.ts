import type { Reason } from '../../model/reason.js';
import type { AddressSet } from '../../net/address-set.js';
import { type Flow, peersOf, withDoubts } from './flow.js';

/** How packets came out of a base chain. The lists grow while it is walked. */
export interface Ends {
  readonly accepted: Flow[];
  /** Of nat chains: flows whose binding is made, so that no further nat chain sees them. */
  readonly bound: Flow[];
  readonly stopped: Stopped[];
}

/** Peers whose ordinary packets may have been stopped here. */
export interface Stopped {
  readonly sources: AddressSet;
  readonly reason: Reason;
}

/** Ends `flow` here. That a special choice of the client would be stopped as well is nobody's question. */
export function stop(ends: Ends, flow: Flow, reason: Reason): void {
  ends.stopped.push({ sources: flow.ordinary, reason });
}

/** Ends `flow` without knowing how: it may pass and it may be stopped, for `reason`. */
export function leaveOpen(ends: Ends, flow: Flow, reason: Reason): void {
  ends.accepted.push(withDoubts(flow, [{ sources: peersOf(flow), reason }]));
  stop(ends, flow, reason);
}

/** Ends `flow` because following it further would take too long. */
export function giveUp(ends: Ends, flow: Flow, detail: string): void {
  leaveOpen(ends, flow, { code: 'too-complex', detail });
}

/** Grows with every flow that ended. */
export function endedCount(ends: Ends): number {
  return ends.accepted.length + ends.bound.length + ends.stopped.length;
}
