/** What `duel run` was asked for, written down so that the run can be gone on with, and read back. */
import { relative, resolve, sep } from 'node:path';
import { type Explanation, isExplanation } from '../model/explanations.js';
import { DamagedRunError } from '../results/damaged-run.js';
import type { RunPlan, RunRequest } from '../results/run-plan.js';
import type { Overrides } from '../runner/plan.js';
import type { PreparedRun } from '../runner/prepare-run.js';
import type { Share } from '../runner/share.js';
import { shownValues } from './explain-scenario.js';
import type { Setting } from '../scenarios/scenario.js';
import type { Io } from './io.js';
import { settingFlags } from './run-options.js';

/** A command line that runs scenarios, whether it was typed now or is read from a run's folder. */
export interface Asked {
  /** Scenario files and folders as the user gave them, relative to `from`. */
  readonly files: readonly string[];
  /** Absolute. */
  readonly from: string;
  readonly set: readonly Setting[];
  readonly overrides: Overrides;
  /** Only this share of the run. */
  readonly share?: Share;
}

/** For `plan.json` of a run in `folder`; none of its paths is absolute. */
export function planOfAsked(
  { files, from, set, overrides, share }: Asked,
  folder: string,
  run: PreparedRun,
): Omit<RunPlan, 'keys'> {
  const shown = run.experiment.scenarios.map((scenario) => [
    scenario.id,
    shownValues(scenario, run.geography),
  ]);
  const { draws, replicates, seed, only } = overrides;
  return {
    request: {
      files: [...files],
      from: (relative(folder, from) || '.').replaceAll(sep, '/'),
      set: [...set],
      ...(draws === undefined ? {} : { draws }),
      ...(replicates === undefined ? {} : { replicates }),
      ...(seed === undefined ? {} : { seed }),
      ...(only === undefined ? {} : { only }),
      ...(share === undefined ? {} : { share: { ...share } }),
    },
    shown: Object.fromEntries(shown),
  };
}

/** @throws DamagedRunError for an explanation that there is not */
export function askedOf(
  { files, from, set, only, draws, replicates, seed, share }: RunRequest,
  folder: string,
): Asked {
  return {
    files,
    from: resolve(folder, from),
    set,
    ...(share === undefined ? {} : { share }),
    overrides: {
      ...(draws === undefined ? {} : { draws }),
      ...(replicates === undefined ? {} : { replicates }),
      ...(seed === undefined ? {} : { seed }),
      ...(only === undefined ? {} : { only: { ...only, explanation: explanationOf(only.explanation) } }),
    },
  };
}

function explanationOf(name: string): Explanation {
  if (isExplanation(name)) return name;
  throw new DamagedRunError(`plan.json: there is no explanation "${name}"`);
}

/** The files as messages and loading take them from here. */
export function pathsFromHere({ files, from }: Asked, io: Io): string[] {
  return files.map((file) => relative(io.cwd, resolve(from, file)) || '.');
}

/** Files and settings, as the commands that reproduce a failure name them. */
export function givenOf({ files, set }: Asked): string[] {
  return [...files, ...settingFlags(set)];
}
