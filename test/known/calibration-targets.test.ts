import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HINDCAST_MONTHS, hindcastPlan } from '../../src/calibration/hindcast.js';
import { type CalibrationTarget, measuresOf, spanOf, TargetReader } from '../../src/calibration/target.js';
import { parseTargets } from '../../src/calibration/target-file.js';
import { monthNumber } from '../../src/model/calendar.js';
import { ABROAD } from '../../src/model/geography.js';
import { locationsOf } from '../../src/model/locations.js';
import { COUNTER, Tallies } from '../../src/model/tallies.js';
import { parseCsv } from '../../src/results/csv-reader.js';
import { Observation } from '../../src/runner/observation.js';
import { geographyText } from '../../src/runner/package-files.js';
import { geography } from '../model-fixture.js';

const LOCATIONS = new Set(locationsOf(geography).map(({ id }) => id));
const TEXT = readFileSync('data/targets.csv', 'utf8');
const TARGETS = parseTargets(TEXT, 'data/targets.csv', LOCATIONS);
const READINGS = ['R1', 'R2', 'R3'] as const;
type Reading = (typeof READINGS)[number];

const under = (reading: Reading, id: string): CalibrationTarget => {
  const found = TARGETS.filter((target) => target.id === id && target.readings.includes(reading));
  expect(found, `${id} under ${reading}`).toHaveLength(1);
  return found[0]!;
};

describe('the targets', () => {
  const { header, rows } = parseCsv(readFileSync('data/article_facts.csv', 'utf8'), 'data/article_facts.csv');
  const fact = (id: string): number => Number(rows.find((row) => row[0] === id)![header.indexOf('value')]);
  const sum = (reading: Reading, ...ids: string[]): number =>
    ids.reduce((total, id) => total + under(reading, id).value, 0);

  it.each(READINGS)('have increments that add up to what the article prints, under %s', (reading) => {
    expect(sum(reading, 'nangarhar-2021-09-12', 'elsewhere-2021-09-12')).toBe(fact('F11'));
    expect(sum(reading, 'isk-2021-01-08', 'nangarhar-2021-09-12', 'elsewhere-2021-09-12')).toBe(fact('F06'));
    const autumn = {
      R1: ['afghanistan-2022-09', 'afghanistan-2022-10-12'],
      R2: ['afghanistan-2022-10-12'],
      R3: ['afghanistan-2022-09-12'],
    }[reading];
    expect(sum(reading, ...autumn, 'afghanistan-2023-01-06')).toBe(fact('F17'));
    // Sep 21 to Sep 22 under R1, where the 12 claims of September 2022 count e = claims abroad less; to Aug 22 else.
    const summer = reading === 'R1' ? ['isk-2022-01-08', 'afghanistan-2022-09'] : ['isk-2022-01-08'];
    expect(fact('F11') + sum(reading, ...summer)).toBe(fact('F15'));
    const year =
      reading === 'R1'
        ? ['isk-2022-01-08', ...autumn, 'kp-2022']
        : ['isk-2022-01-08', ...autumn, 'elsewhere-2022-09-12'];
    expect(sum(reading, ...year)).toBe(fact('F07'));
  });

  it('print what the facts say, derived totals and checks included', () => {
    for (const reading of READINGS) {
      const value = (id: string): number => under(reading, id).value;
      expect(
        [
          'afghanistan-2020',
          'nangarhar-2021-09-12',
          'afghanistan-2023-01-06',
          'first-year',
          'second-year',
        ].map(value),
      ).toEqual(['F05', 'F12', 'F20', 'F15', 'F17'].map(fact));
      expect(['kp-2020', 'kp-2021', 'kp-2022', 'kp-2023-01-06'].map(value)).toEqual(
        ['F01', 'F02', 'F03', 'F04'].map(fact),
      );
      expect(['isk-2021-09-12', 'isk-2022', 'isk-2021'].map(value)).toEqual(['F11', 'F07', 'F06'].map(fact));
      expect(value('suicide-2023-01-06')).toBe(fact('F21') / fact('F20'));
      expect(['raids-2023-01-06', 'provinces-raided-2023-01-06'].map(value)).toEqual([35, 11]);
    }
    const shares = [
      ['kabul-2022', 'F08'],
      ['north-2022', 'F10'],
    ] as const;
    for (const [id, printed] of shares) expect(under('R1', id).value).toBeCloseTo(fact(printed) / 100, 10);
  });

  it('count no claim twice: the increments of a reading move by at most one claim for one claim', () => {
    const measures = measuresOf(TARGETS);
    const reader = new TargetReader(TARGETS, measures);
    for (const reading of READINGS) {
      const increments = TARGETS.flatMap(({ id, role, kind, readings }, at) =>
        role === 'fit' && kind === 'count' && readings.includes(reading) && !id.startsWith('kp-') ? [at] : [],
      );
      const moved = (month: number, places: readonly string[]): number => {
        const read = reader.read(
          measures.map(({ target, location, window }) =>
            target === 'attacks' && places.includes(location) && window.from <= month && month < window.to
              ? 1
              : 0,
          ),
        );
        return increments.reduce((sum, at) => sum + read[at]!, 0);
      };
      for (let month = 0; month < monthNumber('2023-07'); month++) {
        expect(moved(month, ['nangarhar', 'afghanistan', 'all']), `Nangarhar, ${month}`).toBeCloseTo(1, 10);
        expect(moved(month, ['kabul', 'afghanistan', 'all']), `Kabul, ${month}`).toBeCloseTo(1, 10);
        for (const places of [['kp', 'all'], ['all']])
          expect([0, 0.516129, 1]).toContain(Number(moved(month, places).toFixed(6)));
      }
    }
  });

  it('read a history counted by hand', () => {
    const tallies = new Tallies(HINDCAST_MONTHS);
    const at = (code: string): number => (code === 'abroad' ? ABROAD : geography.codes.indexOf(code));
    const claim = (month: string, code: string, count: number): void =>
      tallies.add(monthNumber(month), COUNTER.claimed, at(code), count);
    claim('2020-05', 'AF-NAN', 7);
    claim('2021-03', 'AF-KAB', 5);
    claim('2021-07', 'PK-KP', 31);
    claim('2021-10', 'AF-NAN', 11);
    claim('2021-10', 'PK-KP', 1);
    claim('2021-11', 'AF-BAL', 2);
    claim('2022-02', 'abroad', 3);
    claim('2022-04', 'AF-KDZ', 4);
    claim('2022-09', 'AF-KAB', 9);
    claim('2022-11', 'PK-KP', 6);
    claim('2023-02', 'AF-KAB', 4);
    tallies.add(monthNumber('2023-02'), COUNTER.suicide, at('AF-KAB'), 3);
    const measures = measuresOf(TARGETS);
    const measured = new Float64Array(measures.length);
    const none = new Float64Array(0);
    new Observation(hindcastPlan(geographyText(), measures, 'hand'), geography, HINDCAST_MONTHS).read(
      tallies,
      measured,
      none,
      none,
    );
    const values = new TargetReader(TARGETS, measures).read(measured);
    const value = (reading: Reading, id: string): number => values[TARGETS.indexOf(under(reading, id))]!;
    expect(value('R1', 'afghanistan-2020')).toBe(7);
    // 16 of July's 31 days in KP; what follows there counts under R1 only.
    expect(value('R1', 'isk-2021-01-08')).toBeCloseTo(5 + 16 + 1, 4);
    expect(value('R2', 'isk-2021-01-08')).toBeCloseTo(5 + 16, 4);
    expect(value('R1', 'nangarhar-2021-09-12')).toBe(11);
    expect(READINGS.map((reading) => value(reading, 'elsewhere-2021-09-12'))).toEqual([2, 3, 3]);
    // R1: three claims abroad belong to January–August and are taken from September.
    expect(value('R1', 'isk-2022-01-08')).toBe(4 + 3);
    expect(value('R1', 'afghanistan-2022-09')).toBe(9 - 3);
    expect(value('R1', 'afghanistan-2022-10-12')).toBe(3);
    expect(value('R2', 'isk-2022-01-08')).toBe(4 + 3);
    expect(value('R2', 'afghanistan-2022-10-12')).toBe(0);
    expect(value('R2', 'elsewhere-2022-09-12')).toBe(9 + 6);
    expect(value('R3', 'afghanistan-2022-09-12')).toBe(9);
    expect(value('R3', 'elsewhere-2022-09-12')).toBe(6);
    expect(value('R1', 'kabul-2022')).toBeCloseTo(9 / 22, 12);
    expect(value('R1', 'strongholds-2021')).toBeCloseTo(16 / (5 + 31 + 11 + 1 + 2 - 0.483871 * 31), 5);
    expect(value('R1', 'suicide-2023-01-06')).toBe(0.75);
    expect(value('R1', 'first-year')).toBe(11 + 2 + 4 + 9);
    expect(value('R2', 'first-year')).toBe(11 + 1 + 2 + 3 + 4);
    const nothing = new TargetReader(TARGETS, measures).read(measures.map(() => 0));
    expect(nothing[TARGETS.indexOf(under('R1', 'suicide-2023-01-06'))]).toBeNaN();
    expect(spanOf(under('R1', 'isk-2022-01-08'))).toEqual({ from: 24, to: 36 });
  });
});

describe('a table of targets', () => {
  const HEADER = TEXT.slice(0, TEXT.indexOf('\n'));
  const GOOD = 'a,all,fit,count,"A label",5,5,5,2.2,0.1,22,F01,attacks.kp 2020-01/2020-12,';
  const read = (...lines: string[]) => parseTargets([HEADER, ...lines, ''].join('\n'), 'mine.csv', LOCATIONS);

  it('is read as it is written', () => {
    const [target] = read(
      'a,R1 R3,check,share,L,0.5,0.4,,,0,22,F01,0.5*attacks.kp 2020-01/2020-12 - attacks.all 2020-02/2020-02,attacks.all 2020-01/2020-12',
    );
    expect(target).toMatchObject({
      readings: ['R1', 'R3'],
      role: 'check',
      rounding: [0.4, Infinity],
      scale: null,
    });
    expect(target!.terms.map(({ factor }) => factor)).toEqual([0.5, -1]);
    expect(target!.terms[1]!.window).toMatchObject({ from: 1, to: 2 });
  });

  const broken = (from: string, to: string): string => {
    expect(GOOD).toContain(from);
    return GOOD.replace(from, to);
  };
  it.each<readonly [string, string]>([
    [broken('all', 'R4'), 'reading "R4" is neither all nor a list of R1 R2 R3'],
    [broken('fit', 'fitted'), 'role "fitted" is not one of fit, check, derived'],
    [broken('count', 'sum'), 'kind "sum" is not one of count, share, at-least'],
    [broken(',5,5,5,', ',five,5,5,'), 'value "five" is not a number'],
    [broken(',5,5,5,', ',5,6,7,'), 'value 5 is not between 6 and 7'],
    [broken('2.2', ''), 'a target that is fitted needs a scale above 0'],
    [broken('2.2', '0'), 'a target that is fitted needs a scale above 0'],
    [broken('0.1', '1'), 'source_error is not between 0 and 1'],
    [broken('count', 'share'), 'a share needs per: what it is a share of'],
    [`${GOOD}attacks.all 2020-01/2020-12`, 'a count has no per; expected kind share'],
    [broken('"A label"', ''), 'label is empty'],
    [broken('attacks.kp 2020-01/2020-12', ''), 'terms is empty; expected TARGET.LOCATION FROM/TO'],
    [broken('attacks.kp', 'attacs.kp'), 'terms: "attacs.kp" is not TARGET.LOCATION with a known target'],
    [broken('attacks.kp', 'attacks.kpk'), 'terms: unknown location "kpk" in "attacks.kpk"'],
    [broken('attacks.kp', 'x*attacks.kp'), 'terms: "x*attacks.kp" does not start with a number and *'],
    [broken('2020-12', '2020-13'), 'terms: "2020-01/2020-13" is not a window such as 2021-08/2021-12'],
    [broken('2020-01/2020-12', '2020-12/2020-01'), 'terms: the window 2020-12/2020-01 ends before it begins'],
    [
      broken('2020-12', '2023-09'),
      'terms: 2023-09 is not simulated: windows lie between 2020-01 and 2023-08',
    ],
    [
      broken('2020-01', '2019-12'),
      'terms: 2019-12 is not simulated: windows lie between 2020-01 and 2023-08',
    ],
    [broken('2020-12,', '2020-12 +,'), 'terms ends with +'],
    [broken('2020-12,', '2020-12 * attacks.all,'), 'terms: expected + or - and not "*"'],
  ])('with %s is refused, with file and line', (line, message) => {
    expect(() => read(GOOD, line.replace(/^a,/, 'b,'))).toThrow(`mine.csv:3: ${message}`);
  });

  it('is refused for another header, and for a target that says two things under one reading', () => {
    expect(() => parseTargets('id,value\n', 'mine.csv', LOCATIONS)).toThrow(
      'mine.csv:1: the header is id,value; expected id,reading',
    );
    expect(() => read(GOOD, GOOD.replace('all', 'R2'))).toThrow(
      'mine.csv:3: a says twice what it is under R2',
    );
    expect(read(GOOD.replace('all', 'R1'), GOOD.replace('all', 'R2 R3'))).toHaveLength(2);
  });
});
