import { describe, expect, it } from 'vitest';
import { DRAWS_FOR_NO_SPREAD } from '../../src/analysis/check-table.js';
import { DrawMeans, posteriorInterval } from '../../src/analysis/draw-means.js';
import { averageEffect, type Effect } from '../../src/analysis/effect.js';
import { EffortContrast } from '../../src/analysis/effort-contrast.js';
import { windowOf } from '../../src/analysis/layout.js';
import { RegretTable } from '../../src/analysis/regret-table.js';
import { shareEffects } from '../../src/analysis/share-effects.js';
import { SurvivalCurve } from '../../src/analysis/survival-curve.js';
import { batchesOf } from '../../src/runner/batches.js';
import { DEFAULTS } from '../../src/scenarios/defaults.js';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { clopperPearson, clusteredProportion } from '../../src/statistics/proportion.js';
import { varianceShare } from '../../src/statistics/variance-share.js';
import { type Chance, chance } from './chance.js';

/**
 * Coverage of the 90 % intervals that a decision is read from, as docs/intervals.md states it: there from 4,000 data
 * sets, here from 500 of other seeds. A figure is accepted when it lies in the exact 99.99 % binomial interval of what
 * was seen, half-width about 5 points at 90 %. Seeds are fixed; drawn anew they would give a false alarm in one of some
 * 4,000 comparisons, 2 % for the 90 of this file together.
 */
const DATA_SETS = 500;
const ACCEPTANCE = 0.9999;
const LEVEL = 0.9;
const AFTER = windowOf(54, 66);

function expectShare(covered: number, stated: number, what: string, of = DATA_SETS): void {
  const { lower, upper } = clopperPearson(covered, of, ACCEPTANCE);
  expect(stated, `${what}: ${covered} of ${of}`).toBeGreaterThanOrEqual(lower);
  expect(stated, `${what}: ${covered} of ${of}`).toBeLessThanOrEqual(upper);
}

function covers(interval: { lower: number; upper: number } | null, truth: number): boolean {
  return interval !== null && interval.lower <= truth + 1e-9 && truth - 1e-9 <= interval.upper;
}

/** Draws × replicates. */
const SIZES = [
  [5, 1],
  [10, 1],
  [30, 1],
  [10, 10],
  [30, 10],
] as const;

describe('time to a bar', () => {
  const [MONTHS, HELD] = [24, 3];

  /** A pair whose chance of reaching the bar in a month differs between draws; both share their luck. */
  const pair = (random: Chance, own: number, other: number) => {
    const level = 2 * random.uniform();
    const time = (hazard: number, luck: number): number => {
      const month = HELD + Math.floor(Math.log(luck) / Math.log(1 - Math.min(0.9, hazard * level)));
      return month <= MONTHS ? month : Infinity;
    };
    return (): readonly [number, number] => {
      const luck = random.uniform();
      return [time(own, luck), time(other, luck)];
    };
  };
  /** Restricted mean, its difference, and the difference of shares that rebound, from many worlds. */
  const truthOf = (own: number, other: number) => {
    const random = chance(1);
    const sums = { own: 0, other: 0, apart: 0 };
    const worlds = 300_000;
    for (let at = 0; at < worlds; at++) {
      const [a, b] = pair(random, own, other)();
      sums.own += Math.min(a, MONTHS);
      sums.other += Math.min(b, MONTHS);
      sums.apart += (a <= MONTHS ? 1 : 0) - (b <= MONTHS ? 1 : 0);
    }
    return {
      mean: sums.own / worlds,
      difference: (sums.own - sums.other) / worlds,
      apart: sums.apart / worlds,
    };
  };

  it.each([
    [
      'common',
      0.04,
      0.01,
      [
        [0.99, 0.886, 0.95],
        [0.982, 0.894, 0.908],
        [0.969, 0.902, 0.912],
        [0.956, 0.896, 0.902],
        [0.94, 0.902, 0.902],
      ],
    ],
    [
      'rare',
      0.004,
      0.001,
      [
        [0.984, 0.989, 0.999],
        [0.986, 0.953, 0.999],
        [0.982, 0.862, 0.992],
        [0.988, 0.873, 0.864],
        [0.974, 0.886, 0.89],
      ],
    ],
  ] as const)(
    '%s returns: restricted mean, its difference, difference of shares',
    (_, own, other, stated) => {
      const truth = truthOf(own, other);
      for (const [size, [draws, replicates]] of SIZES.entries()) {
        const random = chance(41 + size);
        const covered = [0, 0, 0];
        for (let set = 0; set < DATA_SETS; set++) {
          const curve = new SurvivalCurve(MONTHS, MONTHS, HELD, false);
          for (let draw = 0; draw < draws; draw++) {
            const next = pair(random, own, other);
            for (let r = 0; r < replicates; r++) curve.add(draw, ...next(), []);
          }
          const { own: mean, paired } = curve.restricted(LEVEL);
          const sides = curve.reached();
          const shares = shareEffects(
            {
              scenario: sides.own,
              reference: sides.other,
              difference: sides.paired,
              draws: curve.draws.reached,
              greater: curve.greater,
              differing: curve.differing,
            },
            {
              measure: { target: 'attacks_expected', location: 'afghanistan', window: AFTER },
              statistic: 'p',
              bar: 7,
              held: HELD,
              level: LEVEL,
              identical: false,
            },
          );
          if (covers(mean.interval, truth.mean)) covered[0]!++;
          if (covers(paired.interval, truth.difference)) covered[1]!++;
          if (covers(shares[2]!.interval, truth.apart)) covered[2]!++;
        }
        for (const [at, count] of covered.entries())
          expectShare(
            count,
            stated[size]![at]!,
            `${draws} draws of ${replicates}, ${['mean', 'difference', 'shares'][at]!}`,
          );
      }
    },
  );
});

describe('claims averted per raid', () => {
  const measures = ['attacks', 'raids'].map((target) => ({ target, location: 'afghanistan', window: AFTER }));
  it.each([
    ['many raids', 40, [0.884, 0.896, 0.884, 0.886, 0.892], 0],
    ['few raids', 2, [0.897, 0.899, 0.89, 0.89, 0.891], 0.095],
  ] as const)('%s', (_, raids, stated, unbounded) => {
    for (const [size, [draws, replicates]] of SIZES.entries()) {
      const random = chance(51 + size);
      let [covered, without] = [0, 0];
      for (let set = 0; set < DATA_SETS; set++) {
        const effort = new EffortContrast(measures, [AFTER]);
        for (let draw = 0; draw < draws; draw++) {
          const level = random.gamma(4) / 4;
          for (let r = 0; r < replicates; r++) {
            const base = random.poisson(5);
            const claims = random.poisson(raids * 0.5 * level);
            effort.add(draw, [base, 60 + random.poisson(raids)], [base + claims, 60]);
          }
        }
        const [{ interval }] = effort.effects(LEVEL) as [Effect];
        if (interval === null) without++;
        // Without bounds it leaves nothing out.
        if (interval === null || covers(interval, 0.5)) covered++;
      }
      expectShare(covered, stated[size]!, `${draws} draws of ${replicates}`);
      // Five single replicates often leave open whether raids differ at all, more hardly ever.
      if (size === 0) expectShare(without, unbounded, 'without bounds');
    }
  });
});

describe('regret', () => {
  const measures = [{ target: 'attacks', location: 'afghanistan', window: AFTER }];
  it.each([
    ['of eight that are all alike', [20, 20, 20, 20, 20, 20, 20, 20], 0, [0.967, 0.966, 0.962, 0.967, 0.968]],
    ['of three, second to one that is clearly best', [10, 20, 30], 1, [0.898, 0.909, 0.925, 0.896, 0.92]],
    [
      'of five, three of them tied for the best',
      [20, 20, 20, 24, 30],
      3,
      [0.966, 0.972, 0.971, 0.966, 0.961],
    ],
  ] as const)('%s', (_, means, own, stated) => {
    const truth = means[own]! - Math.min(...means);
    const ids = means.map((_, at) => `s${at}`);
    const choice = { referenceId: 's0', members: [...means.keys()], windows: [AFTER] };
    for (const [size, [draws, replicates]] of SIZES.entries()) {
      const random = chance(61 + size);
      let covered = 0;
      for (let set = 0; set < DATA_SETS / 2; set++) {
        const table = new RegretTable(choice, ids, measures, LEVEL);
        for (let draw = 0; draw < draws; draw++) {
          const level = random.gamma(4) / 4;
          for (let r = 0; r < replicates; r++)
            table.add(
              'fade',
              draw,
              means.map((mean) => [random.poisson(mean * level)]),
            );
        }
        table.close('fade');
        const { lower, upper } = table.finish().find((row) => row.scenario_id === ids[own])!;
        if (covers({ lower: lower!, upper: upper! }, truth)) covered++;
      }
      expectShare(covered, stated[size]!, `${draws} draws of ${replicates}`, DATA_SETS / 2);
    }
  });
});

describe('share of the variance between draws', () => {
  const gaussian = (random: Chance) => {
    const centre = random.normal();
    return () => centre + 2 * random.normal();
  };
  const counts = (random: Chance) => {
    const mean = 5 * random.gamma(4);
    return () => random.poisson((mean * random.gamma(2)) / 2);
  };
  // Gaussian 1 / 5. Counts: E[μ] + E[μ²]/2 within, μ gamma of mean 20 and variance 100: 20 + 250 = 270; 100 / 370.
  it.each([
    ['Gaussian', gaussian, 0.2, [0.9, 0.9, 0.9]],
    ['skewed counts', counts, 100 / 370, [0.919, 0.903, 0.894]],
  ] as const)('%s, 10, 30, 100 draws of 10', (_, kind, truth, stated) => {
    for (const [size, draws] of [10, 30, 100].entries()) {
      const random = chance(71 + size);
      let covered = 0;
      for (let set = 0; set < DATA_SETS; set++) {
        const mean = new ClusterMean();
        for (let draw = 0; draw < draws; draw++) {
          const next = kind(random);
          for (let r = 0; r < 10; r++) mean.add(draw, next());
        }
        if (covers(varianceShare(mean.meanSquares!, LEVEL)!.interval, truth)) covered++;
      }
      expectShare(covered, stated[size]!, `${draws} draws`);
    }
  });
});

describe('interval over draws', () => {
  // It is a range of parameter sets, not an interval for a mean: it should hold the mean of a new draw in 90 %.
  it('holds a new draw a little too seldom with few draws', () => {
    for (const [size, [draws, stated]] of (
      [
        [10, 0.819],
        [30, 0.87],
        [100, 0.893],
      ] as const
    ).entries()) {
      const random = chance(81 + size);
      let covered = 0;
      for (let set = 0; set < DATA_SETS; set++) {
        const means = Array.from({ length: draws }, () => random.normal());
        if (covers(posteriorInterval([{ means, weight: 1 }], LEVEL), random.normal())) covered++;
      }
      expectShare(covered, stated, `${draws} draws`);
    }
  });
});

describe('averages with unequal weights', () => {
  const weights = [0.7, 0.2, 0.1, 0];
  const told = {
    measure: { target: 'attacks', location: 'afghanistan', window: AFTER },
    bar: 7,
    held: 0,
    level: LEVEL,
    identical: false,
  };
  it('of shares, one of them rare, and of differences', () => {
    for (const [size, [draws, stated, differences]] of (
      [
        [5, 0.967, 1],
        [10, 0.961, 0.9995],
        [30, 0.953, 0.992],
        [100, 0.935, 0.96],
      ] as const
    ).entries()) {
      const random = chance(91 + size);
      const probabilities = [0.02, 0.3, 0.6, 0.5];
      const truth = probabilities.reduce((sum, p, at) => sum + weights[at]! * p, 0);
      let [covered, apart] = [0, 0];
      for (let set = 0; set < DATA_SETS; set++) {
        const effects = probabilities.map((probability) => {
          const shares = {
            scenario: new ClusterMean(),
            reference: new ClusterMean(),
            difference: new ClusterMean(),
          };
          let [greater, differing] = [0, 0];
          for (let draw = 0; draw < draws; draw++) {
            const level = 2 * random.uniform();
            const own = random.uniform() < Math.min(1, probability * level) ? 1 : 0;
            const other = own === 1 && random.uniform() < 0.5 ? 1 : 0;
            shares.scenario.add(draw, own);
            shares.reference.add(draw, other);
            shares.difference.add(draw, own - other);
            if (own > other) greater++;
            if (own !== other) differing++;
          }
          const none = { scenario: new DrawMeans(), reference: new DrawMeans(), difference: new DrawMeans() };
          return shareEffects({ ...shares, draws: none, greater, differing }, { ...told, statistic: 'p' });
        });
        const average = (at: number) =>
          averageEffect(
            effects.map((of) => of[at]!),
            LEVEL,
            weights,
          );
        // E[min(1, pU)] with U uniform on 0 … 2 is p where p ≤ ½, and 1 − 1 / (4 p) above.
        const exact = truth - weights[2]! * (0.6 - (1 - 1 / 2.4));
        if (covers(average(0).interval, exact)) covered++;
        if (covers(average(2).interval, exact / 2)) apart++;
      }
      expectShare(covered, stated, `${draws} draws, shares`);
      expectShare(apart, differences, `${draws} draws, differences`);
    }
  });
});

describe('a mean where the run was stopped by its error', () => {
  const kinds = {
    Gaussian: { truth: 3, next: (random: Chance) => 3 + random.normal(), bound: 0.25 },
    counts: { truth: 20, next: (random: Chance) => random.poisson(10 * random.gamma(2)), bound: 2.5 },
    'rare events': { truth: 0.05, next: (random: Chance) => (random.uniform() < 0.05 ? 1 : 0), bound: 0.025 },
  };
  /** Share of data sets whose interval holds the truth, where the run may stop from so many draws on. */
  function heldAfterStopping(
    name: keyof typeof kinds,
    atLeast: number,
    { sets = DATA_SETS, bound = kinds[name].bound } = {},
  ): number {
    const { truth, next } = kinds[name];
    const when = {} as Parameters<typeof batchesOf>[0]['stop'] & object;
    const batches = batchesOf({ draws: { first: 1, last: 2000 }, stop: { ...when, atLeast } });
    const random = chance(101 + atLeast);
    let covered = 0;
    for (let set = 0; set < sets; set++) {
      const mean = new ClusterMean();
      for (const { first, last } of batches) {
        for (let draw = first; draw <= last; draw++) mean.add(draw, next(random));
        const { standardError, clusters } = mean;
        if (standardError < bound && (standardError > 0 || clusters >= DRAWS_FOR_NO_SPREAD)) break;
      }
      const interval = name === 'rare events' ? clusteredProportion(mean, LEVEL) : mean.interval(LEVEL);
      if (covers(interval, truth)) covered++;
    }
    return covered;
  }

  it.each([
    ['Gaussian', 2, 0.804],
    ['Gaussian', 10, 0.877],
    ['counts', 10, 0.836],
    ['counts', 30, 0.888],
    ['rare events', 10, 0.94],
    ['rare events', 30, 0.927],
  ] as const)('%s, at least %d draws', (name, atLeast, stated) => {
    expectShare(heldAfterStopping(name, atLeast), stated, `at least ${atLeast}`);
  });

  it.each([
    ['Gaussian', 0.12],
    ['counts', 1.5],
    ['rare events', 0.015],
  ] as const)('of %s holds at least 87 of 100 from the default on, after some four looks', (name, bound) => {
    const sets = 4000;
    const held = heldAfterStopping(name, DEFAULTS.experiment.atLeast, { sets, bound }) / sets;
    // Less two standard errors of the share that is measured.
    expect(held).toBeGreaterThan(0.87 - 2 * Math.sqrt((0.87 * 0.13) / sets));
  });
});
