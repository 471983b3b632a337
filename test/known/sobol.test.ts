import { describe, expect, it } from 'vitest';
import { masterKey } from '../../src/random/seed.js';
import { MOST_DIMENSIONS, sobolPoints } from '../../src/random/sobol.js';

// Rows and sums: scipy.stats.qmc.Sobol(scramble=False), whose direction numbers are those of Joe & Kuo (2008).
describe("Sobol' points", () => {
  const points = sobolPoints(1024, MOST_DIMENSIONS);

  it('begin as published', () => {
    expect(points.slice(0, 8).map((row) => [...row.slice(0, 6)])).toEqual([
      [0, 0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375, 0.125],
      [0.875, 0.875, 0.125, 0.375, 0.875, 0.625],
      [0.625, 0.125, 0.875, 0.625, 0.625, 0.875],
      [0.125, 0.625, 0.375, 0.125, 0.125, 0.375],
    ]);
  });

  it('are as published at row 1023, in the first eight coordinates and the last', () => {
    expect([...points[1023]!.slice(0, 8)]).toEqual([
      0.0009765625, 0.7529296875, 0.6123046875, 0.1455078125, 0.1865234375, 0.4384765625, 0.1396484375,
      0.6181640625,
    ]);
    expect(points[1023]![20]).toBe(0.8662109375);
  });

  it('have the known sums: each coordinate takes each multiple of 1/1024 once', () => {
    for (let j = 0; j < MOST_DIMENSIONS; j++) {
      const column = points.map((row) => row[j]!);
      expect(column.reduce((sum, x) => sum + x, 0) / 1024).toBe(0.49951171875);
      expect(new Set(column.map((x) => x * 1024)).size).toBe(1024);
    }
    expect(points.flatMap((row) => [...row]).reduce((sum, x) => sum + x, 0)).toBe(10741.5);
  });

  it('refuse counts that are no power of two, and coordinates that the table lacks', () => {
    for (const count of [0, 3, 1000, 2 ** 25, NaN, 0.5])
      expect(() => sobolPoints(count, 2)).toThrow(
        `Sobol' points come in powers of two up to 2^24, not ${count}`,
      );
    for (const dimensions of [0, 22, 1.5])
      expect(() => sobolPoints(8, dimensions)).toThrow(
        `Sobol' points have 1 to 21 coordinates, not ${dimensions}`,
      );
  });
});

// f = Π exp(x_i) over the unit cube in four dimensions: mean (e − 1)^4, variance ((e² − 1)/2)^4 − (e − 1)^8.
describe("means over scrambled Sobol' points", () => {
  const mean = (Math.E - 1) ** 4;
  const sd = Math.sqrt(((Math.E ** 2 - 1) / 2) ** 4 - mean ** 2);
  const SEEDS = 100;
  const rmse = (count: number): number => {
    let squares = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const points = sobolPoints(count, 4, masterKey(`scrambled ${seed}`));
      const sum = points.reduce((total, [a, b, c, d]) => total + Math.exp(a! + b! + c! + d!), 0);
      squares += (sum / count - mean) ** 2;
    }
    return Math.sqrt(squares / SEEDS);
  };
  const errors = new Map([64, 256, 1024].map((count) => [count, rmse(count)]));

  // SciPy (linear matrix scramble and shift, 100 seeds): .0412, .0132, .00111. A root mean square of 100 errors
  // has a relative standard error of about 7 %, more with heavy tails: factors of 2 are far outside.
  it.each([
    [64, 0.0412],
    [256, 0.0132],
    [1024, 0.00111],
  ])('of %d err about as in SciPy (%d)', (count, known) => {
    expect(errors.get(count)! / known).toBeGreaterThan(0.5);
    expect(errors.get(count)! / known).toBeLessThan(2);
  });

  it('err at most a fiftieth of what as many independent draws do at 1024, and faster than 1/N', () => {
    expect(errors.get(1024)!).toBeLessThan(sd / Math.sqrt(1024) / 50);
    expect(Math.log(errors.get(1024)! / errors.get(64)!) / Math.log(16)).toBeLessThan(-1);
  });
});
