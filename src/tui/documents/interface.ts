import { markOf } from '../../explain/audience-mark.js';
import { groupBy } from '../../explain/group-by.js';
import { withoutStrays } from '../../explain/strays.js';
import type { AuditInterface } from '../../model/audit.js';
import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Item } from '../state/items.js';
import { BLANK, cutLine, type Line, line, type Span, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { fit } from '../text/width.js';

/** An interface, and what each audience reaches through it; audiences that reach the same stand together. */
export function interfaceDocument(
  link: AuditInterface,
  all: readonly Item[],
  width: number,
): readonly Line[] {
  const items = all
    .filter(({ listener }) => listener.reach.some((entry) => isBy(entry, link)))
    .sort((a, b) => b.rank - a.rank);
  const ways = AUDIENCES.toReversed()
    .map((audience) => wayIn(audience, link, items))
    .filter(({ open, perhaps }) => open.length + perhaps.length > 0);
  const alike = groupBy(ways, ({ open, perhaps }) =>
    [...open.map(({ key }) => `✓ ${key}`), ...perhaps.map(({ key }) => `? ${key}`)].join(),
  );
  return [
    cutLine(
      [span(shown(link.name), 'accent'), span(` · ${link.kind}${link.up ? '' : ', down'}`, 'dim')],
      width,
    ),
    ...link.addresses.map(({ address, prefix }) => line(`${address}/${prefix}`)),
    BLANK,
    ...(ways.length === 0 ? [line('Nothing is reached through it.', 'dim')] : []),
    ...[...alike.values()].flatMap((same) => wayLines(same, width)),
  ];
}

/** What one audience reaches through an interface. */
interface Way {
  readonly audience: Audience;
  readonly open: readonly Item[];
  readonly perhaps: readonly Item[];
}

function wayIn(audience: Audience, link: AuditInterface, items: readonly Item[]): Way {
  const verdicts = items.map(({ listener }) => {
    const here = withoutStrays(listener.reach).filter(
      (entry) => isBy(entry, link) && entry.audience === audience,
    );
    return (['allowed', 'conditional'] as const).find((wanted) =>
      here.some(({ verdict }) => verdict === wanted),
    );
  });
  return {
    audience,
    open: items.filter((_, index) => verdicts[index] === 'allowed'),
    perhaps: items.filter((_, index) => verdicts[index] === 'conditional'),
  };
}

function isBy(entry: ReachEntry, { namespace, name }: AuditInterface): boolean {
  return entry.interface === name && entry.namespace === namespace;
}

function wayLines(same: readonly Way[], width: number): readonly Line[] {
  const [first] = same;
  if (first === undefined) return [];
  const { open, perhaps } = first;
  const names = same.flatMap(({ audience }, index): readonly Span[] => {
    const { shape, label, tone } = markOf(audience);
    return [span(index === 0 ? '' : ', '), span(`${shape} ${label}`, tone)];
  });
  return [
    cutLine(
      [...names, span(` ${same.length > 1 ? 'reach' : 'reaches'} ${open.length + perhaps.length}`, 'dim')],
      width,
    ),
    ...open.map((item) => itemLine(span('  ✓ ', 'strong'), item, width)),
    ...perhaps.map((item) => itemLine(span('  ? ', 'warning'), item, width)),
    BLANK,
  ];
}

function itemLine(mark: Span, { listener, address, owner }: Item, width: number): Line {
  return cutLine([mark, span(fit(`${listener.protocol} ${address}`, 26)), span(` ${owner}`, 'dim')], width);
}
