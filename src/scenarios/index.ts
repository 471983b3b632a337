/** The front file of `enduring-duel/scenarios`: scenario files in, complete scenarios and located problems out. */
export {
  type Comparison,
  type Expression,
  ExpressionError,
  parseExpression,
  type Statistic,
  type When,
} from './expression.js';
export { type LoadOptions, type LoadResult, loadScenarios } from './load.js';
export { PROBLEM_CODES, type Problem, type ProblemCode, type Severity } from './problems.js';
export {
  type Assertion,
  type Bar,
  type ForcingRow,
  type ParameterSource,
  type Pulled,
  type Purpose,
  PURPOSES,
  type Rebound,
  type Scenario,
  type Setting,
  type Stop,
} from './scenario.js';
export { SCENARIO_SCHEMA, scenarioJsonSchema } from './schema.js';
