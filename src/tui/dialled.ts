import { isLinkLocal } from '../explain/addresses.js';
import { likeliestFirst } from '../explain/dial-order.js';
import type { Audit, AuditedListener } from '../model/audit.js';
import { AUDIENCES } from '../model/listener.js';

export interface Dialled {
  readonly address: string;
  readonly port: number;
}

/**
 * Where clients of a listener send to, best first: what the widest audience that gets in, or may, is likeliest to dial. Of a
 * listener in another namespace it is what clients dial who come in to this one, where there are such.
 */
export function dialledOf(
  { reach, namespace }: AuditedListener,
  { interfaces, namespaces }: Audit,
): readonly Dialled[] {
  const here = namespaces.find(({ current }) => current)?.id;
  const all = reach.filter(({ verdict }) => verdict !== 'blocked');
  const fromHere = all.filter((entry) => entry.namespace === here);
  const open = fromHere.length > 0 ? fromHere : all;
  const entrance = fromHere.length > 0 ? here : namespace;
  const ways = new Map(
    interfaces.filter((link) => link.namespace === entrance).map((link) => [link.name, link]),
  );
  const dialled = AUDIENCES.toReversed().flatMap((audience) =>
    likeliestFirst(
      open.filter((entry) => entry.audience === audience),
      { ways },
    ).flatMap(({ destinations, port }) => destinations.map((address) => ({ address, port }))),
  );
  const single = dialled.filter(({ address }) => !address.includes('/'));
  return [
    ...single.filter(({ address }) => !isLinkLocal(address)),
    ...single.filter(({ address }) => isLinkLocal(address)),
  ];
}
