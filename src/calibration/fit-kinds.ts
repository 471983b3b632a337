/** The fits of a calibration: to everything, without 2020–21, and without anything after 2022. */
import { monthNumber } from '../model/calendar.js';
import { logUniform, uniform } from '../model/priors.js';
import type { FitKind } from './fit.js';
import { type CalibrationTarget, spanOf } from './target.js';

const YEAR_2022 = monthNumber('2022-01');
const YEAR_2023 = monthNumber('2023-01');

const isFit = ({ role }: CalibrationTarget): boolean => role === 'fit';

export const POSTERIOR: FitKind = { name: 'posterior', index: 0, changes: {}, isFitted: isFit };

export const WITHOUT_2020_21: FitKind = {
  name: 'posterior-without-2020-21',
  index: 1,
  changes: {},
  isFitted: (target) => isFit(target) && spanOf(target).to > YEAR_2022,
};

/** Knows nothing of 2023: neither counts nor raids (F23 set the prior of `raids`), nor how pressure went on. */
export const FORECAST: FitKind = {
  name: 'forecast',
  index: 2,
  changes: { raids: logUniform(1, 20), 'pressure-first-half-2023': uniform(0, 1.8) },
  isFitted: (target) => isFit(target) && spanOf(target).to <= YEAR_2023,
};

/** Kinds of simulations that are not runs of a fit, by the index that addresses them. */
export const SPACES = { predictive: 3, forecast: 4, gate: 5, study: 6, table: 15 } as const;

/** What a forecast is judged by. */
export function isForecast(target: CalibrationTarget): boolean {
  return target.id.endsWith('2023-01-06') && target.kind === 'count' && target.role !== 'check';
}
