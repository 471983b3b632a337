import { describe, expect, it } from 'vitest';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { clopperPearson } from '../../src/statistics/proportion.js';
import { type Chance, chance } from './chance.js';

/**
 * Coverage is measured on 2,000 data sets with a fixed seed. A figure is accepted when it lies in the exact 99.99 %
 * binomial interval of what was seen, half-width about 2.6 points at 90 %. Were the seed drawn anew, that would be
 * a false alarm in one of 10,000 comparisons with a nominal figure, and in one of 2,600 with a stated one, which
 * has an error of its own, coming from 10,000 data sets: 1 % for the 33 comparisons of this file together.
 */
const DATA_SETS = 2000;
const ACCEPTANCE = 0.9999;

interface Kind {
  readonly truth: number;
  /** Draws one cluster's parameter and returns its replicates' sampler. */
  readonly draw: (random: Chance) => () => number;
}

const GAUSSIAN: Kind = {
  truth: 3,
  draw: (random) => {
    const centre = 3 + random.normal();
    return () => centre + 2 * random.normal();
  },
};
const COUNTS: Kind = {
  truth: 20,
  draw: (random) => {
    const mean = 5 * random.gamma(4);
    return () => random.poisson((mean * random.gamma(2)) / 2);
  },
};
const RARE: Kind = {
  truth: 0.05,
  draw: (random) => {
    const probability = 0.1 * random.uniform();
    return () => (random.uniform() < probability ? 1 : 0);
  },
};
const FLAT: Kind = { truth: 0.1, draw: () => () => 0.1 };

function measure(
  kind: Kind,
  draws: number,
  sizeOf: (draw: number) => number,
  seed: number,
): { covered: number; degenerate: number } {
  const random = chance(seed);
  let covered = 0;
  let degenerate = 0;
  for (let i = 0; i < DATA_SETS; i += 1) {
    const mean = new ClusterMean();
    for (let draw = 0; draw < draws; draw += 1) {
      const next = kind.draw(random);
      for (let r = sizeOf(draw); r > 0; r -= 1) mean.add(draw, next());
    }
    const interval = mean.interval(0.9);
    if (!interval) throw new Error('no interval');
    if (interval.degenerate) degenerate += 1;
    if (interval.lower <= kind.truth && kind.truth <= interval.upper) covered += 1;
  }
  return { covered, degenerate };
}

function expectShare(count: number, share: number): void {
  const { lower, upper } = clopperPearson(count, DATA_SETS, ACCEPTANCE);
  expect(share, `${count} of ${DATA_SETS}`).toBeGreaterThanOrEqual(lower);
  expect(share, `${count} of ${DATA_SETS}`).toBeLessThanOrEqual(upper);
}

const EVERY = [5, 10, 30, 100].flatMap((draws) => [1, 10].map((replicates) => [draws, replicates] as const));

describe('90 % interval of a cluster mean', () => {
  it.each(EVERY)('covers 90 %% for Gaussian values, %d draws of %d', (draws, replicates) => {
    expectShare(measure(GAUSSIAN, draws, () => replicates, 11).covered, 0.9);
  });

  // The figures of the docstring of ClusterMean, from 10,000 data sets of another seed.
  it.each([
    [5, 1, 0.827],
    [10, 1, 0.848],
    [30, 1, 0.879],
    [100, 1, 0.894],
    [5, 10, 0.876],
    [10, 10, 0.887],
    [30, 10, 0.893],
    [100, 10, 0.897],
  ])('is too narrow for skewed counts as stated, %d draws of %d: %d', (draws, replicates, stated) => {
    expectShare(measure(COUNTS, draws, () => replicates, 12).covered, stated);
  });

  it.each([
    [5, 1, 0.229, 0.77],
    [10, 1, 0.405, 0.594],
    [30, 1, 0.783, 0.214],
    [100, 1, 0.871, 0.006],
    [5, 10, 0.892, 0.098],
    [10, 10, 0.851, 0.0103],
    [30, 10, 0.889, 0],
    [100, 10, 0.892, 0],
  ])(
    'fails for rare events as stated, %d draws of %d: %d, %d of them flagged',
    (draws, replicates, stated, flagged) => {
      const { covered, degenerate } = measure(RARE, draws, () => replicates, 13);
      expectShare(covered, stated);
      expectShare(degenerate, flagged);
    },
  );

  it.each(EVERY)('is flagged in every data set without variation, %d draws of %d', (draws, replicates) => {
    expect(measure(FLAT, draws, () => replicates, 14)).toEqual({ covered: DATA_SETS, degenerate: DATA_SETS });
  });

  // Sizes 5 … 14, as when some replicates failed: the linearised ratio is not exact, 2,000 data sets see no loss.
  it('covers 90 % for 30 draws of unequal size', () => {
    expectShare(measure(GAUSSIAN, 30, (draw) => 5 + (draw % 10), 15).covered, 0.9);
  });

  // What the design is for: with the replicates as the unit the same data cover about half as often as they should.
  it('would be far too narrow if draws were ignored', () => {
    const random = chance(16);
    let covered = 0;
    for (let i = 0; i < DATA_SETS; i += 1) {
      const mean = new ClusterMean();
      for (let draw = 0; draw < 10; draw += 1) {
        const next = GAUSSIAN.draw(random);
        for (let r = 0; r < 10; r += 1) mean.add(10 * draw + r, next());
      }
      const interval = mean.interval(0.9);
      if (interval && interval.lower <= 3 && 3 <= interval.upper) covered += 1;
    }
    expect(clopperPearson(covered, DATA_SETS, ACCEPTANCE).upper).toBeLessThan(0.75);
  });
});

describe('variance components', () => {
  // Unbiased before clipping: between 1, within 4, 2,000 × 10 draws of 10; sd of the mean from the F law < 0.02.
  it('have the right mean', () => {
    const random = chance(17);
    const sums = { between: 0, within: 0 };
    for (let i = 0; i < DATA_SETS; i += 1) {
      const mean = new ClusterMean();
      for (let draw = 0; draw < 10; draw += 1) {
        const next = GAUSSIAN.draw(random);
        for (let r = 0; r < 10; r += 1) mean.add(draw, next());
      }
      sums.between += mean.components?.between ?? NaN;
      sums.within += mean.components?.within ?? NaN;
    }
    expect(Math.abs(sums.between / DATA_SETS - 1)).toBeLessThan(0.08);
    expect(Math.abs(sums.within / DATA_SETS - 4)).toBeLessThan(0.08);
  });
});
