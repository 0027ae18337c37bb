import type { Forward } from '../model/reach.js';
import type { ExplainedHost } from './host.js';

/** The virtual machine that `forward` hands to, as far as the neighbours of its namespace tell; undefined where they tell of several. */
export function guestAt({ namespace, target }: Forward, host: ExplainedHost): string | undefined {
  const { interfaces } = host.namespace(namespace);
  const names = interfaces.flatMap(({ guest }) =>
    guest?.addresses.includes(target.address) ? [guest.name] : [],
  );
  const [name, ...others] = new Set(names);
  return others.length > 0 ? undefined : name;
}
