import { quantileSorted as oracle, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { Moments } from '../../src/statistics/moments.js';
import { interpolateOrder, quantileSorted, weightedQuantile } from '../../src/statistics/quantile.js';
import { QuantileSketch } from '../../src/statistics/sketch.js';

describe('moments', () => {
  const of = (values: number[]): Moments => {
    const moments = new Moments();
    values.forEach((value) => moments.add(value));
    return moments;
  };

  it('worked by hand: 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and Σ(x − 5)² = 32', () => {
    const moments = of([2, 4, 4, 4, NaN, 5, 5, 7, 9]);
    expect(moments.n).toBe(8);
    expect(moments.missing).toBe(1);
    expect(moments.mean).toBe(5);
    expect(moments.variance).toBeCloseTo(32 / 7, 12);
    expect(moments.sd).toBeCloseTo(sampleStandardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), 12);
    expect(moments.mcse).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  });

  it('knows no spread from one value, and no mean from none', () => {
    expect(of([]).mean).toBeNaN();
    expect(of([3]).mean).toBe(3);
    expect(of([3]).variance).toBeNaN();
    expect(of([3]).mcse).toBeNaN();
    expect(of([0.1, 0.1, 0.1]).variance).toBe(0);
  });

  // The textbook formula Σx² − n·mean² loses everything here.
  it('keeps the variance of 4, 7, 13, 16 when 1e9 is added (30; the example of Chan et al. on cancellation)', () => {
    expect(of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBe(30);
  });

  it('refuses an infinite value', () => {
    expect(() => of([Infinity])).toThrow('a moment needs a finite value, got Infinity');
  });
});

describe('quantiles of lists', () => {
  // 0 … 9: the quantile rule of EMA workbench's tests.
  it.each([
    [0.9 + 0.05, 8.55],
    [0.05, 0.45],
    [0.5, 4.5],
    [0, 0],
    [1, 9],
  ])('type 7 of 0 … 9 at %d is %d, as simple-statistics has it', (p, value) => {
    const list = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(quantileSorted(list, p)).toBeCloseTo(value, 12);
    expect(quantileSorted(list, p)).toBeCloseTo(oracle(list, p), 12);
  });

  it('of an empty list is NaN; a probability outside 0 … 1 is refused', () => {
    expect(quantileSorted([], 0.5)).toBeNaN();
    expect(() => quantileSorted([1], 1.01)).toThrow('a quantile needs a probability from 0 to 1, got 1.01');
    expect(() => interpolateOrder(1, -1, () => 0)).toThrow(
      'a quantile needs a probability from 0 to 1, got -1',
    );
  });

  // pyABC's weighted_quantile, reproduced with it.
  it.each([
    [[3, 1, 2, 4], [0.25, 0.25, 0.25, 0.25], 0.5, 2.5],
    [[3, 1, 2, 4], [0.1, 0.4, 0.3, 0.2], 0.5, 1.8571428571428572],
    [[1, 2, 3], [0.2, 0.5, 0.3], 0.1, 1],
    [[1, 2, 3], [0.2, 0.5, 0.3], 0.9, 3],
    [[1, 2, 3, 99], [2, 5, 3, 0], 0.99, 3],
  ])('weighted: %j with %j at %d is %d', (values, weights, p, value) => {
    expect(weightedQuantile(values, weights, p)).toBeCloseTo(value, 12);
  });

  it('weighted: refuses what has no weights', () => {
    expect(() => weightedQuantile([1, 2], [1], 0.5)).toThrow('2 values but 1 weights');
    expect(() => weightedQuantile([1, 2], [1, -1], 0.5)).toThrow('a weight is negative or not finite');
    expect(() => weightedQuantile([1, 2], [0, 0], 0.5)).toThrow('no weight is positive');
    expect(() => weightedQuantile([1], [1], 7)).toThrow('a quantile needs a probability from 0 to 1, got 7');
  });
});

describe('sketch', () => {
  const of = (integer: boolean, values: number[]): QuantileSketch => {
    const sketch = new QuantileSketch(integer);
    values.forEach((value) => sketch.add(value));
    return sketch;
  };

  it('of integers is exact up to 1024 either side of 0', () => {
    const values = [-1024, -3, 0, 0, 7, 7, 11, 1023, 1024];
    for (const p of [0, 0.05, 0.125, 0.3, 0.5, 0.77, 0.95, 1]) {
      expect(of(true, values).quantile(p)).toBe(quantileSorted(values, p));
    }
    expect(of(true, values).shareAtLeast(7)).toBe(5 / 9);
    expect(of(true, values).shareAtLeast(8)).toBe(3 / 9);
    expect(of(true, values).shareAtLeast(-1024)).toBe(1);
  });

  // By hand: [1024, 2048) has 128 buckets of 8 whole numbers, so 2000 … 2007 is known as 2003.5.
  it('of integers above 1024 gives bucket midpoints, within min and max', () => {
    expect(of(true, [5, 2000, 9000]).quantile(0.5)).toBe(2003.5);
    expect(of(true, [2001, 2001, 2001]).quantile(0.5)).toBe(2001);
    expect(of(true, [2001, 9000]).max).toBe(9000);
  });

  // By hand: [1, 2) has buckets of 1/128.
  it('of real numbers gives midpoints of buckets of 1/128 octave, and 0 below a millionth', () => {
    expect(of(false, [0.5, 1, 3]).quantile(0.5)).toBe(1 + 1 / 256);
    expect(of(false, [-3, -1, -0.5]).quantile(0.5)).toBe(-1 - 1 / 256);
    expect(of(false, [-1, 1e-7, 1]).quantile(0.5)).toBe(0);
    expect(of(false, [0.3, 0.3]).quantile(0.9)).toBe(0.3);
  });

  it('takes counts, and keeps missing values apart', () => {
    const sketch = new QuantileSketch(true);
    expect(sketch.quantile(0.5)).toBeNaN();
    expect(sketch.shareAtLeast(0)).toBeNaN();
    expect(sketch.min).toBeNaN();
    expect(sketch.max).toBeNaN();
    sketch.add(3, 9);
    sketch.add(-0);
    sketch.add(5, 0);
    sketch.add(NaN, 2);
    expect([sketch.n, sketch.missing, sketch.min, sketch.max]).toEqual([10, 2, 0, 3]);
    expect(sketch.shareAtLeast(3)).toBe(0.9);
  });

  it('does not grow with the number of values', () => {
    const sketch = of(false, [1e-6, 1e9, -1e-6, -1e9]);
    const { bytes } = sketch;
    for (let i = 1; i <= 50_000; i += 1) sketch.add((i % 2 ? 1 : -1) * (1e9 / i));
    expect(sketch.bytes).toBe(bytes);
    expect(bytes).toBeLessThan(2 * 4 * 128 * 60);
  });

  it('refuses what it cannot hold', () => {
    const sketch = of(true, [1]);
    expect(() => sketch.add(1.5)).toThrow('a sketch of integers got 1.5');
    expect(() => sketch.add(Infinity)).toThrow('a quantile sketch needs finite values, got Infinity');
    expect(() => sketch.add(1, 0.5)).toThrow('a count must be a whole number, got 0.5');
    expect(() => sketch.add(1, -1)).toThrow('a count must be a whole number, got -1');
    expect(() => sketch.add(1, 2 ** 32)).toThrow(
      'a bucket of a quantile sketch holds at most 2^32 - 1 values',
    );
    expect(sketch.n).toBe(1);
    expect(() => sketch.merge(new QuantileSketch(false))).toThrow(
      'a sketch of integers and one of real numbers do not merge',
    );
    expect(() => sketch.quantile(2)).toThrow('a quantile needs a probability from 0 to 1, got 2');
  });
});
