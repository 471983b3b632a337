/**
 * What the prior can reach, read off the prior table before anything is fitted: which printed values no draw comes
 * near, and which pairs of targets contradict or repeat each other (as hmer does).
 */
import type { CalibrationRow } from './columns.js';
import { chanceUnits } from './distance.js';
import { readingText } from './predictive.js';
import type { PriorTable } from './prior-table.js';
import type { TargetReader } from './target.js';

/** Correlation of two targets' hits beyond which they contradict or repeat each other. */
const CORRELATED = 0.95;
/** Hits that a target needs for its correlations to say anything. */
const LEAST_HITS = 20;
const RARELY = 0.01;

export function preflightRows(table: PriorTable, reader: TargetReader): CalibrationRow<'preflight'>[] {
  const read = table.rows.map(({ simulated: { values } }) => reader.read(values));
  const hits = reader.targets.map((target, at) =>
    read.map((values) => (Math.abs(chanceUnits(target, values[at]!)) <= 1 ? 1 : 0)),
  );
  return reader.targets.map((target, at) => {
    const values = read.map((row) => row[at]!).filter((value) => !Number.isNaN(value));
    const [low, high] = target.rounding;
    const share = (is: (value: number) => boolean): number =>
      values.filter(is).length / Math.max(1, values.length);
    const within = mean(hits[at]!);
    const others = reader.targets.flatMap((other, index) =>
      index !== at && other.readings.some((reading) => target.readings.includes(reading))
        ? [{ id: other.id, correlation: correlation(hits[at]!, hits[index]!) }]
        : [],
    );
    return {
      explanation: table.explanation,
      target: target.id,
      reading: readingText(target),
      printed: target.value,
      below: share((value) => value < low),
      within,
      above: share((value) => value > high),
      n: values.length,
      contradicts: others.find((other) => other.correlation < -CORRELATED)?.id ?? null,
      repeats: others.find((other) => other.correlation > CORRELATED)?.id ?? null,
      verdict: within === 0 ? 'never' : within < RARELY ? 'rarely' : 'reachable',
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  if (meanA * a.length < LEAST_HITS || meanB * b.length < LEAST_HITS) return 0;
  const both = mean(a.map((hit, at) => hit * b[at]!));
  const spread = Math.sqrt(meanA * (1 - meanA) * meanB * (1 - meanB));
  return spread > 0 ? (both - meanA * meanB) / spread : 0;
}
