import { describe, expect, it } from 'vitest';
import { averageBy } from '../../src/analysis/averages.js';
import { courseOf, timeTo } from '../../src/analysis/course.js';
import { layoutOf } from '../../src/analysis/layout-of.js';
import { LEVEL_PAIRS } from '../../src/analysis/level-before.js';
import { reboundPlan } from '../../src/analysis/rebound-plan.js';
import { Tabulator } from '../../src/analysis/tabulator.js';
import { WaitingPairs } from '../../src/analysis/waiting-pairs.js';
import { monthNumber } from '../../src/model/calendar.js';
import { GEOGRAPHY, scenario } from './analysis/toy.js';

describe('the time to a bar', () => {
  it('is the last of so many months in a row at it or above', () => {
    const course = courseOf([2, 2, 2], [8, 8, 3, 7, 9, 7, 8, 20], 3);
    // 7 is held in months 4–6; 8 never for three months; the third month is the first that can be.
    expect(timeTo(course, 7)).toBe(6);
    expect(timeTo(course, 8)).toBe(Infinity);
    expect(timeTo(course, 3)).toBe(3);
    expect(timeTo(courseOf([2], [8, 8, 3], 1), 8)).toBe(1);
  });

  it('is none for a group that stood above before, by the mean of as many months', () => {
    const course = courseOf([9, 4, 8], [8, 8, 8], 3);
    expect(timeTo(course, 7)).toBeNaN();
    expect(timeTo(course, 7.5)).toBe(3);
    // Without months before the change nobody is known to have stood above.
    expect(timeTo(courseOf([], [8, 8, 8], 3), 7)).toBe(3);
  });

  it('is the same by the definition, for any bar', () => {
    const after = Array.from({ length: 24 }, (_, at) => 5 + 4 * Math.sin(at * at));
    const course = courseOf([0], after, 2);
    for (let bar = 0.25; bar < 10; bar += 0.25) {
      const first = after.findIndex((x, at) => at > 0 && x >= bar && after[at - 1]! >= bar);
      expect(timeTo(course, bar)).toBe(first < 0 ? Infinity : first + 1);
    }
  });

  it('waits in any number of pairs as it came', () => {
    const waiting = new WaitingPairs();
    const pair = (draw: number) => ({
      draw,
      own: courseOf([draw], [1, 2, 3, draw], 1),
      other: courseOf([], [3, 1], 2),
      empty: draw % 2 === 0 ? [] : [2, 3],
    });
    for (const draw of [0, 1, 1, 4]) waiting.add(pair(draw));
    expect([...waiting.take()]).toEqual([0, 1, 1, 4].map(pair));
    expect([...waiting.take()]).toEqual([]);
  });
});

const SCENARIOS = [scenario('lapsed', 'sustained'), scenario('sustained', null)].map((of) => ({
  ...of,
  rebound: { from: '2023-07-01', bars: [7, 'twice-before'] as const, months: 3 },
}));
const LAYOUT = { ...layoutOf(SCENARIOS, GEOGRAPHY), measures: [], series: [] };
const FROM = monthNumber('2023-07');

/** One world: claims a month before the change, expected claims before and after it, cells left at month ends. */
interface World {
  readonly claims: number;
  readonly expected: number | ((elapsed: number) => number);
  readonly cells?: (elapsed: number) => number;
}

function probesOf({ claims, expected, cells = () => 5 }: World): number[] {
  return LAYOUT.probes.map(({ places, window }) => {
    const [{ target } = { target: '' }] = places;
    const elapsed = window.from - FROM + 1;
    if (target === 'attacks') return 6 * claims;
    if (target === 'cells') return cells(elapsed);
    return typeof expected === 'number' ? expected : expected(elapsed);
  });
}

function tablesOf(
  worlds: readonly (readonly [lapsed: World, sustained: World])[],
  { replicates = 1, explanations = ['fade'], averages = [averageBy('equal', { fade: 1 })] } = {},
) {
  const tabulator = new Tabulator({ scenarios: SCENARIOS, geography: GEOGRAPHY, layout: LAYOUT, averages });
  for (const explanation of explanations) {
    for (const [at, pair] of worlds.entries()) {
      const address = { explanation, draw: Math.floor(at / replicates), replicate: at % replicates };
      tabulator.add(
        address,
        pair.map((world) => ({ windows: [], series: [], probes: probesOf(world) })),
      );
    }
  }
  return tabulator.finish(explanations);
}

/** At the bar from a month on, so that it is reached two months later. */
const from = (start: number): World => ({ claims: 2, expected: (month) => (month >= start ? 8 : 2) });
const STEADY: World = { claims: 2, expected: 2 };
const ABOVE: World = { claims: 9, expected: 9 };

describe('survival.csv of a hand-worked toy', () => {
  // Six worlds under the lapse: reached in months 3, 3 and 10, never, never without a cell from month 20 on, and one
  // that stood above before. Under sustained one of them reaches the bar in month 12.
  const extinct: World = { ...STEADY, cells: (month) => (month >= 20 ? 0 : 5) };
  const { survival, contrasts } = tablesOf([
    [from(1), STEADY],
    [from(1), from(10)],
    [from(8), STEADY],
    [STEADY, STEADY],
    [extinct, extinct],
    [ABOVE, ABOVE],
  ]);
  const of = (bar: string, month: number, location = 'afghanistan', id = 'lapsed') =>
    survival.find(
      (row) =>
        row.scenario_id === id &&
        row.explanation === 'fade' &&
        row.bar === bar &&
        row.location === location &&
        row.elapsed === month,
    )!;
  const statistic = (name: string) =>
    contrasts.find((row) => row.statistic === name && row.location === 'afghanistan')!;

  it('has Kaplan and Meier by hand', () => {
    expect(of('7', 1)).toMatchObject({ month: '2023-07', at_risk: 5, events: 0, survival: 1, claims: 7 });
    expect(of('7', 2)).toMatchObject({ lower: 1, upper: 1, difference_lower: 0, difference_upper: 0 });
    expect(of('7', 3)).toMatchObject({ at_risk: 5, events: 2, already_above: 1, n_draws: 5 });
    expect(of('7', 3).survival).toBeCloseTo(0.6, 12);
    expect(of('7', 10)).toMatchObject({ at_risk: 3, events: 1, extinct: 0 });
    expect(of('7', 19).extinct).toBe(0);
    expect(of('7', 20).extinct).toBe(1);
    expect(of('7', 24)).toMatchObject({ month: '2025-06', at_risk: 2, events: 0, censored: 2, extinct: 1 });
    expect(of('7', 24).survival).toBeCloseTo(0.4, 12);
    expect(of('7', 24).reference_survival).toBeCloseTo(0.8, 12);
    for (const month of [2, 3, 12, 24]) {
      const { lower, upper } = of('7', month, 'afghanistan', 'sustained');
      expect(of('7', month)).toMatchObject({ reference_lower: lower, reference_upper: upper });
    }
    expect(of('7', 24).reference_lower).toBeLessThan(0.8);
    expect(of('7', 24).reference_upper).toBeGreaterThan(0.8);
    expect(of('7', 24).difference).toBeCloseTo(-0.4, 12);
    expect(of('7', 12, 'afghanistan', 'sustained')).toMatchObject({ events: 1, reference_id: null });
    expect(of('7', 25)).toBeUndefined();
  });

  it('adds up: events, censored and those above are all replicates, month by month', () => {
    for (const [bar, location] of [
      ['7', 'afghanistan'],
      ['twice-before', 'afghanistan'],
      ['twice-before', 'kabul'],
      ['twice-before', 'kp'],
    ] as const) {
      const rows = Array.from({ length: 24 }, (_, at) => of(bar, at + 1, location));
      const sum = rows.reduce((total, { events, censored }) => total + events + censored, 0);
      expect(sum + rows[0]!.already_above).toBe(6);
      for (const [at, { at_risk, events, censored }] of rows.slice(0, -1).entries())
        expect(rows[at + 1]!.at_risk).toBe(at_risk - events - censored);
    }
  });

  it('has the restricted mean by hand', () => {
    // 3, 3, 10, 24, 24 against 24, 12, 24, 24, 24 of 24 months: 12.8, 21.6, and −8.8 between them.
    expect(statistic('restricted_mean_7').estimate).toBeCloseTo(12.8, 12);
    expect(statistic('restricted_mean_7_reference').estimate).toBeCloseTo(21.6, 12);
    expect(statistic('restricted_mean_7_difference')).toMatchObject({ n_pairs: 5, share_pairs_greater: 0 });
    expect(statistic('restricted_mean_7_difference').estimate).toBeCloseTo(-8.8, 12);
    // −21, −9, −14, 0, 0: squares about −8.8 sum to 330.8; root of 330.8 / 4 / 5, t(0.95, 4) = 2.131847.
    const half = 2.131847 * Math.sqrt(330.8 / 20);
    expect(statistic('restricted_mean_7_difference').mc_lower).toBeCloseTo(-8.8 - half, 4);
    expect(statistic('restricted_mean_7').sentence).toBe(
      'Under fade, mean time, of 24 months, until expected claims in afghanistan over 2023-07/2025-06 have stood at 7 ' +
        'a month or more for 3 months in a row is 12.8 months in lapsed; 90 % Monte Carlo interval ' +
        `${Number(statistic('restricted_mean_7').mc_lower!.toPrecision(3))} months to ` +
        `${Number(statistic('restricted_mean_7').mc_upper!.toPrecision(3))} months; 5 pairs from 5 draws; one ` +
        'parameter set, the centre of the posterior.',
    );
    expect(statistic('p_rebound_7').estimate).toBeCloseTo(0.6, 12);
    expect(statistic('p_rebound_7_reference').estimate).toBeCloseTo(0.2, 12);
    expect(statistic('p_rebound_7_difference').estimate).toBeCloseTo(0.4, 12);
  });

  it('holds twice-before against the mean claims of all worlds', () => {
    // Mean claims (5 × 2 + 9) / 6 a month, twice that is 6 1/3: 8 reaches it, and 9 stood above.
    expect(of('twice-before', 24).claims).toBeCloseTo(19 / 3, 12);
    expect(of('twice-before', 24)).toMatchObject({ at_risk: 2, already_above: 1 });
  });

  it('holds zones against twice their own level only', () => {
    const zones = new Set(survival.filter(({ bar }) => bar === '7').map(({ location }) => location));
    expect([...zones]).toEqual(['afghanistan']);
    expect(of('twice-before', 3, 'kp').events).toBe(2);
  });
});

describe('survival where there is little to see', () => {
  it('does not take it for certain that nobody returns, and says so of the time', () => {
    const { survival, contrasts } = tablesOf(Array.from({ length: 20 }, () => [STEADY, STEADY] as const));
    const last = survival.find(({ bar, elapsed }) => bar === '7' && elapsed === 24)!;
    // 0 of 20: an upper end of 1 − 0.05^(1/20).
    expect(last.lower).toBeCloseTo(0.05 ** (1 / 20), 10);
    const mean = contrasts.find(({ statistic }) => statistic === 'restricted_mean_7')!;
    // Months 3–24 cannot be told from that share: 3 + 21 × it.
    expect(mean.mc_lower).toBeCloseTo(3 + 21 * 0.05 ** (1 / 20), 10);
    expect(mean.mc_upper).toBe(24);
    const same = contrasts.find(({ statistic }) => statistic === 'restricted_mean_7_difference')!;
    expect(same).toMatchObject({ estimate: 0, mc_lower: 0, mc_upper: 0, resolved: null });
    expect(same.sentence).toContain('no pair of 20 differed, so that there is nothing to resolve');
  });

  it('says that nobody is at risk where all stood above', () => {
    const { survival, contrasts } = tablesOf([
      [ABOVE, ABOVE],
      [ABOVE, ABOVE],
    ]);
    const row = survival.find(({ bar, elapsed }) => bar === '7' && elapsed === 24)!;
    expect(row).toMatchObject({ at_risk: 0, censored: 0, already_above: 2, survival: null, lower: null });
    const share = contrasts.find(({ statistic }) => statistic === 'p_rebound_7')!;
    expect(share).toMatchObject({ estimate: null, n_pairs: 0 });
    expect(share.sentence).toContain(
      'stood at the bar before the change in every replicate: none is at risk',
    );
  });

  it('has no twice-before where there was nothing before', () => {
    const { survival } = tablesOf([
      [
        { ...from(1), claims: 0 },
        { ...STEADY, claims: 0 },
      ],
    ]);
    expect(new Set(survival.map(({ bar }) => bar))).toEqual(new Set(['7']));
  });

  it('needs as many months after the change as are to be held', () => {
    const late = { ...SCENARIOS[0]!, rebound: { ...SCENARIOS[0]!.rebound, from: '2025-05-01' } };
    expect(reboundPlan(late, layoutOf([late], GEOGRAPHY).probes)).toBeNull();
    expect(reboundPlan(SCENARIOS[0]!, [])).toBeNull();
    expect(reboundPlan({ ...SCENARIOS[0]!, rebound: null }, LAYOUT.probes)).toBeNull();
  });
});

describe('averages', () => {
  const explanations = ['degradation', 'displacement', 'fade', 'slowdown'];

  it('weigh what each explanation came to', () => {
    const worlds = [
      [from(1), STEADY],
      [STEADY, STEADY],
    ] as const;
    const averages = [
      averageBy('equal', { degradation: 1, displacement: 1, fade: 1, slowdown: 1 }),
      averageBy('evidence', { degradation: 3, fade: 1 }),
    ];
    const tabulator = new Tabulator({ scenarios: SCENARIOS, geography: GEOGRAPHY, layout: LAYOUT, averages });
    for (const explanation of explanations) {
      for (const [draw, [lapsed, sustained]] of worlds.entries()) {
        // Under fade nothing comes back.
        const pair = [explanation === 'fade' ? STEADY : lapsed, sustained];
        tabulator.add(
          { explanation, draw, replicate: 0 },
          pair.map((world) => ({ windows: [], series: [], probes: probesOf(world) })),
        );
      }
    }
    const { survival, contrasts } = tabulator.finish(explanations);
    const last = (explanation: string) =>
      survival.find((row) => row.explanation === explanation && row.bar === '7' && row.elapsed === 24)!;
    expect(last('degradation').survival).toBeCloseTo(0.5, 12);
    expect(last('equal')).toMatchObject({ at_risk: 5, censored: 5, claims: 7, n_draws: 8 });
    expect(last('equal').survival).toBeCloseTo((0.5 + 0.5 + 1 + 0.5) / 4, 12);
    expect(last('evidence').survival).toBeCloseTo(0.75 * 0.5 + 0.25, 12);
    expect(last('evidence')).toMatchObject({ at_risk: 3, n_draws: 4 });
    const row = contrasts.find((of) => of.explanation === 'evidence' && of.statistic === 'p_rebound_7')!;
    expect(row.estimate).toBeCloseTo(0.75 * 0.5, 12);
    expect(row.sentence).toMatch(/^With weights of evidence over four explanations, /);
  });

  it('are none where an explanation that weighs something is missing', () => {
    const equal = averageBy('equal', { degradation: 1, fade: 1 });
    const { survival } = tablesOf([[from(1), STEADY]], { explanations: ['fade'], averages: [equal] });
    expect(survival.every(({ explanation }) => explanation === 'fade')).toBe(true);
  });

  it('refuse weights that are none', () => {
    expect(() => averageBy('evidence', { mixed: 1 })).toThrow('"mixed" is not averaged');
    expect(() => averageBy('evidence', { fade: -1 })).toThrow('the weight of fade is -1');
    expect(() => averageBy('evidence', { fade: 0 })).toThrow('no explanation has a weight');
  });
});

describe('the level before', () => {
  it('is that of the first pairs, and the curve goes on with it', () => {
    // The first thousand worlds have 2 claims a month, the others 50: the bar is 4 in all of them.
    const late: World = { claims: 50, expected: (month) => (month >= 5 ? 5 : 1) };
    const early: World = { ...late, claims: 2 };
    const worlds = Array.from({ length: LEVEL_PAIRS + 50 }, (_, at) => {
      const world = at < LEVEL_PAIRS ? early : late;
      return [world, STEADY] as const;
    });
    const { survival } = tablesOf(worlds, { replicates: 10 });
    const row = survival.find(
      (of) => of.bar === 'twice-before' && of.location === 'afghanistan' && of.elapsed === 7,
    )!;
    expect(row).toMatchObject({ claims: 4, at_risk: LEVEL_PAIRS + 50, events: LEVEL_PAIRS + 50 });
  });
});
