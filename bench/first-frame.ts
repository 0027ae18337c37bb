import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tool } from './host.js';
import { median } from './measure.js';

/**
 * Wall milliseconds from start until a command has drawn on a terminal of its own (util-linux script(1) gives it one):
 * until `drawn` is in what it wrote. Median of `rounds`.
 */
export async function firstFrame(command: string, drawn: RegExp, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const time = await timeOnce(command, drawn);
    if (round > 0) times.push(time);
  }
  return median(times);
}

async function timeOnce(command: string, drawn: RegExp): Promise<number> {
  const start = performance.now();
  const child = spawn(tool('script'), ['-qfec', `stty rows 24 cols 80; exec ${command}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, TERM: 'xterm-256color' },
  });
  const exit = once(child, 'exit');
  let seen = '';
  let elapsed = Number.NaN;
  for await (const chunk of child.stdout) {
    seen += String(chunk);
    if (Number.isNaN(elapsed) && drawn.test(seen)) {
      elapsed = performance.now() - start;
      child.stdin.write('q');
    }
  }
  await exit;
  if (Number.isNaN(elapsed)) throw new Error(`${command} drew nothing that matches ${drawn}`);
  return elapsed;
}
