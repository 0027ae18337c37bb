/**
 * The lines of what iptables-save and ipset print, each whole: a comment or log prefix may have ends of lines in it, within double quotes,
 * and what follows one of these looks like a rule of its own. Quotes that nothing ends are taken as they stand.
 */
export function quotedLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const whole: string[] = [];
  let ends = true;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const last = ends && leavesOpen(line, false) ? endOf(lines, i) : i;
    // What this line leaves open nothing ends, and so it is of those after it.
    if (last === undefined) ends = false;
    whole.push(last === undefined || last === i ? line : lines.slice(i, last + 1).join('\n'));
    i = last ?? i;
  }
  return whole;
}

/** The line in which the quotes end that line `from` leaves open. */
function endOf(lines: readonly string[], from: number): number | undefined {
  for (let i = from + 1; i < lines.length; i++) if (!leavesOpen(lines[i] ?? '', true)) return i;
  return undefined;
}

/** Whether a line ends within quotes; a backslash in them takes the next character as it is. */
function leavesOpen(line: string, within: boolean): boolean {
  if (!line.includes('"')) return within;
  let open = within;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') open = !open;
    else if (line[i] === '\\' && open) i++;
  }
  return open;
}
