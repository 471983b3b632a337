/** The front file of `enduring-duel/scenarios`: scenario files in, complete scenarios and located problems out. */
export { type LoadResult, loadScenarios } from './load.js';
export { PROBLEM_CODES, type Problem, type ProblemCode, type Severity } from './problems.js';
export {
  type Bar,
  type ForcingRow,
  type ParameterSource,
  type Purpose,
  PURPOSES,
  type Rebound,
  type Scenario,
} from './scenario.js';
export { SCENARIO_SCHEMA, scenarioJsonSchema } from './schema.js';
