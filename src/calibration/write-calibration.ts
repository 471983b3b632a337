/** Writes a calibration into its folder: draws, tables, manifest and summary. No clock, so that a second one is equal. */
import { modelVersion, packageVersion } from '../runner/package-files.js';
import { sha256 } from '../scenarios/meaning.js';
import type { Calibrated, Calibration } from './calibrate.js';
import { CalibrationFolder } from './calibration-folder.js';
import { type CalibrationTables, calibrationTables } from './calibration-tables.js';
import { CALIBRATION_TABLES, type CalibrationTableName } from './columns.js';
import type { Posterior } from './posterior.js';
import { posteriorText } from './posterior-file.js';
import { priorTableText } from './prior-table-file.js';
import { summaryText } from './summary.js';

/** What the manifest says beside the calibration itself. */
export interface CalibrationOrigin {
  readonly targetsFile: string;
  readonly targetsText: string;
  readonly budgetName: string;
}

/** @returns the tables, as they were written */
export function writeCalibration(
  folder: CalibrationFolder,
  calibration: Calibration,
  origin: CalibrationOrigin,
): CalibrationTables {
  const { explanations, options } = calibration;
  const tables = calibrationTables(calibration);
  const of = (pick: (one: Calibrated) => Posterior): Posterior[] => explanations.map(pick);
  folder.compressed('posterior.csv.gz', posteriorText(of(({ posterior }) => posterior)));
  folder.compressed('posterior-without-2020-21.csv.gz', posteriorText(of(({ without }) => without)));
  folder.file('point.csv', posteriorText(of(({ posterior }) => centreOf(posterior))));
  for (const { table } of explanations)
    folder.compressed(`prior-table-${table.explanation}.csv.gz`, priorTableText(table, calibration.measures));
  for (const name of Object.keys(CALIBRATION_TABLES) as CalibrationTableName[])
    folder.table(name, CALIBRATION_TABLES[name], tables[name] as never);
  folder.file('diagnostics.json', json(diagnostics(calibration)));
  folder.file(
    'manifest.json',
    json({
      schema: 'calibration/v1',
      version: packageVersion(),
      model: modelVersion(),
      seed: options.seed,
      budget: { name: origin.budgetName, ...options.budget },
      targets: { file: origin.targetsFile, sha256: sha256(origin.targetsText) },
      explanations: options.explanations,
      pair: options.pair.map(({ id, sha256: meaning }) => ({ id, sha256: meaning })),
      simulations: calibration.simulations,
    }),
  );
  folder.file('summary.md', summaryText(calibration, tables));
  return tables;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function diagnostics({ explanations }: Calibration): unknown {
  const fit = ({
    effectiveSampleSize,
    independentDraws,
    tolerance,
    simulations,
    fit: { runs },
  }: Posterior): unknown => ({
    effectiveSampleSize,
    independentDraws,
    tolerance,
    simulations,
    generations: runs.map(({ generations }) => generations.length),
    ended: runs.map(({ ended }) => ended),
    /** Each run's tolerance and acceptance, generation by generation. */
    path: runs.map(({ generations }) =>
      generations.map(({ tolerance: at, accepted, effectiveSampleSize: distinct }) => [
        at,
        accepted,
        distinct,
      ]),
    ),
  });
  return Object.fromEntries(
    explanations.map(({ explanation, posterior, without, forecast }) => [
      explanation,
      { posterior: fit(posterior), without: fit(without), forecast: fit(forecast) },
    ]),
  );
}

/** The draw nearest to the posterior's mean in the learnt coordinates, alone. */
export function centreOf(posterior: Posterior): Posterior {
  const { draws, fit } = posterior;
  const { learnt } = fit.space;
  const mean = learnt.map((at) => draws.reduce((sum, { weight, point }) => sum + weight * point[at]!, 0));
  const distance = ({ point }: (typeof draws)[number]): number =>
    learnt.reduce((sum, at, i) => sum + (point[at]! - mean[i]!) ** 2, 0);
  const centre = draws.reduce((best, draw) => (distance(draw) < distance(best) ? draw : best));
  return { ...posterior, draws: [{ ...centre, weight: 1 }] };
}
