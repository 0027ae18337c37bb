import { execFileSync } from 'node:child_process';
import { findTool } from '../test/support/find-tool.js';

/** wait4(2) by `process.arch`. */
const WAIT4: Readonly<Record<string, number>> = { x64: 61, arm64: 260 };

/**
 * The most memory that a command holds at a time, in MB; undefined where perl is missing. A process counts as having held what its
 * parent held when it was made: so it is started by something smaller than Node.
 */
export function mostMemory(command: readonly string[]): number | undefined {
  const perl = findTool('perl');
  const call = WAIT4[process.arch];
  if (perl === undefined || call === undefined) return undefined;
  const script = [
    'my $pid = fork();',
    'if ($pid == 0) { open(STDOUT, ">", "/dev/null"); exec(@ARGV); }',
    'my ($status, $usage) = ("\\0" x 4, "\\0" x 144);',
    `syscall(${call}, $pid, $status, 0, $usage);`,
    'print unpack("x32 q", $usage);',
  ].join(' ');
  const env = { PATH: process.env.PATH };
  return Number(execFileSync(perl, ['-e', script, ...command], { encoding: 'utf8', env })) / 1024;
}
