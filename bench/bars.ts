/** Something that has to stay below a limit, as a ratio within one run or in MB. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
}

/** Prints the bars; returns how many are not reached. */
export function printBars(bars: readonly Bar[]): number {
  const missed = bars.filter(({ value, limit }) => !(value <= limit));
  console.log('\nBars:');
  for (const { what, value, limit } of bars)
    console.log(`  ${value <= limit ? 'ok    ' : 'MISSED'}  ${what}: ${value.toFixed(3)} (at most ${limit})`);
  console.log(missed.length === 0 ? 'All are reached.' : `${missed.length} of ${bars.length} fall short.`);
  return missed.length;
}
