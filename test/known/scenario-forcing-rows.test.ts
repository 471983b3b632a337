/** `forcings.csv` against the model: what the rows say of a day is the pressure of that day. */
import { expect, it } from 'vitest';
import { dateOf, dayOf } from '../../src/model/calendar.js';
import type { CalibratedLevel } from '../../src/model/forcing.js';
import { calibratedLevel, pressureHistory } from '../../src/model/history.js';
import { type ParameterValues, parameterValues } from '../../src/model/parameters.js';
import { pressureSeries } from '../../src/model/submodels/pressure.js';
import type { Scenario } from '../../src/scenarios/index.js';
import { geography, loadOne } from '../faults/scenarios/study.js';

// Sustained pressure begins on 27 September 2022 here, and 1 is reached on 1 January 2023.
/** The model keeps pressure to fewer binary digits than a number has, so that sums of it are exact. */
const ROUNDING = 2 ** -13;
const ONSET = dayOf('2022-09-27');
const p: ParameterValues = parameterValues({
  'pressure-first-year': 0.2,
  'pressure-onset': ONSET,
  'pressure-autumn-2022': 0.9,
  'pressure-kp': 1.5,
});

/** The level that the rows of a place give for a date, by the last row up to it. */
function told({ forcingRows }: Scenario, place: string, date: string): number {
  const level = forcingRows.filter((row) => row.location === place && row.date <= date).at(-1)!.level;
  if (level === 'calibrated') return place === 'kp' ? 1 : pressureHistory(dayOf(date), p);
  const name = /^calibrated\.(.*)$/.exec(level)?.[1];
  return name === undefined ? Number(level) : calibratedLevel(name as CalibratedLevel, p);
}

function seriesOf({ forcing }: Scenario, code: string): Float64Array {
  const { series, seriesOf: index } = pressureSeries(geography, p, forcing);
  return series[index[geography.codes.indexOf(code)]!]!;
}

function agrees(scenario: Scenario, place: string, code: string): void {
  const scale = place === 'kp' ? 1.5 : 1;
  const off = [...seriesOf(scenario, code)].filter(
    (level, day) => Math.abs(level - scale * told(scenario, place, dateOf(day))) > ROUNDING,
  );
  expect(off).toEqual([]);
}

it('a pulse over the onset of sustained pressure ends in what the onset brought', () => {
  const scenario = loadOne('pressure: {taliban: {after: 2022-08-01, shape: pulse, to: 2, for_days: 92}}');
  expect(scenario.forcingRows.filter(({ location }) => location === 'afghanistan')).toEqual(
    [
      ['2020-01-01', 'calibrated'],
      ['2022-08-01', '2'],
      ['2022-11-01', 'calibrated'],
    ].map(([date, level]) => ({ lever: 'pressure.taliban', location: 'afghanistan', date, level })),
  );
  const dates = ['2022-07-31', '2022-08-01', '2022-10-31', '2022-11-01', '2022-12-31', '2023-01-01'];
  const values = dates.map((date) => seriesOf(scenario, 'AF-KAB')[dayOf(date)]!);
  expect(values.map((value) => Number(value.toFixed(3)))).toEqual([0.2, 2, 2, 0.9, 0.9, 1]);
  agrees(scenario, 'afghanistan', 'AF-KAB');
});

it.each([
  ['on-off', 'shape: on-off, to: calibrated.2020, on_days: 20, off_days: 30'],
  ['step', 'shape: step, to: calibrated.autumn-2022'],
  ['constant', 'shape: constant, to: 0.5'],
])('%s from before the onset is in force as its rows say', (_, keys) => {
  const course = `{after: 2022-08-01, ${keys}}`;
  agrees(loadOne(`pressure: {taliban: ${course}}`), 'afghanistan', 'AF-KAB');
  const local = loadOne(`pressure: {taliban: {by_location: {kabul: ${course}}}, pakistan: ${course}}`);
  agrees(local, 'afghanistan', 'AF-NAN');
  agrees(local, 'kp', 'PK-KP');
});
