import { describe, expect, it } from 'vitest';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { studentInterval } from '../../src/statistics/interval.js';
import { clopperPearson, clusteredProportion } from '../../src/statistics/proportion.js';
import { RatioMean } from '../../src/statistics/ratio.js';
import { stratifiedMean, welchDf } from '../../src/statistics/stratified.js';

function clustersOf(draws: number[][]): ClusterMean {
  const mean = new ClusterMean();
  draws.forEach((draw, i) => draw.forEach((value) => mean.add(i, value)));
  return mean;
}

describe('strata', () => {
  // By hand: se² = (4 + 1)/4; df = (4 + 1)²/(16/4 + 1/9) = 225/37.
  it('average with equal weights and Welch–Satterthwaite degrees of freedom', () => {
    const mean = stratifiedMean([
      { estimate: 1, standardError: 2, df: 4 },
      { estimate: 4, standardError: 1, df: 9 },
    ]);
    expect(mean.estimate).toBe(2.5);
    expect(mean.standardError).toBeCloseTo(Math.sqrt(5) / 2, 12);
    expect(mean.df).toBeCloseTo(225 / 37, 12);
    expect(mean.interval(0.9)).toEqual(studentInterval(2.5, Math.sqrt(5) / 2, mean.df, 0.9));
  });

  it('without variation add none; all without are degenerate; unknown ones make the average unknown', () => {
    const flat = { estimate: 3, standardError: 0, df: 4 };
    expect(stratifiedMean([flat, { estimate: 1, standardError: 1, df: 9 }]).df).toBeCloseTo(9, 12);
    expect(stratifiedMean([flat, flat]).degenerate).toBe(true);
    expect(stratifiedMean([flat, flat]).interval(0.9)).toEqual({
      lower: 3,
      upper: 3,
      level: 0.9,
      degenerate: true,
    });
    expect(stratifiedMean([flat, { ...flat, standardError: NaN }]).interval(0.9)).toBeNull();
    // As for two means of n values each, n + n − 2; and a flat one without degrees of freedom does no harm.
    expect(welchDf([flat, flat])).toBe(8);
    expect(
      welchDf([
        { standardError: 0, df: NaN },
        { standardError: 1, df: 9 },
      ]),
    ).toBe(9);
    expect(() => stratifiedMean([])).toThrow('an average over strata needs at least one');
  });
});

describe('ratio', () => {
  const ratioOf = (draws: [number, number][][]): RatioMean => {
    const ratio = new RatioMean();
    draws.forEach((draw, i) => draw.forEach(([over, under]) => ratio.add(i, over, under)));
    return ratio;
  };

  // By hand: A = 12, B = 6; u = (2/12 − 2/6, 10/12 − 4/6) = ∓1/6; se² = 2/1·2/36 = 1/9; t(.95, 1) = 6.313751514675.
  it('worked by hand', () => {
    const ratio = ratioOf([
      [
        [1, 1],
        [1, 1],
      ],
      [[10, 4]],
    ]);
    expect([ratio.estimate, ratio.n, ratio.clusters, ratio.unit]).toEqual([2, 3, 2, 'draw']);
    expect(ratio.logStandardError).toBeCloseTo(1 / 3, 12);
    expect(ratio.interval(0.9)?.upper).toBeCloseTo(2 * Math.exp(6.313751514675043 / 3), 8);
    expect(ratio.interval(0.9)?.lower).toBeCloseTo(2 / Math.exp(6.313751514675043 / 3), 10);
  });

  // By hand: A = 12, B = 6, u = (0, 2/12 − 2/6, 10/12 − 4/6): se² = 3/2·2/36.
  it('of one draw takes replicates as the unit', () => {
    const ratio = ratioOf([
      [
        [0, 0],
        [2, 2],
        [10, 4],
      ],
    ]);
    expect(ratio.unit).toBe('replicate');
    expect(ratio.logStandardError).toBeCloseTo(Math.sqrt(1 / 12), 12);
  });

  it('of a scenario and its copy is exactly 1 without variation', () => {
    const ratio = ratioOf([
      [
        [0.1, 0.1],
        [7, 7],
      ],
      [
        [3, 3],
        [0, 0],
      ],
    ]);
    expect(ratio.interval(0.9)).toEqual({ lower: 1, upper: 1, level: 0.9, degenerate: true });
  });

  // (0.1·3)/0.1 and (0.7·3)/0.7 are not the same number in binary.
  it('does not take rounding for variation', () => {
    const values = [0.1, 0.7, 0.3, 1.1, 0.9];
    for (const factor of [3, 0.7, 1.1, 1.3, 2.9]) {
      expect(ratioOf(values.map((x) => [[factor * x, x]])).interval(0.9)?.degenerate).toBe(true);
      expect(ratioOf([values.map((x) => [factor * x, x])]).interval(0.9)?.degenerate).toBe(true);
    }
  });

  it('is null over 0, has no interval around 0, counts missing pairs, refuses negative values', () => {
    const overNothing = ratioOf([
      [
        [1, 0],
        [1, NaN],
      ],
      [[3, 0]],
    ]);
    expect([overNothing.estimate, overNothing.missing, overNothing.interval(0.9)]).toEqual([null, 1, null]);
    const nothing = ratioOf([[[0, 1]], [[0, 3]]]);
    expect([nothing.estimate, nothing.logStandardError, nothing.interval(0.9)]).toEqual([0, null, null]);
    expect(new RatioMean().estimate).toBeNull();
    expect(ratioOf([[[1, 1]]]).interval(0.9)).toBeNull();
    expect(() => nothing.add(0, 1, 1)).toThrow('clusters come in ascending order, but 0 came after 1');
    expect(() => nothing.add(1, -1, 1)).toThrow(
      'a ratio of means needs finite values of at least 0, got -1 and 1',
    );
    expect(() => nothing.interval(7)).toThrow('an interval needs a level between 0 and 1, got 7');
  });
});

describe('proportions', () => {
  // SciPy 1.17.1, beta.ppf; the first also 1 − .025^(1/10).
  it.each([
    [0, 10, 0.95, 0, 0.3084971078187607],
    [3, 10, 0.95, 0.0667395111777345, 0.6524528500599973],
    [10, 10, 0.9, 0.7411344491069477, 1],
    [62, 119, 0.95, 0.4275230136903935, 0.6134234586161269],
  ])('Clopper–Pearson of %d in %d at %d', (successes, trials, level, lower, upper) => {
    const interval = clopperPearson(successes, trials, level);
    expect(interval.lower).toBeCloseTo(lower, 12);
    expect(interval.upper).toBeCloseTo(upper, 12);
  });

  it('count a draw whose replicates all agree as one trial', () => {
    const share = clustersOf([
      [1, 1, 1],
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect(clusteredProportion(share, 0.9).effective).toBe(4);
    expect(clusteredProportion(share, 0.9).upper).toBe(clopperPearson(2, 4, 0.9).upper);
    expect(
      clusteredProportion(
        clustersOf([
          [0, 0],
          [0, 0],
        ]),
        0.9,
      ),
    ).toEqual({ ...clopperPearson(0, 2, 0.9), effective: 2 });
    expect(clusteredProportion(clustersOf([[0, 0, 1, 0]]), 0.9)).toEqual({
      ...clopperPearson(1, 4, 0.9),
      effective: 4,
    });
  });

  it('never take more trials than replicates', () => {
    const share = clustersOf([
      [0, 1],
      [1, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    const { effective } = clusteredProportion(share, 0.9);
    expect(effective).toBeGreaterThanOrEqual(5);
    expect(effective).toBeLessThanOrEqual(10);
  });

  it('refuse nonsense', () => {
    expect(() => clopperPearson(3, 2, 0.9)).toThrow('3 of 2 is not a proportion');
    expect(() => clopperPearson(1, 2, 0)).toThrow('an interval needs a level between 0 and 1, got 0');
    expect(() => clusteredProportion(clustersOf([[2, 3]]), 0.9)).toThrow(
      '2.5 of 2 replicates is not a proportion',
    );
  });
});
