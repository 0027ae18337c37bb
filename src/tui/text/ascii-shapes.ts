/** Every shape that the view draws with, and what stands for it where only ASCII can be shown: of the same width. */
const SHAPES: Readonly<Record<string, string>> = {
  '◉': '@',
  '◍': '%',
  '◎': 'O',
  '◌': 'v',
  '○': 'o',
  '·': '.',
  '–': '-',
  '−': '-',
  '▌': '>',
  '│': '|',
  '─': '-',
  '✓': '+',
  '✕': 'x',
  '…': '~',
  '⇢': '>',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '↳': '`',
  '▸': '>',
  '▼': 'v',
  '▲': '^',
  '●': '*',
  '⚑': '!',
  '⇧': '^',
  '⌫': '<',
  '″': '"',
  '×': 'x',
};

const ANY_SHAPE = new RegExp(`[${Object.keys(SHAPES).join('')}]`, 'gu');

/** The text with ASCII in place of the view's shapes; what the system says stays as it is. */
export function asciiShapes(text: string): string {
  return text.replace(ANY_SHAPE, (shape) => SHAPES[shape] ?? shape);
}
