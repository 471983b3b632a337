/** From scenarios and overrides to everything that a run needs, read from the package and the study folder. */
import { layoutOf } from '../analysis/layout-of.js';
import { type Geography, parseGeography } from '../model/geography.js';
import type { Scenario } from '../scenarios/scenario.js';
import { evidenceFiles } from './evidence-weights.js';
import { geographyText, packageFile, type PackageFile } from './package-files.js';
import { type ResolvedParameters, resolveParameters } from './parameter-sets.js';
import { type Experiment, experimentOf, type Overrides, type Plan, planOf } from './plan.js';

/** A run before its first replicate: scenarios, parameter values, geography, and the plan made of them. */
export interface PreparedRun {
  readonly experiment: Experiment;
  readonly parameters: ResolvedParameters;
  readonly geography: Geography;
  readonly plan: Plan;
  /** Data files that the run reads. */
  readonly files: readonly PackageFile[];
}

/** The geography that ships with the package. */
export function packageGeography(): Geography {
  const { regions, adjacency } = geographyText();
  return parseGeography(regions, adjacency);
}

/**
 * Reads parameters and geography and puts the plan together. Runs nothing.
 * @throws PlanError where scenarios cannot be run together or parameters are missing; CsvError for a parameter file
 *   that cannot be read.
 */
export function prepareRun(scenarios: readonly Scenario[], overrides: Overrides = {}): PreparedRun {
  const experiment = experimentOf(scenarios, overrides);
  const parameters = resolveParameters(experiment);
  const text = geographyText();
  const geography = parseGeography(text.regions, text.adjacency);
  const layout = layoutOf(experiment.scenarios, geography);
  const data = ['data/adjacency.csv', 'data/regions.csv'].map(packageFile);
  return {
    experiment,
    parameters,
    geography,
    plan: planOf(experiment, parameters.sets, layout, text, geography),
    files: [...data, ...parameters.files, ...evidenceFiles(scenarios[0]!.parameters)],
  };
}
