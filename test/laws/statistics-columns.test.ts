/** Many columns at once give, column by column, exactly what the statistic of one column gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { ClusterMeans } from '../../src/statistics/cluster-means.js';
import { RatioMean } from '../../src/statistics/ratio.js';
import { RatioMeans } from '../../src/statistics/ratio-means.js';
import { QuantileSketch } from '../../src/statistics/sketch.js';
import { QuantileSketches } from '../../src/statistics/sketches.js';

const SEED = { seed: 20230701, numRuns: 60 };
const COLUMNS = 4;

/** Counts of every size, reals over many octaves, zeros and missing values. */
const count = fc.oneof(fc.nat(20), fc.nat(2000), fc.constantFrom(0, 1024, 1025, 70_000), fc.constant(NaN));
const real = fc.oneof(
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.constantFrom(0, -0, 2 ** -20, 2 ** -21, 1e-300, NaN),
);
/** Clusters that ascend, with a row of values for each replicate. */
const replicates = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<[number, T[]][]> =>
  fc
    .array(
      fc.tuple(fc.constantFrom(0, 0, 1, 3), fc.array(value, { minLength: COLUMNS, maxLength: COLUMNS })),
      {
        maxLength: 90,
      },
    )
    .map((rows) => {
      let cluster = 0;
      return rows.map(([step, values]) => [(cluster += step), values]);
    });

/** Every number that a statistic tells, to be compared as a whole. */
const told = (statistic: object): unknown => {
  const getters = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(statistic) as object);
  return Object.fromEntries(
    Object.entries(getters).flatMap(([name, { get }]) =>
      get && name !== 'bytes' ? [[name, get.call(statistic)]] : [],
    ),
  );
};

describe('columns', () => {
  it('of clustered means', () => {
    fc.assert(
      fc.property(replicates(fc.oneof(count, real)), (rows) => {
        const columns = new ClusterMeans(COLUMNS);
        const single = Array.from({ length: COLUMNS }, () => new ClusterMean());
        for (const [cluster, values] of rows) {
          columns.add(cluster, values);
          for (const [at, mean] of single.entries()) mean.add(cluster, values[at]!);
        }
        for (const [at, mean] of single.entries()) expect(told(columns.of(at))).toEqual(told(mean));
      }),
      SEED,
    );
  });

  it('of ratios of means', () => {
    const pair = fc.tuple(fc.oneof(count, real), fc.oneof(count, real));
    fc.assert(
      fc.property(replicates(pair), (rows) => {
        const columns = new RatioMeans([3, 1]);
        const single = [3, 1].map((at) => [at, new RatioMean()] as const);
        for (const [cluster, pairs] of rows) {
          const [over, under] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
          columns.add(cluster, over, under);
          for (const [at, ratio] of single) ratio.add(cluster, over[at]!, under[at]!);
        }
        for (const [column, [, ratio]] of single.entries())
          expect(told(columns.of(column))).toEqual(told(ratio));
      }),
      SEED,
    );
  });

  const integer = [true, true, false, false];
  const row = fc.tuple(count, count, real, real);
  const read = (sketch: QuantileSketch): unknown => ({
    ...(told(sketch) as object),
    missing: sketch.missing,
    quantiles: [0, 0.05, 0.5, 0.731, 1].map((p) => sketch.quantile(p)),
    together: sketch.quantiles([0, 0.05, 0.06, 0.5, 0.731, 1]),
    shares: [0, 1, 20, 5000].map((x) => sketch.shareAtLeast(x)),
  });

  it('of quantile sketches, put together and taken over in any way', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 90 }), fc.array(row, { maxLength: 40 }), (first, second) => {
        const single = integer.map((whole) => new QuantileSketch(whole));
        for (const values of [...first, ...second])
          for (const [at, sketch] of single.entries()) sketch.add(values[at]!);
        const columns = new QuantileSketches(integer);
        for (const values of first) columns.add(values);
        const others = new QuantileSketches(integer, columns);
        for (const values of second) others.add(values);
        const whole = new QuantileSketches(integer);
        whole.merge(others);
        whole.merge(columns);
        for (const [at, sketch] of single.entries()) {
          expect(read(whole.of(at))).toEqual(read(sketch));
          const levels = [0, 0.1, 0.1, 0.45, 0.46, 1];
          expect(sketch.quantiles(levels)).toEqual(levels.map((p) => sketch.quantile(p)));
        }
        // What was merged is as it was.
        for (const values of second) columns.add(values);
        for (const [at, sketch] of single.entries()) expect(read(columns.of(at))).toEqual(read(sketch));
      }),
      SEED,
    );
  });

  it('refuse what one column refuses', () => {
    const means = new ClusterMeans(1);
    means.add(2, [1]);
    expect(() => means.add(1, [1])).toThrow('clusters come in ascending order, but 1 came after 2');
    expect(() => means.add(2, [Infinity])).toThrow('a cluster mean needs finite values, got Infinity');
    expect(() => new RatioMeans([0]).add(0, [-1], [2])).toThrow(
      'a ratio of means needs finite values of at least 0, got -1 and 2',
    );
    expect(() => new QuantileSketches([true]).add([0.5])).toThrow('a sketch of integers got 0.5');
    expect(() => new QuantileSketches([true]).add([-1])).toThrow(
      'quantile sketches need finite values of at least 0, got -1',
    );
    const reals = new QuantileSketches([false]);
    reals.add([Infinity]);
    // Real numbers are counted when they are needed.
    expect(() => reals.of(0)).toThrow('quantile sketches need finite values of at least 0, got Infinity');
    expect(() => reals.merge(new QuantileSketches([true]))).toThrow('got Infinity');
    expect(() => new QuantileSketches([false]).merge(new QuantileSketches([true]))).toThrow(
      'a sketch of integers and one of real numbers do not merge',
    );
  });
});
