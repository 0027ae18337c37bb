import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Absolute path of a command, looked for on PATH and in the directories that only root has on it. */
export function findTool(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_DIRECTORIES];
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
}
