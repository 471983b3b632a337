import { describe, expect, it } from 'vitest';
import { chiSquareOfRanks, ecdfBand, outsideBand, rankAmong } from '../../src/statistics/rank-uniformity.js';

describe('rank', () => {
  it('counts the draws below the truth', () => {
    const draws = [3, 1, 2, 5];
    expect([0, 1.5, 4, 9].map((truth) => rankAmong(draws, truth, 0.5))).toEqual([0, 1, 3, 4]);
  });

  it('takes a place among ties by the random number', () => {
    const draws = [1, 2, 2, 2, 3];
    const places = [0.01, 0.26, 0.51, 0.99].map((u) => rankAmong(draws, 2, u));
    expect(places).toEqual([1, 2, 3, 4]);
    expect(() => rankAmong([1, NaN], 2, 0.5)).toThrow('a rank needs numbers, got NaN and 2');
    expect(() => rankAmong([1], NaN, 0.5)).toThrow('a rank needs numbers, got 1 and NaN');
  });
});

describe('chi-square of ranks', () => {
  it("is Pearson's: 12 of ten in each of four bins off by two", () => {
    // Four draws a bin: ranks 0 … 7 in four bins of two.
    const ranks = [12, 8, 12, 8].flatMap((count, bin) =>
      Array.from({ length: count }, (_, i) => 2 * bin + (i % 2)),
    );
    const test = chiSquareOfRanks(ranks, 7, 4);
    expect(test.counts).toEqual([12, 8, 12, 8]);
    expect(test.statistic).toBeCloseTo(1.6, 12);
    expect(test.df).toBe(3);
    // scipy.stats.chi2.sf(1.6, 3)
    expect(test.pValue).toBeCloseTo(0.6593898, 6);
  });

  it('refuses bins that do not divide the ranks, ranks that are none, and bins with too few', () => {
    const ranks = Array.from({ length: 100 }, (_, i) => i);
    expect(() => chiSquareOfRanks(ranks, 99, 30)).toThrow(
      '99 draws give 100 ranks, which 30 does not divide',
    );
    expect(() => chiSquareOfRanks([...ranks, 100], 99, 20)).toThrow('100 is not a rank among 99 draws');
    expect(() => chiSquareOfRanks([...ranks, 1.5], 99, 20)).toThrow('1.5 is not a rank among 99 draws');
    expect(() => chiSquareOfRanks(ranks, 99, 25)).toThrow(
      '100 ranks are too few for 25 bins: it takes 5 each',
    );
  });
});

describe('band for the distribution function of ranks', () => {
  // Säilynoja et al. (2022) as in the R package SBC, adjust_gamma_optimize. It takes the gamma whose probability is
  // nearest to the level, this module the largest that keeps it: one step of the binomial limits apart.
  it.each([
    [100, 100, 0.004155],
    [256, 100, 0.003291],
    [1000, 100, 0.00267],
  ])('for %d ranks at %d points has the published gamma, %d', (n, parts, gamma) => {
    const got = ecdfBand(n, parts, 0.95).gamma;
    expect(got / gamma).toBeGreaterThan(0.98);
    expect(got / gamma).toBeLessThan(1.001);
  });

  it('is the binomial interval where there is one point: 100 tosses of a coin', () => {
    // qbinom(0.025, 100, 0.5) = 40.
    expect(ecdfBand(100, 2, 0.95)).toMatchObject({ lower: [40, 100], upper: [60, 100] });
  });

  it('holds with the probability that counting all cases gives', () => {
    const [n, parts] = [6, 4];
    for (const level of [0.3, 0.6, 0.9]) {
      const band = ecdfBand(n, parts, level);
      let kept = 0;
      for (let word = 0; word < parts ** n; word++) {
        const ranks = Array.from({ length: n }, (_, i) => Math.floor(word / parts ** i) % parts);
        if (outsideBand(ranks, parts - 1, band).length === 0) kept++;
      }
      expect(kept / parts ** n).toBeGreaterThanOrEqual(level);
      expect(kept / parts ** n).toBeLessThan(1);
    }
  });

  it('says where it is left', () => {
    const band = ecdfBand(100, 4, 0.95);
    expect(outsideBand(new Array<number>(100).fill(0), 3, band)).toEqual([0.25, 0.5, 0.75]);
    const even = Array.from({ length: 100 }, (_, i) => i % 4);
    expect(outsideBand(even, 3, band)).toEqual([]);
    expect(() => outsideBand([1], 3, band)).toThrow('1 ranks, but a band for 100');
    expect(() => ecdfBand(0, 4, 0.95)).toThrow('no band for 0 ranks in 4 parts');
    expect(() => ecdfBand(9, 1, 0.95)).toThrow('no band for 9 ranks in 1 parts');
  });
});
