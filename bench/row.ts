/** A figure of the benchmark: always a ratio to something in the same run, above 1 = faster or smaller. */
import type { Spread } from './timing.js';

export interface Row {
  readonly name: string;
  readonly ratio: Spread;
  readonly against: string;
  /** The figures behind the ratio, on this machine. */
  readonly detail: string;
}

const SIGNIFICANT = 3;

export function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(SIGNIFICANT))) : '–';
}

/** The spread of a ratio, times a factor. */
export function scaled({ median, low, high }: Spread, factor: number): Spread {
  return { median: median * factor, low: low * factor, high: high * factor };
}

/** One over a spread. */
export function inverse({ median, low, high }: Spread): Spread {
  return { median: 1 / median, low: 1 / high, high: 1 / low };
}
