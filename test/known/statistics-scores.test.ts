import { describe, expect, it } from 'vitest';
import { betaQuantile } from '../../src/statistics/beta.js';
import {
  chiSquareUpperTail,
  gammaCdf,
  gammaQuantile,
  negativeBinomialCdf,
  negativeBinomialLogMass,
  normalCdf,
  poissonCdf,
} from '../../src/statistics/distributions.js';
import { quantileSorted } from '../../src/statistics/quantile.js';
import {
  coverage,
  crpsEnsemble,
  intervalScore,
  logScoreNegativeBinomial,
  weightedIntervalScore,
} from '../../src/statistics/scores.js';
import { normalQuantile } from '../../src/statistics/student.js';

/** Relative agreement. */
const near = (got: number, want: number, relative = 1e-10): void =>
  expect(Math.abs(got / want - 1), `${got} against ${want}`).toBeLessThan(relative);

// SciPy 1.17.
describe('distributions', () => {
  it('have known values', () => {
    near(gammaCdf(250, 300, 1), 0.0011623936310546142);
    near(gammaQuantile(0.95, 39, 1), 49.808463662141925);
    near(gammaQuantile(0.5, 39, 1.1), gammaQuantile(0.5, 39, 1) / 1.1);
    near(poissonCdf(274, 250), 0.9376778382716827);
    near(poissonCdf(150, 150), 0.5216971797074769);
    near(negativeBinomialCdf(274, 10, 250), 0.6552455743659173);
    near(Math.exp(negativeBinomialLogMass(274, 10, 250)), 0.0043016885034950466);
    near(normalCdf(1.959963984540054), 0.975);
    near(chiSquareUpperTail(43.820195964517531, 19), 0.001, 1e-9);
    near(chiSquareUpperTail(37.697298218353822, 15), 0.001, 1e-9);
  });

  it('say what they cannot do', () => {
    expect(() => gammaQuantile(1.5, 2, 1)).toThrow(
      'there is no quantile 1.5 of a gamma of shape 2 and rate 1',
    );
    expect(() => poissonCdf(3, -1)).toThrow('there is no Poisson distribution of mean -1 at 3');
    expect(() => negativeBinomialCdf(3, -1, 4)).toThrow('a beta needs positive finite shapes');
    expect(() => normalCdf(NaN)).toThrow('there is no normal distribution at NaN');
  });
});

// properscoring and scoringRules.
describe('CRPS of an ensemble', () => {
  it.each([
    [[0, 1], 0, 0.25],
    [[0, 1], 2, 1.25],
    [[-1, 1], 0, 0.5],
    [[0, 0, 1], 0, 1 / 9],
    [[0, 0, 1], 1, 4 / 9],
    [[-1, 0, 0, 1], 0, 1 / 8],
    [[1, 2, 3, 4, 5], 3.5, 0.5],
  ])('%j at %d is %d', (members, outcome, want) =>
    expect(crpsEnsemble(members, outcome)).toBeCloseTo(want, 14),
  );

  it.each([
    [[0, 1], 2, 1],
    [[0, 0, 1], 0, 0],
    [[1, 2, 3, 4, 5], 3.5, 0.3],
  ])('fair, %j at %d is %d', (members, outcome, want) =>
    expect(crpsEnsemble(members, outcome, { fair: true })).toBeCloseTo(want, 14),
  );

  it('takes weights', () => {
    expect(crpsEnsemble([0, 2], 1, { weights: [0.8, 0.2] })).toBeCloseTo(0.68, 14);
    expect(crpsEnsemble([0, 2], 1.5, { weights: [8, 2] })).toBeCloseTo(0.98, 14);
  });

  // Gneiting & Raftery (2007) for the normal, Wei & Held (2014) for counts.
  it('of many quantiles of a normal is the closed form', () => {
    const members = Array.from({ length: 4000 }, (_, i) => normalQuantile((i + 0.5) / 4000));
    for (const [y, want] of [
      [0, 0.23369497725510913],
      [0.5, 0.3314035312548558],
      [1, 0.6024413576276163],
      [2, 1.4527918216859033],
      [-1.5, 0.9944240039774529],
    ] as const)
      expect(Math.abs(crpsEnsemble(members, y) - want)).toBeLessThan(2e-4);
  });

  /** Σ (F(k) − [y ≤ k])², the definition for counts. */
  const ofCounts = (cdf: (k: number) => number, y: number): number => {
    let sum = 0;
    for (let k = 0; k < 4000; k++) sum += (cdf(k) - (y <= k ? 1 : 0)) ** 2;
    return sum;
  };
  const masses = (cdf: (k: number) => number): number[] =>
    Array.from({ length: 4000 }, (_, k) => cdf(k) - (k > 0 ? cdf(k - 1) : 0));
  it.each([
    ['Poisson 4', (k: number) => poissonCdf(k, 4), 3, 0.5856971771737],
    ['Poisson 2', (k: number) => poissonCdf(k, 2), 0, 1.228494478547],
    ['Poisson 4', (k: number) => poissonCdf(k, 4), 10, 4.897965519367],
    ['Poisson 250', (k: number) => poissonCdf(k, 250), 274, 16.03334327111],
    ['negative binomial 2, 4', (k: number) => negativeBinomialCdf(k, 2, 4), 3, 0.73155555556],
    ['negative binomial 10, 250', (k: number) => negativeBinomialCdf(k, 10, 250), 274, 23.6146086793],
  ])('weighted by the masses of a %s is that of the distribution', (_, cdf, y, want) => {
    const weights = masses(cdf);
    const counts = weights.map((_, k) => k);
    near(ofCounts(cdf, y), want, 1e-9);
    near(crpsEnsemble(counts, y, { weights: weights.map((w) => Math.max(0, w)) }), want, 1e-8);
  });

  it('refuses what it cannot score', () => {
    expect(() => crpsEnsemble([], 1)).toThrow('no weight is positive');
    expect(() => crpsEnsemble([NaN], 1)).toThrow('a score needs finite numbers');
    expect(() => crpsEnsemble([1, 2], 1, { weights: [1] })).toThrow('2 members but 1 weights');
    expect(() => crpsEnsemble([1], 1, { fair: true })).toThrow(
      'a fair score needs two members of positive weight',
    );
  });
});

describe('interval scores', () => {
  // ViEWS 2023/24: draws 0 … 999, outcome 1100.
  it('have a known value', () => {
    const draws = Array.from({ length: 1000 }, (_, i) => i);
    const [lower, upper] = [quantileSorted(draws, 0.05), quantileSorted(draws, 0.95)];
    near(intervalScore({ lower, upper, level: 0.9 }, 1100), 3918.1);
    expect(() => intervalScore({ lower: 2, upper: 1, level: 0.9 }, 1)).toThrow(
      'an interval from 2 to 1 is none',
    );
  });

  const LEVELS = [100, 250, 500, 750, 900];
  const of = (levels: readonly number[], values: readonly number[]): Map<number, number> =>
    new Map(levels.map((level, i) => [level, values[i]!]));

  // scoringutils, its tests of wis(): the default, the median counted once.
  it.each([
    [[-1, 0, 1, 2, 3], 1, [0.36, 0.36, 0, 0]],
    [[-2, 1, 2, 2, 4], -15, [15.34, 0.34, 15, 0]],
    [[-2, 0, 3, 3, 4], 22, [19.14, 0.54, 0, 18.6]],
  ])('weighted over quantiles %j at %d: score, dispersion, over, under %j', (values, outcome, want) => {
    const got = weightedIntervalScore(of(LEVELS, values), outcome);
    [got.score, got.dispersion, got.overprediction, got.underprediction].forEach((x, i) =>
      expect(x).toBeCloseTo(want[i]!, 12),
    );
  });

  const HUB = [10, 25, ...Array.from({ length: 19 }, (_, i) => 50 * (i + 1)), 975, 990];
  it('weighted over the 23 levels of the forecast hubs have the known values of a normal', () => {
    const quantiles = of(
      HUB,
      HUB.map((level) => normalQuantile(level / 1000)),
    );
    near(weightedIntervalScore(quantiles, 0).score, 0.213067978, 1e-9);
    near(weightedIntervalScore(quantiles, 1).score, 0.5343862029, 1e-9);
    near(weightedIntervalScore(quantiles, 2).score, 1.280229458, 1e-9);
    const many = Array.from({ length: 99 }, (_, i) => 10 * (i + 1));
    const fine = of(
      many,
      many.map((level) => normalQuantile(level / 1000)),
    );
    near(weightedIntervalScore(fine, 1).score, 0.6084045385, 1e-9);
  });

  it('refuse levels that do not fit', () => {
    expect(() => weightedIntervalScore(of([0.1, 0.5, 0.9], [1, 2, 3]), 1)).toThrow(
      'level 0.1 is not a whole number of thousandths between 0 and 1000',
    );
    expect(() => weightedIntervalScore(of([0, 500, 1000], [1, 2, 3]), 1)).toThrow('level 0 is not a whole');
    expect(() => weightedIntervalScore(of([100, 500], [1, 2]), 1)).toThrow('level 100 has no partner 900');
    expect(() => weightedIntervalScore(of([100, 900], [1, 2]), 1)).toThrow(
      'a weighted interval score needs the median, level 500',
    );
    expect(() => weightedIntervalScore(of([100, 500, 900], [1, 3, 2]), 1)).toThrow(
      'the quantile at level 900 is below that at 500',
    );
  });
});

describe('coverage', () => {
  it('counts ends as held and has an interval', () => {
    const intervals = [
      { lower: 0, upper: 1 },
      { lower: 0, upper: 1 },
      { lower: 0, upper: 1 },
      { lower: 2, upper: 2 },
    ];
    const got = coverage(intervals, [0, 1, 1.1, 2], 0.9);
    expect(got).toMatchObject({ covered: 3, n: 4, share: 0.75 });
    near(got.interval.lower, betaQuantile(3, 2, 0.05));
    near(got.interval.upper, betaQuantile(4, 1, 0.95));
    expect(() => coverage(intervals, [1], 0.9)).toThrow('4 intervals but 1 outcomes');
    expect(() => coverage([], [], 0.9)).toThrow('0 of 0 is not a proportion');
  });
});

describe('log score', () => {
  it.each([
    [3, 2, 4, 2.0273255405],
    [274, 10, 250, 5.4487476582],
    [0, 0.5, 5, 1.1989476364],
  ])('of %d under size %d, mean %d is %d', (y, size, mean, want) =>
    near(logScoreNegativeBinomial(y, size, mean), want),
  );
  it('is infinite where the forecast says never', () => {
    expect(logScoreNegativeBinomial(1.5, 2, 4)).toBe(Infinity);
    expect(logScoreNegativeBinomial(-1, 2, 4)).toBe(Infinity);
    expect(() => logScoreNegativeBinomial(1, 0, -4)).toThrow('there is no negative binomial mass');
  });
});
