import { Session } from 'node:inspector/promises';

/** What of the sources V8 saw run: precise coverage by block, over the inspector's protocol within this process. */
export interface Coverage {
  /** True when something ran since the last call in a way that had not been seen before. */
  isNew(): Promise<boolean>;
  seen(): number;
  stop(): void;
}

export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const ways = new Set<string>();
  return {
    async isNew() {
      const before = ways.size;
      const { result } = await session.post('Profiler.takePreciseCoverage');
      for (const { scriptId, url, functions } of result) {
        if (!url.includes('/src/')) continue;
        for (const { ranges } of functions) {
          // Which blocks of a function ran together, and roughly how often, is one way through it.
          const way = ranges.map(
            ({ startOffset, count }) => `${startOffset}:${Math.min(3, 32 - Math.clz32(count))}`,
          );
          ways.add(`${scriptId}/${way.join()}`);
        }
      }
      return ways.size > before;
    },
    seen: () => ways.size,
    stop: () => session.disconnect(),
  };
}
