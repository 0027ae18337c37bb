import { markOf, RINGS } from '../../explain/audience-mark.js';
import { groupBy } from '../../explain/group-by.js';
import { BINDINGS, TOPICS, type Topic } from '../keymap.js';
import { BLANK, type Line, line, lineWidth, span } from '../text/line.js';
import { fit } from '../text/width.js';
import { wrapBehind } from '../text/wrap.js';

const KEY_NAMES: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift+tab': '⇧Tab',
  backspace: '⌫',
  delete: 'Del',
  space: 'Space',
};

/** Columns for keys and shapes, left of what they mean. */
const KEYS = 16;

const MEANINGS: Readonly<Record<(typeof RINGS)[number], string>> = {
  internet: 'anyone, by a public address of this host',
  'private-networks': 'private addresses beyond a router',
  'local-network': 'neighbours on the same network',
  vpn: 'the other side of a VPN or tunnel',
  containers: 'containers, virtual machines',
  'this-host': 'programs on this host, and nobody else',
  unknown: 'its row names the widest that perhaps gets in',
  none: 'nobody gets to it',
};

/** Narrower columns than this would break the lines of the help. */
const COLUMN = 50;

/** The help screen: what the shapes mean, then every key of the table by topic; side by side where there is room. */
export function helpDocument(width: number): readonly Line[] {
  const count = Math.max(1, Math.min(3, Math.floor(width / COLUMN)));
  const column = Math.floor(width / count) - (count > 1 ? 2 : 0);
  const blocks = [meanings(column), ...TOPICS.map((topic) => topicLines(topic, column)), filterWords(column)];
  return sideBySide(blocks, count, Math.floor(width / count));
}

function meanings(width: number): readonly Line[] {
  return [
    line('WHO CAN REACH A LISTENER', 'heading'),
    ...RINGS.flatMap((ring) => {
      const { shape, label, tone } = markOf(ring);
      return wrapBehind(span(fit(`  ${shape} ${label}`, KEYS + 2), tone), MEANINGS[ring], 'plain', width);
    }),
    ...wrapBehind(
      span(fit('  ⇢', KEYS + 2)),
      'published or redirected: clients dial another port',
      'plain',
      width,
    ),
    ...wrapBehind(
      span(fit('  *', KEYS + 2)),
      'others send to it by broadcast addresses or groups: its details say who',
      'plain',
      width,
    ),
    ...wrapBehind(span(fit('  ⚑', KEYS + 2)), 'systemd holds the socket for its owner', 'plain', width),
  ];
}

function filterWords(width: number): readonly Line[] {
  const examples = 'port:22 scope:all user:root reach:internet process:nginx';
  return [
    line('IN A FILTER', 'heading'),
    ...wrapBehind(
      span('  '),
      `Words are searched in everything shown; ${examples} ask for one thing.`,
      'plain',
      width,
    ),
    ...wrapBehind(span('  '), 'port:80,443 takes either; -user:root leaves those out.', 'plain', width),
    BLANK,
    line('WITH A MOUSE', 'heading'),
    ...wrapBehind(
      span('  '),
      'Click a row, an audience or a tab; click the row again to open it. The wheel moves.',
      'plain',
      width,
    ),
  ];
}

/** Puts blocks one below the other into `count` columns of about the same height. */
function sideBySide(blocks: readonly (readonly Line[])[], count: number, width: number): readonly Line[] {
  const total = blocks.reduce((sum, block) => sum + block.length + 1, 0);
  const columns: Line[][] = Array.from({ length: count }, () => []);
  let filled = 0;
  for (const block of blocks) {
    const column = columns[Math.min(count - 1, Math.floor(((filled + block.length / 2) * count) / total))];
    column?.push(...block, BLANK);
    filled += block.length + 1;
  }
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) =>
    columns.flatMap((column) => {
      const text = column[row] ?? BLANK;
      return [...text, span(' '.repeat(Math.max(0, width - lineWidth(text))))];
    }),
  );
}

/** A key as it stands on a keyboard: "^D", "PgDn", "j". */
export function keyName(key: string): string {
  return KEY_NAMES[key] ?? key.replace(/^ctrl\+(.)$/, (_, letter: string) => `^${letter.toUpperCase()}`);
}

function topicLines(topic: Topic, width: number): readonly Line[] {
  const bindings = BINDINGS.filter((binding) => binding.topic === topic);
  const keys = groupBy(bindings, ({ help = '' }) => help);
  return [
    line(topic.toUpperCase(), 'heading'),
    ...[...keys].flatMap(([help, same]) => {
      const names = same.flatMap((binding) => binding.keys.map(keyName)).join(' ');
      return wrapBehind(span(fit(`  ${names}`, KEYS + 2), 'accent'), help, 'plain', width);
    }),
  ];
}
