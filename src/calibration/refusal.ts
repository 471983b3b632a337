/**
 * An interval that rests on fewer than a hundred effective draws is refused: the medians stay, with their n, and
 * what would be the ends of an interval is missing, in every table alike. So are verdicts on what was learnt, which
 * compare such intervals.
 */
import type { Calibrated } from './calibrate.js';
import type { CalibrationTables } from './calibration-tables.js';
import { AVERAGED } from '../model/explanations.js';
import { LEAST_EFFECTIVE } from '../statistics/weighted.js';
import type { Posterior } from './posterior.js';

const POSTERIORS = {
  posterior: ({ posterior }: Calibrated): Posterior => posterior,
  'posterior-without-2020-21': ({ without }: Calibrated): Posterior => without,
  forecast: ({ forecast }: Calibrated): Posterior => forecast,
} as const;

/** In place of a verdict. */
export const REFUSED = 'refused';

/** Averages over explanations are refused where one of those that they average is. */
const AVERAGES = ['equal', 'evidence'];

type Tables = Pick<
  CalibrationTables,
  'predictive' | 'forecast' | 'identification' | 'monthly' | 'dispersion' | 'headlines'
>;

export function isRefused({ effectiveSampleSize }: Pick<Posterior, 'effectiveSampleSize'>): boolean {
  return effectiveSampleSize < LEAST_EFFECTIVE;
}

/** The tables without the intervals that rest on too few draws. */
export function withoutRefused<T extends Tables>(tables: T, explanations: readonly Calibrated[]): T {
  const few = (kind: keyof typeof POSTERIORS): ReadonlySet<string> => {
    const own = explanations.filter((one) => isRefused(POSTERIORS[kind](one)));
    const isAveraged = own.some(({ explanation }) => AVERAGED.includes(explanation));
    return new Set([...(isAveraged ? AVERAGES : []), ...own.map(({ explanation }) => explanation)]);
  };
  const [posterior, without, forecast] = [
    few('posterior'),
    few('posterior-without-2020-21'),
    few('forecast'),
  ];
  const ends = { q05: null, q25: null, q75: null, q95: null } as const;
  const predicted = { ...ends, expected_q05: null, expected_q95: null, covered: null } as const;
  return {
    ...tables,
    predictive: tables.predictive.map((row) =>
      row.parameters === 'posterior' && posterior.has(row.explanation) ? { ...row, ...predicted } : row,
    ),
    forecast: tables.forecast.map((row) => (forecast.has(row.explanation) ? { ...row, ...predicted } : row)),
    identification: tables.identification.map((row) =>
      posterior.has(row.explanation)
        ? { ...row, posterior_q05: null, posterior_q95: null, verdict: REFUSED }
        : row,
    ),
    monthly: tables.monthly.map((row) => (posterior.has(row.explanation) ? { ...row, ...ends } : row)),
    dispersion: tables.dispersion.map((row) => (posterior.has(row.explanation) ? { ...row, ...ends } : row)),
    headlines: tables.headlines.map((row) => {
      const own = { posterior, 'posterior-without-2020-21': without }[row.parameters];
      const ends = own?.has(row.explanation) ? { lower: null, upper: null } : {};
      const verdict = posterior.has(row.explanation) ? { verdict: REFUSED } : {};
      return { ...row, ...ends, ...verdict };
    }),
  };
}
