/** The front file of `enduring-duel/model`: one replicate of the model, and what it takes and gives. */
export {
  dateOf,
  type Day,
  DAYS_PER_MONTH,
  dayOf,
  type IsoDate,
  type Month,
  monthName,
  monthNumber,
  monthOf,
} from './calendar.js';
export { AVERAGED, type Explanation, EXPLANATIONS, isExplanation } from './explanations.js';
export {
  AS_CALIBRATED,
  CALIBRATED_LEVELS,
  type CalibratedLevel,
  type Course,
  type Forcing,
  type Level,
  type PressureSchedule,
  type Schedule,
} from './forcing.js';
export {
  ABROAD,
  type Geography,
  parseGeography,
  PLACE_COUNT,
  REGION_COUNT,
  type Zone,
  ZONES,
} from './geography.js';
export { type Location, locationsOf, type Resolution, RESOLUTIONS } from './locations.js';
export { observe, observeById } from './observe.js';
export {
  type Parameter,
  type ParameterId,
  PARAMETERS,
  parameterValues,
  type ParameterValues,
} from './parameters.js';
export { type Prior, priorQuantile, priorSupport, priorText } from './priors.js';
export { SCHEDULE, type Submodel } from './schedule.js';
export { simulate } from './simulate.js';
export { State } from './state.js';
export { COUNTER, COUNTER_COUNT, Tallies } from './tallies.js';
export { type Aggregation, type Target, TARGET_IDS, targetOf, TARGETS } from './targets.js';
export { prepare, type World } from './world.js';
// What a replicate draws from: addressed by seed, explanation, draw and replicate.
export { Draws, replicateKey } from '../random/draws.js';
export { masterKey } from '../random/seed.js';
