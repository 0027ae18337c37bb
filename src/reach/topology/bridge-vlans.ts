import type { Reason } from '../../model/reason.js';
import type { IpFamily } from '../../net/address-set.js';
import { showsFrames } from './confinement.js';
import { framesReason } from './filtered-frames.js';
import type { Host } from './host.js';
import type { LinkEnd } from './segments.js';

/**
 * Why it is not certain that the neighbours on a link reach each other: which VLANs the ports of a bridge on it are in could not be
 * read, or frames cross it with a VLAN tag, where it is not followed which rules for frames they meet.
 */
export function doubtOfVlans(
  { segments, stacks }: Pick<Host, 'segments' | 'stacks'>,
  end: LinkEnd,
  family: IpFamily,
): Reason | undefined {
  const segment = segments(end);
  const [unread] = segment?.unread ?? [];
  if (unread !== undefined)
    return { code: 'facts-unreadable', subject: `VLANs of the ports of ${unread.device}` };
  for (const { namespace, device } of segment?.tagged ?? []) {
    const above = stacks.get(namespace);
    const ports = (above?.namespace.interfaces ?? []).filter(({ master }) => master === device);
    if (above === undefined || namespace === end.namespace) continue;
    if (
      showsFrames(above, family)
        ? above.runner.hasRules
        : above.runner.filtersFrames(ports.map(({ name }) => name))
    )
      return framesReason(device);
  }
  return undefined;
}
