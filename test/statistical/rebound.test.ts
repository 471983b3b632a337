import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../../src/analysis/layout-of.js';
import { Tabulator } from '../../src/analysis/tabulator.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { Replicator } from '../../src/runner/replicate.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { clopperPearson } from '../../src/statistics/proportion.js';
import { Study } from '../commands/study.js';
import { GEOGRAPHY, scenario } from '../known/analysis/toy.js';
import { type Chance, chance } from './chance.js';

/** A steady 6 claims a month against the bar 11 (half of the first year), over 24 months, held for three. */
const MEAN = 6;
const BAR = 11;
const MONTHS = 24;
const WORLDS = 4000;
/** Seeds are fixed; drawn anew, each comparison would fail by chance once in 10,000. */
const ACCEPTANCE = 0.9999;

const SCENARIOS = [
  { ...scenario('steady', null), rebound: { from: '2023-07-01', bars: [BAR] as const, months: 3 } },
];
const LAYOUT = { ...layoutOf(SCENARIOS, GEOGRAPHY), measures: [], series: [] };

/** Share of worlds that rebound, by the tables of a run; expected claims are independent from month to month. */
function sharesOf(expected: (random: Chance) => number, seed: number): { rebounds: number; above: number } {
  const tabulator = new Tabulator({ scenarios: SCENARIOS, geography: GEOGRAPHY, layout: LAYOUT });
  const random = chance(seed);
  for (let draw = 0; draw < WORLDS; draw++) {
    const probes = LAYOUT.probes.map(({ places: [first] }) => {
      return first!.target === 'attacks_expected' ? expected(random) : 5;
    });
    tabulator.add({ explanation: 'fade', draw, replicate: 0 }, [{ windows: [], series: [], probes }]);
  }
  const { survival } = tabulator.finish(['fade']);
  const last = survival.find(({ bar, elapsed }) => bar === String(BAR) && elapsed === MONTHS)!;
  const rebounds = survival.reduce((sum, { events }) => sum + events, 0);
  return { rebounds, above: last.already_above };
}

/** Exact: a run of three successes among 24 trials of probability p, by the chain of the length of the last run. */
function runOfThree(p: number): number {
  let [none, one, two, done] = [1, 0, 0, 0];
  for (let month = 0; month < MONTHS; month++) {
    [none, one, two, done] = [(none + one + two) * (1 - p), none * p, one * p, done + two * p];
  }
  return done;
}

/** P(gamma of a whole shape and mean `MEAN` ≥ BAR): a Poisson sum. */
function gammaAbove(shape: number): number {
  const rate = (shape * BAR) / MEAN;
  let [term, sum] = [Math.exp(-rate), 0];
  for (let k = 0; k < shape; k++) {
    sum += term;
    term *= rate / (k + 1);
  }
  return sum;
}

describe('a stationary group', () => {
  it('never rebounds where expected claims are constant', () => {
    expect(sharesOf(() => MEAN, 31)).toEqual({ rebounds: 0, above: 0 });
  });

  // The model's campaign factor is a gamma with mean 1 for each zone and month, so that expected claims do vary: with
  // shapes 2, 3 and 12 (one zone burstier than the default, one zone, four alike) 3.3, 1.4 and 0.002 % rebound.
  it.each([
    [2, 0.0327],
    [3, 0.0138],
    [12, 0.00002],
  ])('rebounds as often as campaigns of shape %d make it, and no more', (shape, stated) => {
    const exact = runOfThree(gammaAbove(shape));
    expect(exact).toBeCloseTo(stated, 3);
    const seen = sharesOf((random) => (MEAN * random.gamma(shape)) / shape, 32 + shape);
    // At risk are those whose three months before have a mean below the bar, independent of what comes after.
    const { lower, upper } = clopperPearson(seen.rebounds, WORLDS - seen.above, ACCEPTANCE);
    expect(exact).toBeGreaterThanOrEqual(lower);
    expect(exact).toBeLessThanOrEqual(upper);
  });

  // What the rule avoids: a three-month average of the count itself crosses in 2, 24 and 59 %.
  it.each([
    [Infinity, 0.02],
    [6, 0.24],
    [2, 0.59],
  ])('would cross by chance in a moving average of counts of shape %d', (shape, stated) => {
    const random = chance(36);
    let crossed = 0;
    for (let world = 0; world < WORLDS; world++) {
      const counts = Array.from({ length: MONTHS }, () => {
        const mean = shape === Infinity ? MEAN : (MEAN * random.gamma(shape)) / shape;
        return random.poisson(mean);
      });
      if (counts.some((_, at) => at >= 2 && counts[at - 2]! + counts[at - 1]! + counts[at]! >= 3 * BAR))
        crossed++;
    }
    // Round figures; the error of the share is below 0.01.
    expect(Math.abs(crossed / WORLDS - stated)).toBeLessThan(0.03);
  });
});

describe('a run without a change', () => {
  const study = new Study();
  afterAll(() => study.remove());

  it('has the same curve in both, and no difference in any pair', () => {
    study.scenario('high', 1, 'rebound: {bars: [20]}\n');
    study.scenario('copy', 1, 'counterfactual: high\nrebound: {bars: [20]}\n');
    const geography = packageGeography();
    const { scenarios } = loadScenarios(
      ['high.yaml', 'copy.yaml'].map((file) => join(study.dir, file)),
      geography,
    );
    const { plan } = prepareRun(scenarios);
    const replicator = new Replicator(plan);
    const tabulator = new Tabulator({ scenarios, geography, layout: plan.layout });
    for (const replicate of [1, 2, 3, 4]) {
      const address = { explanation: 'fade' as const, draw: 1, replicate };
      const { results } = replicator.run(address);
      tabulator.add(
        address,
        results.flatMap((result) => (result.status === 'done' ? [result] : [])),
      );
    }
    const { survival, contrasts } = tabulator.finish(['fade']);
    expect(survival.length).toBeGreaterThan(0);
    const told = contrasts.filter(({ statistic }) =>
      /^(p_rebound|restricted_mean).*_difference$/.test(statistic),
    );
    expect(told.length).toBeGreaterThan(0);
    for (const row of told)
      expect(row).toMatchObject({ estimate: 0, mc_lower: 0, mc_upper: 0, resolved: null });
  });
});
