import { expect, it } from 'vitest';
import { Believed } from './believed.js';
import { courseOf, type Sample } from './samples.js';

const document = (...rows: readonly (readonly [string, string])[]) => ({
  listeners: rows.map(([id, exposure]) => ({ id, exposure })),
});

it('who sees every change believes what a fresh document says', () => {
  const believed = new Believed(document(['a', 'internet'], ['b', 'this-host']));
  const line = (before: string[], after: string[], exposure: string | null) => ({
    subject: 'listener',
    ids_before: before,
    ids_after: after,
    exposure_after: exposure,
  });
  believed.see(line(['a'], [], null));
  believed.see(line([], ['c'], 'vpn'));
  believed.see(line(['b'], ['b', 'd'], 'internet'));
  const fresh = document(['b', 'this-host'], ['c', 'vpn'], ['d', 'internet']);
  expect(believed.differences(fresh)).toEqual([]);
});

it('names a change that was missed', () => {
  const believed = new Believed(document(['a', 'internet'], ['b', 'vpn']));
  expect(believed.differences(document(['b', 'none'], ['c', 'vpn']))).toEqual([
    'a: internet, really not there',
    'b: vpn, really none',
    'c: not there, really vpn',
  ]);
});

it('tells a leak from a process that warms up', () => {
  const samples = (heap: (at: number) => number): Sample[] =>
    Array.from({ length: 40 }, (_, at) => ({
      atMs: at * 5000,
      rss: 0,
      heap: heap(at),
      external: 0,
      descriptors: 24,
      namespaces: 0,
    }));
  const warm = courseOf(
    samples((at) => Math.min(at, 8)),
    'heap',
  );
  expect(warm).toEqual({ least: 0, most: 8, early: 8, late: 8, perHour: expect.closeTo(0, 0) });
  const leak = courseOf(
    samples((at) => at),
    'heap',
  );
  expect(leak.late - leak.early).toBeGreaterThan(15);
  expect(leak.perHour).toBeCloseTo(720);
});
