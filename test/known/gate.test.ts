import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  blessed,
  blessedText,
  type BlessedRow,
  firstBlessing,
  parseBlessed,
} from '../../src/calibration/blessed.js';
import { FALSE_ALARM, gate, thresholdFor, zScore } from '../../src/calibration/gate.js';
import { calibratedRates, undetected, withRate } from '../../src/calibration/gate-power.js';
import { gateQuantities } from '../../src/calibration/gate-quantities.js';
import { chanceMean, type GateValue } from '../../src/calibration/gate-values.js';
import { parseTargets } from '../../src/calibration/target-file.js';
import { gateText } from '../../src/cli/gate-text.js';
import { parseGeography } from '../../src/model/geography.js';
import { locationsOf } from '../../src/model/locations.js';
import { parameterValues } from '../../src/model/parameters.js';

/** Replicates of each draw, a quarter of what is blessed. */
const EACH = 12;
const exact = (quantity: string, value: number): GateValue => {
  return { quantity, explanation: 'fade', tier: 'exact', value, se: null };
};
const mean = (quantity: string, value: number | null, se: number | null): GateValue => {
  return { quantity, explanation: 'fade', tier: 'statistical', value, se };
};
const VALUES = [
  exact('attacks', 664),
  mean('attacks', 83, 0.3),
  mean('share', 0.25, 0.001),
  mean('none', null, null),
];
const TABLE = firstBlessing(VALUES, 'first');
const outcomes = (table: readonly BlessedRow[], values: readonly GateValue[]): string[] =>
  gate(table, values, EACH).rows.flatMap(({ quantity, tier, outcome }) =>
    outcome === 'held' ? [] : [`${quantity} ${tier} ${outcome}`],
  );
const changed = (at: number, change: Partial<GateValue>): GateValue[] =>
  VALUES.map((row, index) => (index === at ? { ...row, ...change } : row));

describe('a mean given its draws', () => {
  it('has an error of chance within draws alone', () => {
    // Draws of means 2 and 700: variances within of 2 and 8, of means of two of 1 and 4.
    const { value, se } = chanceMean([1, 3, 698, 702], null, 2);
    expect(value).toBe(351);
    expect(se).toBeCloseTo(Math.sqrt(1 + 4) / 2, 12);
  });

  it('is a ratio of means for a share, its error that of the residuals', () => {
    // 10 of 40; residuals 1 − 2, 3 − 2, 2 − 2.5, 4 − 3.5 of variances 2 and 0.5.
    const { value, se } = chanceMean([1, 3, 2, 4], [8, 8, 10, 14], 2);
    expect(value).toBeCloseTo(0.25, 12);
    expect(se).toBeCloseTo(Math.sqrt(2 / 2 + 0.5 / 2) / 2 / 10, 12);
    expect(chanceMean([0, 0], [0, 0], 2)).toEqual({ value: null, se: null });
  });
});

describe('the threshold', () => {
  // Python's statistics.NormalDist: inv_cdf(1 − (1 − 0.99^(1/m))/2).
  it.each([
    [1, 2.5758293035489],
    [100, 3.8893856500229426],
    [570, 4.292943196541714],
  ])('of %i means is %f', (count, z) => {
    expect(thresholdFor(count, 0.01)).toBeCloseTo(z, 6);
  });

  it('is one in a hundred over the table', () => {
    expect(FALSE_ALARM).toBe(0.01);
    expect(gate(TABLE, VALUES, EACH).threshold).toBeCloseTo(thresholdFor(3), 12);
  });
});

describe('z', () => {
  it('rests on both standard errors', () => {
    // As many replicates in both; a quarter of them in the fresh one, which has twice the error.
    expect(zScore({ value: 10, se: 3 }, { value: 16, se: 3 }, 1)).toBeCloseTo(6 / Math.hypot(3, 3), 12);
    expect(zScore({ value: 10, se: 3 }, { value: 16, se: 6 }, 1 / 4)).toBeCloseTo(6 / Math.hypot(3, 6), 12);
  });

  it('does not believe a mean without events, on either side', () => {
    const without = { value: 0, se: 0 };
    expect(zScore({ value: 1, se: 0.3 }, without, 1 / 4)).toBeCloseTo(-1 / Math.hypot(0.3, 0.6), 12);
    expect(zScore(without, { value: 1, se: 0.6 }, 1 / 4)).toBeCloseTo(1 / Math.hypot(0.3, 0.6), 12);
  });

  it('is infinite where nothing varies and something moved', () => {
    const still = (value: number) => ({ value, se: 0 });
    expect(zScore(still(0), still(0), 1)).toBe(0);
    expect(zScore(still(1), still(0), 1)).toBe(-Infinity);
  });
});

describe('the gate', () => {
  it('holds where exact rows are equal and means agree within chance', () => {
    expect(gate(TABLE, VALUES, EACH).passed).toBe(true);
    expect(outcomes(TABLE, changed(1, { value: 84, se: 0.6 }))).toEqual([]);
  });

  it.each<[string, readonly BlessedRow[], readonly GateValue[], string[]]>([
    ['a moved integer', TABLE, changed(0, { value: 665 }), ['attacks exact moved']],
    ['a moved mean', TABLE, changed(1, { value: 91.3 }), ['attacks statistical moved']],
    ['a moved share', TABLE, changed(2, { value: 0.24 }), ['share statistical moved']],
    [
      'a mean that is not defined any more',
      TABLE,
      changed(1, { value: null, se: null }),
      ['attacks statistical moved'],
    ],
    [
      'a mean that was not defined before',
      TABLE,
      changed(3, { value: 0, se: 0 }),
      ['none statistical moved'],
    ],
    ['a missing row', TABLE.slice(1), VALUES, ['attacks exact missing']],
    ['an extra row', TABLE, VALUES.slice(1), ['attacks exact extra']],
  ])('notices %s', (_, table, values, expected) => {
    expect(outcomes(table, values)).toEqual(expected);
    expect(gate(table, values, EACH).passed).toBe(false);
  });

  it('says what moved, by how much, and against which threshold', () => {
    const other = (rows: readonly GateValue[]) =>
      rows.map((row) => ({ ...row, explanation: 'mixed' as const }));
    const table = [...TABLE, ...firstBlessing(other(VALUES), 'first')];
    const fresh = [
      ...changed(1, { value: 91, se: 0.6 }),
      ...other(changed(1, { value: 91.3, se: 0.6 })),
      exact('tallies', 5),
    ];
    const report = gate(table, fresh, EACH);
    const text = gateText(report, { seed: 's', draws: 64, replicates: 12, undetected: ['opening'] });
    expect(text).toContain(
      'MOVED attacks, mixed, statistical: blessed 83 (se 0.3), now 91.3 (se 0.6): +10 %, z = 12.4; also fade',
    );
    expect(text).toContain('MISSING tallies, fade, exact: now 5, and no row in the table');
    expect(text).toContain('exact: 2 of 3 whole numbers equal');
    expect(text).toContain(
      'statistical: 4 of 6 means agree: |z| up to 3.14, 1 % false alarms over the table',
    );
    expect(text).toContain('noticed in fewer than 90 % of trials in: opening');
    expect(text).toContain('calibration gate: FAILED, 2 quantities named above');
  });
});

describe('the table of blessed values', () => {
  const text = blessedText(TABLE);

  it('is read as it was written', () => {
    expect(parseBlessed(text, 'blessed.csv')).toEqual(TABLE);
    expect(text.split('\n')[0]).toBe('quantity,explanation,tier,value,se,reason');
  });

  it('changes in the rows that are blessed and nowhere else', () => {
    const after = blessed(
      TABLE,
      [mean('share', 0.3, 0.002)],
      new Set(['attacks fade exact']),
      'better borders',
    );
    expect(blessedText(after).split('\n')).toEqual(
      text
        .replace('attacks,fade,exact,664,,first\n', '')
        .replace('share,fade,statistical,0.25,0.001,first', 'share,fade,statistical,0.3,0.002,better borders')
        .split('\n'),
    );
    const added = blessed(TABLE, [exact('share', 3)], new Set(), 'new');
    expect(added.map(({ quantity, tier }) => `${quantity} ${tier}`)).toEqual([
      'attacks exact',
      'attacks statistical',
      'share exact',
      'share statistical',
      'none statistical',
    ]);
  });

  it.each([
    ['attacks,fade,exact,664,,first', 'attacks,fade,exact,664.5,,first', 2, 'not a whole number'],
    [
      'attacks,fade,exact,664,,first',
      'attacks,fade,exact,664,1,first',
      2,
      'an exact row has no standard error',
    ],
    ['attacks,fade,statistical,83,0.3,first', 'attacks,fade,statistical,83,,first', 3, 'missing together'],
    ['attacks,fade,statistical,83,0.3,first', 'attacks,fade,statistical,83,-0.3,first', 3, 'below 0'],
    ['attacks,fade,statistical,83,0.3,first', 'attacks,fade,exact,83,,first', 3, 'stands on line 2 already'],
    ['0.25,0.001,first', '0.25,x,first', 4, '"x" is not of type number'],
    ['0.25,0.001,first', '0.25,0.001,', 4, 'reason is empty'],
    ['share,fade', 'share,fad', 4, '"fad" is not one of degradation'],
    ['share,fade,statistical', 'share,fade,approximate', 4, 'tier "approximate"'],
    ['0.25,0.001,first', '0.25,0.001', 4, '5 cells'],
    ['quantity,', 'what,', 1, 'the header is not that of table blessed'],
    ['none,fade,statistical,,,first\n', 'none,fade,statistical,,,first', 5, 'truncated'],
  ])('refuses %s as %s, with line %i', (old, damaged, line, message) => {
    expect(text).toContain(old);
    expect(() => parseBlessed(text.replace(old, damaged), 'blessed.csv')).toThrow(
      new RegExp(`^blessed\\.csv:${line}: .*${message}`),
    );
  });
});

describe('what the gate watches', () => {
  const geography = parseGeography(
    readFileSync('data/regions.csv', 'utf8'),
    readFileSync('data/adjacency.csv', 'utf8'),
  );
  const locations = new Set(locationsOf(geography).map(({ id }) => id));
  const targets = parseTargets(readFileSync('data/targets.csv', 'utf8'), 'data/targets.csv', locations);
  const ids = gateQuantities(targets).map(({ id }) => id);

  it('has one name of one word for each', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => /[\s,"]/.test(id))).toEqual([]);
    expect(ids).toEqual(
      expect.arrayContaining(['afghanistan-2020', 'isk-2021-01-08:R2+R3', 'raids-2023-01-06']),
    );
    expect(ids).toContain('cells.kp.2022-01/2022-06');
  });

  it('counts what is fitted to the last digit', () => {
    const isExact = gateQuantities(targets).filter((quantity) => quantity.isExact);
    expect(isExact).toHaveLength(targets.filter(({ role }) => role === 'fit').length);
  });
});

describe('a changed rate', () => {
  it('is a calibrated parameter that is no date', () => {
    const ids = calibratedRates().map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['tempo', 'inflow', 'raid-effect', 'fade-rate']));
    expect(ids).not.toContain('pivot');
    expect(ids).not.toContain('killed-exponent');
  });

  it('is multiplied in every draw, within its bounds', () => {
    const effect = calibratedRates().find(({ id }) => id === 'raid-effect')!;
    const sets = { fade: [0.5, 0.95].map((value) => parameterValues({ 'raid-effect': value })) };
    const after = withRate(sets, effect, 1.1).fade!;
    expect(after.map((values) => values['raid-effect'])).toEqual([expect.closeTo(0.55, 12), 1]);
    expect({ ...after[0], 'raid-effect': 0.5 }).toEqual(sets.fade[0]);
  });

  it('is listed where one direction is noticed too seldom', () => {
    const row = (parameter: string, factor: number, power: number) =>
      ({
        parameter,
        factor,
        power,
        exact: true,
        quantity: 'q',
        explanation: 'fade',
        shift: 1,
        n: 4,
      }) as const;
    expect(
      undetected([row('a', 0.9, 0.95), row('a', 1.1, 0.9), row('b', 0.9, 1), row('b', 1.1, 0.89)]),
    ).toEqual(['b']);
  });
});
