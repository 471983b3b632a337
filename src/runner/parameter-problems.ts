/** Parameter files that scenarios name, read as a run would read them: what is wrong with them, as problems. */
import { dirname, join } from 'node:path';
import { PARAMETERS } from '../model/parameters.js';
import { CsvError } from '../results/csv-reader.js';
import { didYouMean } from '../scenarios/nearest.js';
import { errorAt, type Problem, warningAt, wholeFile } from '../scenarios/problems.js';
import type { Scenario } from '../scenarios/scenario.js';
import { LEAST_EFFECTIVE } from '../statistics/weighted.js';
import { resolveParameters } from './parameter-sets.js';
import { PlanError, type Range } from './plan.js';

/**
 * One error at most for each scenario: a table is read up to what is wrong with it. A warning for each explanation
 * whose draws are too few for an interval over them.
 * @param show an absolute path as messages print it
 */
export function parameterProblems(scenarios: readonly Scenario[], show: (path: string) => string): Problem[] {
  return scenarios.flatMap((scenario) => {
    const { explanations, experiment, parameters } = scenario;
    if (parameters.kind !== 'file') return [];
    const [draws, replicates] = [experiment.draws, 1].map((last) => ({ first: 1, last })) as [Range, Range];
    try {
      const found = resolveParameters({
        scenarios: [scenario],
        explanations,
        draws,
        replicates,
        seed: experiment.seed,
        stop: null,
      });
      return explanations.flatMap((name) => {
        const effective = found.effective(name);
        if (effective === null || effective >= LEAST_EFFECTIVE) return [];
        return [
          warningAt(
            wholeFile(show(parameters.path)),
            'parameter-file',
            `${name} has ${effective.toFixed(0)} effective draws: intervals over parameters rest on them`,
            `a calibration refuses intervals under ${LEAST_EFFECTIVE}`,
          ),
        ];
      });
    } catch (error) {
      const hint = hintOf((error as Error).message);
      if (error instanceof CsvError)
        return [
          errorAt(
            { ...wholeFile(show(join(dirname(scenario.file), error.file))), line: error.line },
            'parameter-file',
            error.problem,
            hint,
          ),
        ];
      if (error instanceof PlanError)
        return [errorAt(wholeFile(show(scenario.file)), 'parameter-file', error.message, hint)];
      throw error;
    }
  });
}

/** What would have been right. */
function hintOf(message: string): string {
  const [, unknown] = /unknown parameter "([^"]*)"/.exec(message) ?? [];
  const list = '"duel explain parameters" lists them with their bounds';
  if (unknown !== undefined) {
    const ids = PARAMETERS.map(({ id }) => id);
    return didYouMean(unknown, ids, list);
  }
  return message.includes('the header')
    ? 'expected parameter,value or explanation,draw,weight and parameters, with commas between'
    : list;
}
