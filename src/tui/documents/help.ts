import { BINDINGS, type Binding, TOPICS } from '../keymap.js';
import { markOf, RINGS } from '../text/audience-mark.js';
import { BLANK, type Line, line, span } from '../text/line.js';
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

const KEYS = 16;

const MEANINGS: Readonly<Record<(typeof RINGS)[number], string>> = {
  internet: 'anyone, with a public address of this host to dial',
  'private-networks': 'private addresses beyond a router',
  'local-network': 'neighbours on the same network',
  vpn: 'whoever is on the other side of a VPN or tunnel',
  containers: 'containers and virtual machines of this host',
  'this-host': 'programs on this host, and nobody else',
  unknown: 'cannot be known from here; the panel says why',
  none: 'nobody gets to it',
};

/** The help screen: what the shapes mean, then every key of the table by topic. */
export function helpDocument(width: number): readonly Line[] {
  return [
    line('WHO CAN REACH A LISTENER', 'heading'),
    ...RINGS.map((ring): Line => {
      const { shape, label, tone } = markOf(ring);
      return [span(`  ${shape} `, tone), span(fit(label, KEYS - 2), tone), span(MEANINGS[ring])];
    }),
    [
      span('  ⇢ '),
      span(fit('', KEYS - 2)),
      span('clients dial another port than the socket has: published or redirected'),
    ],
    [span('  ⚑ '), span(fit('', KEYS - 2)), span('systemd holds the socket for its owner')],
    BLANK,
    ...TOPICS.flatMap((topic) => [line(topic.toUpperCase(), 'heading'), ...topicLines(topic, width), BLANK]),
    line('FILTER', 'heading'),
    ...wrapBehind(
      span('  '),
      'Words are searched in everything shown. port:22 scope:all user:root reach:internet process:nginx narrow it down; values of one field are alternatives (port:80,443), a minus before a term leaves those out.',
      'plain',
      width,
    ),
  ];
}

/** A key as it stands on a keyboard: "^D", "PgDn", "j". */
export function keyName(key: string): string {
  return KEY_NAMES[key] ?? key.replace(/^ctrl\+(.)$/, (_, letter: string) => `^${letter.toUpperCase()}`);
}

function topicLines(topic: Binding['topic'], width: number): readonly Line[] {
  return BINDINGS.filter((binding) => binding.topic === topic).flatMap(({ keys, help }) =>
    wrapBehind(span(fit(`  ${keys.map(keyName).join(' ')}`, KEYS + 2), 'accent'), help, 'plain', width),
  );
}
