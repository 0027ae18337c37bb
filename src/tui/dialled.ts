import { isLinkLocal } from '../explain/addresses.js';
import { likeliestFirst } from '../explain/dial-order.js';
import type { Audit, AuditedListener } from '../model/audit.js';
import { AUDIENCES } from '../model/listener.js';

export interface Dialled {
  readonly address: string;
  readonly port: number;
}

/** Where clients of a listener send to, best first: what the widest audience that gets in, or may, is likeliest to dial. */
export function dialledOf({ reach, namespace }: AuditedListener, { interfaces }: Audit): readonly Dialled[] {
  const links = interfaces.filter((link) => link.namespace === namespace);
  const open = reach.filter(({ verdict }) => verdict !== 'blocked');
  const all = AUDIENCES.toReversed().flatMap((audience) =>
    likeliestFirst(
      open.filter((entry) => entry.audience === audience),
      { ways: links },
    ).flatMap(({ destinations, port }) => destinations.map((address) => ({ address, port }))),
  );
  const single = all.filter(({ address }) => !address.includes('/'));
  return [
    ...single.filter(({ address }) => !isLinkLocal(address)),
    ...single.filter(({ address }) => isLinkLocal(address)),
  ];
}
