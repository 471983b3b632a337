import { describe, expect, it } from 'vitest';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { drawsNeeded, replicatesNeeded } from '../../src/statistics/needed.js';

function clustersOf(draws: number[][]): ClusterMean {
  const mean = new ClusterMean();
  draws.forEach((draw, i) => draw.forEach((value) => mean.add(i, value)));
  return mean;
}

describe('cluster mean', () => {
  // By hand: sums 4, 9, 10, sizes 2, 3, 1, mean 23/6; Σ(S − n·mean)² = (−11/3)² + (−5/2)² + (37/6)² = 57.72,
  // so se = √(57.72·(3/2)/36). Analysis of variance: MSW = 8/3, MSB = 23.41667, n₀ = (6 − 14/6)/2 = 11/6.
  const uneven = clustersOf([[1, 3], [2, 2, 5], [10]]);

  it('of unequal clusters, worked by hand', () => {
    expect([uneven.n, uneven.clusters, uneven.df, uneven.unit, uneven.degenerate]).toEqual([
      6,
      3,
      2,
      'draw',
      false,
    ]);
    expect(uneven.estimate).toBeCloseTo(23 / 6, 12);
    expect(uneven.standardError).toBeCloseTo(1.550836094689762, 12);
    expect(uneven.components?.within).toBeCloseTo(8 / 3, 12);
    expect(uneven.components?.between).toBeCloseTo(11.318181818181817, 12);
    expect(uneven.components?.clipped).toBe(false);
    // t(.95, 2) = 2.9199855803537242 (tables).
    const interval = uneven.interval(0.9);
    expect(interval?.upper).toBeCloseTo(23 / 6 + 2.9199855803537242 * 1.550836094689762, 10);
    expect(interval?.lower).toBeCloseTo(23 / 6 - 2.9199855803537242 * 1.550836094689762, 10);
  });

  it('with one replicate a draw is the ordinary t interval', () => {
    const mean = clustersOf([[2], [4], [4], [4], [5], [5], [7], [9]]);
    expect(mean.standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
    expect(mean.components).toBeNull();
    expect(mean.replicatesNeeded(0.9)).toBeNull();
  });

  it('with one draw takes replicates as the unit, and says so', () => {
    const mean = clustersOf([[2, 4, 4, 4, 5, 5, 7, 9]]);
    expect([mean.unit, mean.clusters, mean.df]).toEqual(['replicate', 1, 7]);
    expect(mean.standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
    expect(mean.drawsNeeded(0.9)).toBeNull();
  });

  it('does not take agreeing draws for certainty while replicates differ', () => {
    const mean = clustersOf([
      [0, 3],
      [3, 0],
      [1, 2],
    ]);
    expect([mean.unit, mean.degenerate, mean.components?.clipped]).toEqual(['replicate', false, true]);
    expect(mean.components?.between).toBe(0);
    expect(mean.standardError).toBeGreaterThan(0);
  });

  // 0.1 + 0.2 + 0.3 depends on the order in its last digit: that is not variation between draws.
  it('does not take rounding for variation', () => {
    const mean = new ClusterMean();
    for (let draw = 0; draw < 6; draw += 1)
      [0.1, 0.7, 0.3].forEach((_, i, all) => mean.add(draw, all[(i + draw) % 3] as number));
    expect(mean.unit).toBe('replicate');
  });

  it('says when nothing varied, also where 0.1 has no exact binary form', () => {
    const mean = clustersOf([[0.1, 0.1], [0.1], [0.1, 0.1, 0.1]]);
    expect(mean.degenerate).toBe(true);
    expect(mean.interval(0.9)).toEqual({ lower: 0.1, upper: 0.1, level: 0.9, degenerate: true });
    expect(mean.drawsNeeded(0.9)).toBeNull();
    expect(mean.replicatesNeeded(0.9)).toBeNull();
  });

  it('knows no interval from fewer than two values, and counts missing ones apart', () => {
    const empty = new ClusterMean();
    expect(empty.estimate).toBeNaN();
    expect(empty.interval(0.9)).toBeNull();
    empty.add(7, 2);
    empty.add(7, NaN);
    expect([empty.n, empty.missing, empty.estimate, empty.degenerate]).toEqual([1, 1, 2, false]);
    expect(empty.interval(0.9)).toBeNull();
  });

  it('refuses nonsense', () => {
    expect(() => uneven.interval(1)).toThrow('an interval needs a level between 0 and 1, got 1');
    expect(() => uneven.drawsNeeded(0)).toThrow('an interval needs a level between 0 and 1, got 0');
    expect(() => uneven.add(0.5, 1)).toThrow('a cluster is a whole number of at least 0, got 0.5');
    expect(() => uneven.add(-1, 1)).toThrow('a cluster is a whole number of at least 0, got -1');
    expect(() => uneven.add(1, 1)).toThrow('clusters come in ascending order, but 1 came after 2');
    expect(() => uneven.add(2, -Infinity)).toThrow('a cluster mean needs finite values, got -Infinity');
  });
});

describe('draws and replicates needed', () => {
  const stratum = {
    estimate: 1,
    n: 20,
    clusters: 10,
    components: { between: 1, within: 10, clipped: false },
  };
  const planned = { ...stratum, standardError: Math.sqrt((1 + 10 / 2) / 10), df: 9 };

  // By hand with t tables: variance per draw 6, so G must satisfy t(.95, G − 1)·√(6/G) ≤ 1: t(18) = 1.7341 gives
  // .9745 at 19; t(17) = 1.7396 gives 1.0044 at 18.
  it('draws, worked by hand', () => expect(drawsNeeded([planned], 0.9)).toBe(19));

  // By hand: t(.95, 9)² = 3.3603, so 1 + 10/r ≤ 10/3.3603 = 2.9759 from r = 5.06 on.
  it('replicates, worked by hand', () => expect(replicatesNeeded([planned], 0.9)).toBe(6));

  it('are empty where draws differ too much among themselves, and for an estimate of 0', () => {
    const wide = { ...planned, components: { between: 3, within: 10, clipped: false } };
    expect(replicatesNeeded([wide], 0.9)).toBeNull();
    expect(replicatesNeeded([{ ...planned, estimate: 0 }], 0.9)).toBeNull();
    expect(drawsNeeded([{ ...planned, estimate: 0 }], 0.9)).toBeNull();
    expect(drawsNeeded([{ ...planned, estimate: 1e-6 }], 0.9)).toBeNull();
    expect(drawsNeeded([{ ...planned, standardError: NaN }], 0.9)).toBeNull();
  });

  // One draw of 8 with sd 1: t(.95, r − 1)/√r ≤ ½ from r = 13 on (1.7823/√13 = .4943, 1.7959/√12 = .5184).
  it('replicates of a single draw', () => {
    const single = {
      estimate: 0.5,
      standardError: 1 / Math.sqrt(8),
      df: 7,
      n: 8,
      clusters: 1,
      components: null,
    };
    expect(replicatesNeeded([single], 0.9)).toBe(13);
  });

  it('of strata: the average of four alike needs fewer than each alone', () => {
    const needed = drawsNeeded([planned, planned, planned, planned], 0.9) ?? NaN;
    // Variance 6/4 per draw and 4(G − 1) degrees of freedom: t(16)·√(1.5/5) = .956, t(12)·√(1.5/4) = 1.091.
    expect(needed).toBe(5);
  });
});
