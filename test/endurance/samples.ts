import { existsSync, readFileSync } from 'node:fs';

/** What probe.cjs writes, in bytes and counts. */
export interface Sample {
  readonly atMs: number;
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
  readonly descriptors: number;
  /** Descriptors of network namespaces among them. */
  readonly namespaces: number;
}

export type Measure = Exclude<keyof Sample, 'atMs'>;
export const MEASURES: readonly Measure[] = ['rss', 'heap', 'external', 'descriptors', 'namespaces'];

/** How one measure went. */
export interface Course {
  readonly least: number;
  readonly most: number;
  /** Medians of the second and of the last quarter: the first is for warming up. */
  readonly early: number;
  readonly late: number;
  /** Least-squares slope after the first quarter, per hour. */
  readonly perHour: number;
}

export function readSamples(file: string): readonly Sample[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Sample);
}

export function courseOf(samples: readonly Sample[], measure: Measure): Course {
  const values = samples.map((sample) => sample[measure]);
  const quarter = Math.floor(values.length / 4);
  return {
    least: Math.min(...values),
    most: Math.max(...values),
    early: median(values.slice(quarter, 2 * quarter + 1)),
    late: median(values.slice(-quarter - 1)),
    perHour: 3_600_000 * slope(samples.slice(quarter).map((sample) => [sample.atMs, sample[measure]])),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
