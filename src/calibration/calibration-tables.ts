/** From a calibration to the rows of its tables. */
import { isFullSeries, reboundWindowsOf } from './headline-windows.js';
import { monthName } from '../model/calendar.js';
import { masterKey } from '../random/seed.js';
import { quantileSorted } from '../statistics/quantile.js';
import type { Calibrated, Calibration } from './calibrate.js';
import { MONTHLY_PLACES } from './calibrate.js';
import type { CalibrationRow, CalibrationTableName } from './columns.js';
import { confusionRows } from './confusion.js';
import { evidenceRows } from './evidence.js';
import { isForecast } from './fit-kinds.js';
import { headlineRows } from './headlines.js';
import { HINDCAST_MONTHS } from './hindcast.js';
import { correlationRows, identificationRows } from './identification.js';
import { incrementRows, incrementScores, modelQuantile, scoreOf, scoreRows } from './increment-scores.js';
import { type Predicted, predictiveRow, targetValues, type TargetValues } from './predictive.js';
import { preflightRows } from './preflight.js';
import { withoutRefused } from './refusal.js';
import { reweightedRows } from './reweighted.js';
import { READING_WEIGHTS, READINGS, TargetReader } from './target.js';

export type CalibrationTables = { readonly [Name in CalibrationTableName]: readonly CalibrationRow<Name>[] };

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** The tables, without intervals that rest on too few draws. */
export function calibrationTables(calibration: Calibration): CalibrationTables {
  return withoutRefused(tablesWithEveryInterval(calibration), calibration.explanations);
}

export function tablesWithEveryInterval(calibration: Calibration): CalibrationTables {
  const { options, explanations, measures, contrasts } = calibration;
  const fitted = new TargetReader(
    options.targets.filter(({ role }) => role === 'fit'),
    measures,
  );
  const reweighted = reweightedRows(
    explanations.map(({ table }) => table),
    fitted,
  );
  const values = new Map(
    explanations.map((one) => [one.explanation, valuesOf(calibration, one, one.predictive)]),
  );
  const scored = explanations.map((one) => {
    const reading = likeliest(one);
    const { explanation } = one;
    return { explanation, reading, scores: incrementScores(values.get(explanation)!, reading) };
  });
  return {
    preflight: explanations.flatMap(({ table }) => preflightRows(table, fitted)),
    predictive: explanations.flatMap((one) => [
      ...priorValues(calibration, one).map((of) => predictiveRow(one.explanation, 'prior', of)),
      ...values.get(one.explanation)!.map((of) => predictiveRow(one.explanation, 'posterior', of)),
    ]),
    scores: scored.flatMap(({ explanation, scores }) => scoreRows(explanation, 'posterior', scores)),
    increments: scored.flatMap(({ explanation, reading, scores }) =>
      incrementRows(explanation, reading, scores),
    ),
    forecast: explanations.flatMap((one) => forecastRows(calibration, one)),
    identification: explanations.flatMap(({ explanation, posterior, table }) =>
      identificationRows(explanation, posterior, table),
    ),
    correlations: explanations.flatMap(({ explanation, posterior }) =>
      correlationRows(explanation, posterior),
    ),
    evidence: evidenceRows(
      explanations.map(({ posterior }) => posterior),
      reweighted,
    ),
    reweighted,
    confusion: confusionRows(
      explanations.map(({ table }) => table),
      fitted,
      masterKey(options.seed),
    ),
    readings: explanations.flatMap(({ explanation, posterior: { readings } }) =>
      READINGS.map((reading, at) => ({
        explanation,
        reading,
        prior: READING_WEIGHTS[reading],
        posterior: readings[at]!,
      })),
    ),
    monthly: explanations.flatMap(({ explanation, predictive }) =>
      places(calibration, predictive).flatMap(({ location, series }) =>
        Array.from({ length: HINDCAST_MONTHS }, (_, month) => ({
          explanation,
          location,
          month: monthName(month),
          ...quantilesOf(series.map((months) => months[month]!)),
        })),
      ),
    ),
    dispersion: explanations.flatMap(({ explanation, predictive }) =>
      places(calibration, predictive).map(({ location, series }) => ({
        explanation,
        location,
        window: `${monthName(0)}/${monthName(HINDCAST_MONTHS - 1)}`,
        ...quantilesOf(series.flatMap(dispersion)),
      })),
    ),
    headlines: headlineRows(contrasts, reboundWindowsOf(options.pair)),
  };
}

function likeliest({ posterior: { readings } }: Calibrated) {
  return READINGS[readings.indexOf(Math.max(...readings))]!;
}

function valuesOf({ options, measures }: Calibration, _: Calibrated, predicted: Predicted): TargetValues[] {
  return targetValues(predicted, options.targets, measures, masterKey(options.seed));
}

/** The rows of the prior table as they are: a replicate a draw, so no expected count given the draw. */
function priorValues({ options, measures }: Calibration, { explanation, table }: Calibrated): TargetValues[] {
  const rows = table.rows.map(({ simulated }) => simulated.values);
  const predicted = { explanation, draws: rows.length, replicates: 1, rows };
  return targetValues(predicted, options.targets, measures, masterKey(options.seed)).map((of) => ({
    ...of,
    means: [],
  }));
}

function forecastRows(calibration: Calibration, one: Calibrated): CalibrationRow<'forecast'>[] {
  return valuesOf(calibration, one, one.forecastPredictive)
    .filter(({ target }) => isForecast(target))
    .map((values) => {
      const { crps, wis } = scoreOf(modelQuantile(values), values.target);
      return { ...predictiveRow(one.explanation, 'posterior', values), crps, wis };
    });
}

/** Monthly claims of every replicate, place by place. */
function places(
  { measures, predictiveMeasures }: Calibration,
  { rows }: Predicted,
): { location: string; series: Float64Array[] }[] {
  return MONTHLY_PLACES.map((location, place) => {
    const from = measures.length + place * HINDCAST_MONTHS;
    if (!isFullSeries(predictiveMeasures.slice(from, from + HINDCAST_MONTHS), location))
      throw new Error(`the months of ${location} are not where they are expected`);
    return {
      location,
      series: rows.flatMap((row) => (row ? [row.subarray(from, from + HINDCAST_MONTHS)] : [])),
    };
  });
}

function quantilesOf(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  const [q05, q25, median, q75, q95] = QUANTILES.map((p) =>
    sorted.length === 0 ? null : quantileSorted(sorted, p),
  ) as [number | null, number | null, number | null, number | null, number | null];
  return { q05, q25, median, q75, q95, n: sorted.length };
}

/** Variance ÷ mean of the months of one replicate; nothing where it has no claim. */
function dispersion(months: Float64Array): number[] {
  const mean = months.reduce((sum, count) => sum + count, 0) / months.length;
  if (mean === 0) return [];
  return [months.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (months.length - 1) / mean];
}
