import type { NamespaceFacts } from '../../model/facts.js';
import type { Audience, Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import type { Network } from '../routing/network.js';
import type { AccessLists } from '../sockets/access-lists.js';
import type { SocketTable } from '../sockets/socket-lookup.js';
import type { HookRunner } from '../world.js';

/** The network stack of one namespace, ready to be asked: its devices and routes, its rules, its sockets. */
export interface Stack {
  readonly namespace: NamespaceFacts;
  readonly network: Network;
  readonly runner: HookRunner;
  readonly listeners: readonly Listener[];
  readonly sockets: SocketTable;
  readonly access: AccessLists;
  /** Who stands behind each interface, by name. */
  readonly audiences: ReadonlyMap<string, Audience>;
  /** Something could not be read: nothing is certainly allowed. */
  readonly doubt: Reason | undefined;
}
