import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./bpf-programs.mjs', import.meta.url));

/** Attaches BPF programs, whose words are in bpf-programs.mjs, in a network namespace until `detach` is called. */
export async function attachPrograms(
  namespace: string,
  specs: readonly string[],
): Promise<{ detach(): Promise<void> }> {
  const words = [`--net=/run/netns/${namespace}`, process.execPath, SCRIPT, ...specs];
  const child = spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [said] = await Promise.race([once(child.stdout, 'data'), ended]);
  if (String(said).trim() !== 'attached') throw new Error(String(said));
  return {
    async detach() {
      child.stdin.end();
      await ended;
    },
  };
}
