/**
 * The export `enduring-duel/analysis`: what is measured, the tables of a run from its replicates, and comparing
 * scenarios of finished runs.
 */
export type { Layout, Measure, Window } from './layout.js';
export { windowOf } from './layout.js';
export { layoutOf } from './layout-of.js';
export {
  type Measured,
  type PairAddress,
  type Tables,
  Tabulator,
  type TabulatorOptions,
} from './tabulator.js';
export { type By, BY, CompareError, type CompareOptions, type Comparison, compare } from './compare.js';
export { type NotComputed, notComputedText } from './not-computed.js';
export type { NamedSide } from './sides.js';
export { fileSource, runSource, type Source } from '../results/source.js';
