import type { Result } from '../../../host-io.js';

/** GET over a Unix socket: the JSON of the answer. */
export type AskRuntime = (socket: string, path: string) => Promise<Result<unknown>>;

/** A runtime with a thousand containers answers within a fraction of it; one that hangs is not waited for. */
const WAIT_MS = 1500;
/** A list of thousands of containers has a few MB. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** Asks a container runtime for something over its socket, which must have somebody behind it: systemd would start one. */
export const askRuntime: AskRuntime = (socketPath, path) => {
  // Not needed where nothing hints at containers, and it takes 10 ms to load.
  const { get } = process.getBuiltinModule('node:http');
  return new Promise((resolve) => {
    const settle = (result: Result<unknown>) => {
      clearTimeout(limit);
      resolve(result);
      request.destroy();
    };
    const fail = (error: NodeJS.ErrnoException) =>
      settle({
        ok: false,
        why: error.code === 'EACCES' || error.code === 'EPERM' ? 'denied' : 'failed',
        detail: error.message,
      });
    const request = get({ socketPath, path, agent: false, headers: { Host: 'localhost' } }, (response) => {
      const pieces: Buffer[] = [];
      let length = 0;
      response.on('error', fail);
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        length += piece.length;
        if (length > MAX_ANSWER) fail(new Error('its answer is too long'));
      });
      response.on('end', () => settle(parsed(response.statusCode, Buffer.concat(pieces).toString())));
    });
    request.on('error', fail);
    const limit = setTimeout(() => fail(new Error(`it did not answer within ${WAIT_MS} ms`)), WAIT_MS);
  });
};

function parsed(status: number | undefined, text: string): Result<unknown> {
  if (status !== 200) return { ok: false, why: 'failed', detail: `it answered with status ${status}` };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, why: 'failed', detail: 'its answer is no JSON' };
  }
}
