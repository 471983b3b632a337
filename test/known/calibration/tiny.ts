/** A calibration from end to end with next to no simulations, in this thread. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Budget, BUDGETS } from '../../../src/calibration/budget.js';
import { calibrate, type Calibration, type CalibrationOptions } from '../../../src/calibration/calibrate.js';
import { CalibrationFolder } from '../../../src/calibration/calibration-folder.js';
import type { CalibrationTables } from '../../../src/calibration/calibration-tables.js';
import { parseTargets } from '../../../src/calibration/target-file.js';
import { writeCalibration } from '../../../src/calibration/write-calibration.js';
import { locationsOf } from '../../../src/model/locations.js';
import { InlineExecutor } from '../../../src/runner/inline-executor.js';
import { geographyText } from '../../../src/runner/package-files.js';
import { loadScenarios } from '../../../src/scenarios/load.js';
import { geography } from '../../model-fixture.js';

const FILE = 'data/targets.csv';
const TEXT = readFileSync(FILE, 'utf8');
export const TARGETS = parseTargets(TEXT, FILE, new Set(locationsOf(geography).map(({ id }) => id)));

export const TINY: Budget = {
  table: 16,
  fit: { ...BUDGETS.small.fit, size: 20, most: 80 },
  variant: { runs: 1, most: 60, refinement: BUDGETS.small.variant.refinement },
  predictive: { draws: 8, replicates: 2 },
  headlines: { draws: 8, replicates: 1 },
};

export function tinyOptions(given: Partial<CalibrationOptions> = {}): CalibrationOptions {
  const pair = ['sustained-2023-07', 'lapsed-2023-07'].map((id) => `scenarios/${id}.yaml`);
  return {
    explanations: ['fade'],
    targets: TARGETS,
    geography: geographyText(),
    seed: 'tiny',
    budget: TINY,
    pair: loadScenarios(pair, geography).scenarios,
    executorOf: (plan) => new InlineExecutor(plan),
    signal: new AbortController().signal,
    store: null,
    onStep: () => undefined,
    onGeneration: () => undefined,
    onProgress: () => undefined,
    ...given,
  };
}

export interface Written {
  readonly calibration: Calibration;
  readonly tables: CalibrationTables;
  readonly folder: string;
  /** Name → bytes, as text of one byte a character. */
  readonly files: ReadonlyMap<string, string>;
}

export async function calibrated(given: Partial<CalibrationOptions> = {}): Promise<Written> {
  const calibration = await calibrate(tinyOptions(given));
  const folder = mkdtempSync(join(tmpdir(), 'duel-calibration-'));
  const tables = writeCalibration(new CalibrationFolder(folder), calibration, {
    targetsFile: FILE,
    targetsText: TEXT,
    budgetName: 'tiny',
  });
  const files = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  );
  return { calibration, tables, folder, files };
}
