/** How large the largest of many correlations is by chance alone. */
import { studentQuantile } from './student.js';

/**
 * What the largest of `count` independent rank correlations with pure noise stays below with probability `level`: Šidák's
 * share of each, and t = r √((n − 2) ÷ (1 − r²)) with n − 2 degrees of freedom.
 * @returns 1, which nothing exceeds, for fewer than four pairs
 */
export function noiseThreshold(n: number, count: number, level: number): number {
  if (n < 4 || count < 1) return 1;
  const each = Math.pow(level, 1 / count);
  const t = studentQuantile((1 + each) / 2, n - 2);
  return t / Math.sqrt(n - 2 + t * t);
}
