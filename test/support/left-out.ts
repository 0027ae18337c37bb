import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
/** Environment variable with the file in which `requires` notes what it left out. */
export const LEFT_OUT_FILE = 'LISTENSCOPE_TEST_LEFT_OUT';

/** Vitest's global set-up: gathers what `requires` leaves out, and prints it when the run is over. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'listenscope-left-out-'));
  const file = join(directory, 'left-out.ndjson');
  writeFileSync(file, '');
  process.env[LEFT_OUT_FILE] = file;
  return () => {
    const lines = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
    for (const line of lines) {
      const { test, missing } = JSON.parse(line) as { test: string; missing: string[] };
      console.log(`Left out: part of ${relative(process.cwd(), test)}, for want of ${missing.join(', ')}`);
    }
    rmSync(directory, { recursive: true, force: true });
  };
}
