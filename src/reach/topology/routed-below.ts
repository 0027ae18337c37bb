import type { Reason } from '../../model/reason.js';
import { noFirewall } from '../no-firewall.js';
import type { HookRunner } from '../world.js';
import type { Host } from './host.js';
import type { LinkEnd } from './segments.js';

/** The rules that an ipvlan device's packets meet, as far as they are followed. */
export interface RoutedBelow {
  /** Undefined: those of its own stack. */
  readonly runner: HookRunner | undefined;
  readonly doubt: Reason | undefined;
}

/**
 * Packets of an ipvlan device in mode l3 leave through the IP hooks of the stack of the device below, in mode l3s they also come in by these,
 * and not by those of their own stack (ipvlan_core.c, ipvlan_l3s.c). Where there are rules, that is not followed. Undefined for all other
 * devices.
 */
export function routedBelow({ stacks }: Pick<Host, 'stacks'>, end: LinkEnd): RoutedBelow | undefined {
  const own = stacks.get(end.namespace);
  const { routedMode, link } = own?.network.interfaces.get(end.device) ?? {};
  if (own === undefined || routedMode === undefined) return undefined;
  const below = stacks.get(link?.namespace ?? '');
  const hasRules = below?.runner.hasRules ?? true;
  const subject = `which rules packets of ${end.device} meet (ipvlan, mode ${routedMode})`;
  const doubt: Reason = { code: 'facts-unreadable', subject };
  if (routedMode === 'l3') return { runner: undefined, doubt: hasRules ? doubt : undefined };
  return { runner: noFirewall, doubt: hasRules || own.runner.hasRules ? doubt : undefined };
}
