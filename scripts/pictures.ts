// Draws docs/pictures from the real program on a demo host: `npx tsx scripts/pictures.ts [DIST]`, as root, after a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { openTerminal, type TmuxTerminal } from '../test/tui/support/tmux.js';
import { ansiToSvg } from './pictures/ansi-svg.js';
import { makeDemoHost } from './pictures/demo-host.js';

const FOLDER = 'docs/pictures';
const [dist = 'dist'] = process.argv.slice(2);

interface Picture {
  readonly file: string;
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  /** What is pressed, and what must be on the screen before it is drawn. */
  readonly keys: readonly string[];
  readonly shows: RegExp;
}

const PICTURES: readonly Picture[] = [
  {
    file: 'overview.svg',
    title: 'The list, worst first, beside everything about the listener under the cursor',
    columns: 124,
    rows: 34,
    keys: ['j', 'j', 'j', 'j', 'j'],
    shows: /│ tcp 0\.0\.0\.0:5432/,
  },
  {
    file: 'detail.svg',
    title: 'One listener: who reaches it, the rule that decides, what would close it',
    columns: 110,
    rows: 46,
    keys: ['/', 'p', 'o', 's', 't', 'g', 'r', 'e', 's', 'Enter', 'Enter'],
    shows: /HOW +FROM +WHY[\s\S]*TO CLOSE IT/,
  },
  {
    file: 'firewall.svg',
    title: 'The rules of a chain, with the listeners that each opens',
    columns: 124,
    rows: 26,
    keys: ['3'],
    shows: /opens tcp/,
  },
  {
    file: 'trace.svg',
    title: "A packet's way, step by step",
    columns: 110,
    rows: 26,
    keys: ['t', '10.1.0.20', 'Space', '9090', 'Enter'],
    shows: /(Delivered|Stopped|Refused|Cannot)/,
  },
  {
    file: 'interfaces.svg',
    title: 'What each audience reaches through an interface',
    columns: 110,
    rows: 22,
    keys: ['2', 'j', 'j'],
    shows: /▌ ◎ local net +lan0/,
  },
  { file: 'help.svg', title: 'Every key', columns: 110, rows: 48, keys: ['?'], shows: /WHO CAN REACH/ },
  {
    file: 'narrow.svg',
    title: 'The same on sixty columns',
    columns: 60,
    rows: 20,
    keys: ['j'],
    shows: /▌.*:443/,
  },
];

async function draw(picture: Picture, enter: string): Promise<void> {
  const { file, title, columns, rows, keys, shows } = picture;
  const terminal = await openTerminal(file.replace('.svg', ''), columns, rows);
  try {
    await open(terminal, enter);
    for (const key of keys) await terminal.press(key);
    await terminal.until(shows);
    // The footer is drawn last.
    await terminal.until(/(keys|back) *\n*$/);
    writeFileSync(`${FOLDER}/${file}`, ansiToSvg(await terminal.colours(), columns, title));
  } finally {
    await terminal.close();
  }
}

async function open(terminal: TmuxTerminal, enter: string): Promise<void> {
  await terminal.type(`clear; ${enter} ${process.execPath} ${dist}/cli.cjs --netns current`);
  await terminal.until(/▌/);
}

mkdirSync(FOLDER, { recursive: true });
const host = await makeDemoHost();
try {
  for (const picture of PICTURES) await draw(picture, host.enter);
} finally {
  host.remove();
}
