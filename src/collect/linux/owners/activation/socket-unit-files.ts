import type { HostIo, Result } from '../../../host-io.js';
import { templateOf, UNIT_DIRECTORIES } from '../../system/unit-directories.js';
import { usualService } from './parse-socket-units.js';

/**
 * The service that a socket unit starts by what its file and drop-ins say, systemd.socket(5): for when systemd itself does not
 * answer. Undefined where they may not be read, are not in the usual directories, or name it by specifiers.
 */
export function serviceByUnitFiles(io: HostIo, unit: string): string | undefined {
  const fragment = firstThere([unit, templateOf(unit)].map((name) => fragmentOf(io, name)));
  const texts = [fragment, ...dropInsOf(io, unit)];
  let service = '';
  let accept = false;
  for (const text of texts) {
    if (!text?.ok) return undefined;
    for (const [, name, value = ''] of text.value.matchAll(
      /^[ \t]*(Service|Accept)[ \t]*=[ \t]*(.*?)[ \t]*$/gm,
    )) {
      if (name === 'Service') service = value;
      else accept = /^(1|yes|y|true|t|on)$/i.test(value);
    }
  }
  if (service !== '') return service.includes('%') ? undefined : service;
  return usualService(unit, accept);
}

function fragmentOf(io: HostIo, name: string): Result<string> | undefined {
  return firstThere(UNIT_DIRECTORIES.map((directory) => io.readText(`${directory}/${name}`)));
}

/** In the order in which they count; of those of one name, that of the first directory. */
function dropInsOf(io: HostIo, unit: string): readonly Result<string>[] {
  const files = new Map<string, string>();
  let denied: Result<string> | undefined;
  for (const name of new Set([unit, templateOf(unit), 'socket'])) {
    for (const path of UNIT_DIRECTORIES.map((directory) => `${directory}/${name}.d`)) {
      const listed = io.listDir(path);
      if (!listed.ok && listed.why !== 'missing') denied = listed;
      for (const file of listed.ok ? listed.value : [])
        if (file.endsWith('.conf') && !files.has(file)) files.set(file, `${path}/${file}`);
    }
  }
  const inOrder = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => io.readText(path));
  return denied === undefined ? inOrder : [denied, ...inOrder];
}

/** The first that is not missing. */
function firstThere(results: readonly (Result<string> | undefined)[]): Result<string> | undefined {
  return results.find((result) => result !== undefined && (result.ok || result.why !== 'missing'));
}
