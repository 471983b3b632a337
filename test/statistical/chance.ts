import { normalQuantile } from '../../src/statistics/student.js';

export interface Chance {
  uniform: () => number;
  normal: () => number;
  gamma: (shape: number) => number;
  poisson: (mean: number) => number;
}

/** mulberry32 (Ettinger 2017, public domain) and textbook samplers, for whole shapes. */
export function chance(seed: number): Chance {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const gamma = (shape: number): number => {
    let sum = 0;
    for (let i = 0; i < shape; i += 1) sum -= Math.log(uniform());
    return sum;
  };
  const poisson = (mean: number): number => {
    let left = uniform();
    let n = 0;
    for (let p = Math.exp(-mean); left > p && n < 5000; p *= mean / n) {
      left -= p;
      n += 1;
    }
    return n;
  };
  return { uniform, normal: () => normalQuantile(uniform()), gamma, poisson };
}
