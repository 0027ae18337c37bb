import type { HostIo } from '../../../host-io.js';

/** What is in a file of JSON; null where there is none, or something else in it. */
export function jsonFile(io: HostIo, path: string): unknown {
  const file = io.readText(path);
  return file.ok ? parsedJson(file.value) : null;
}

/** A text of JSON; null where it is something else. */
export function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
