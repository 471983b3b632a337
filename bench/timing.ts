/** Times two things in turn, ABAB, so that whatever the machine does meanwhile is done to both. */

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Comparison {
  /** Milliseconds per unit of work. */
  readonly a: Spread;
  readonly b: Spread;
  /** How many times faster A is: b ÷ a round by round. */
  readonly ratio: Spread;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, low: sorted[0]!, high: sorted[sorted.length - 1]! };
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * Runs A and B in turn for some rounds after one of each that does not count. Each call does `units` of work;
 * times are per unit.
 */
export function alternate(
  rounds: number,
  a: { readonly units: number; run(round: number): void },
  b: { readonly units: number; run(round: number): void },
): Comparison {
  a.run(0);
  b.run(0);
  const timesA: number[] = [];
  const timesB: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    timesA.push(milliseconds(() => a.run(round)) / a.units);
    timesB.push(milliseconds(() => b.run(round)) / b.units);
  }
  return {
    a: spreadOf(timesA),
    b: spreadOf(timesB),
    ratio: spreadOf(timesB.map((time, round) => time / timesA[round]!)),
  };
}
