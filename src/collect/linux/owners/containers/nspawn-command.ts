/** Options of systemd-nspawn(1) in one letter that take a word. */
const WITH_WORD = 'DiuMSpZLEo';
/** And long ones that take none: of all others the next word is theirs. */
const ALONE: ReadonlySet<string> = new Set([
  '--boot',
  '--as-pid2',
  '--ephemeral',
  '--quiet',
  '--keep-unit',
  '--private-network',
  '--network-veth',
  '--read-only',
  '--volatile',
  '--private-users',
  '--share-system',
  '--no-new-privileges',
  '--notify-ready',
  '--suppress-sync',
  '--pipe',
]);

/**
 * The name that systemd-nspawn gives a machine, from its command line: that of -M, or the last component of its directory. Undefined
 * where it makes one up (--ephemeral, an image, the root directory).
 */
export function machineOfNspawn(command: readonly string[]): string | undefined {
  const options = new Map<string, string>();
  const words = command.slice(1);
  for (let word = words.shift(); word?.startsWith('-') && word !== '--'; word = words.shift()) {
    if (word.startsWith('--')) {
      const [name = '', ...value] = word.split('=');
      const isAlone = value.length > 0 || ALONE.has(name);
      options.set(name, isAlone ? value.join('=') : (words.shift() ?? ''));
      continue;
    }
    const letters = [...word.slice(1)];
    const at = letters.findIndex((letter) => WITH_WORD.includes(letter));
    for (const letter of at < 0 ? letters : letters.slice(0, at)) options.set(`-${letter}`, '');
    const rest = letters.slice(at + 1).join('');
    if (at >= 0) options.set(`-${letters[at]}`, rest === '' ? (words.shift() ?? '') : rest);
  }
  const name = options.get('-M') ?? options.get('--machine');
  if (name !== undefined) return name === '' ? undefined : name;
  if (options.has('-x') || options.has('--ephemeral')) return undefined;
  const directory = options.get('-D') ?? options.get('--directory') ?? '';
  const last = directory.split('/').findLast((component) => component !== '');
  return last === undefined || /[^a-zA-Z0-9.-]/.test(last) ? undefined : last;
}
