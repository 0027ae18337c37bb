/** Milliseconds since some point in the past, by the clock that nobody sets: performance.now() takes 2 ms to load. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
