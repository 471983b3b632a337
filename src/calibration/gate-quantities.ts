/**
 * What the gate watches: every target of the article, and beside it what the article says nothing about but the
 * parameters move, period by period: cells, expected claims, raids, crossings.
 */
import { windowOf } from '../analysis/layout.js';
import { monthNumber } from '../model/calendar.js';
import { readingText } from './predictive.js';
import type { CalibrationTarget, Sums } from './target.js';

export interface GateQuantity extends Sums {
  /** Without spaces, so that it is one word of a command line. */
  readonly id: string;
  /** Its count is one of those that must be equal to the last digit. */
  readonly isExact: boolean;
}

/** Hash of all that the replicates of the exact tier counted. */
export const TALLIES = 'tallies';
/** Hash of the parameter draws over which means are taken. */
export const DRAWS = 'draws';

const PERIODS = [
  ['2020-01', '2020-12'],
  ['2021-01', '2021-07'],
  ['2021-08', '2021-12'],
  ['2022-01', '2022-06'],
  ['2022-07', '2022-12'],
  ['2023-01', '2023-06'],
] as const;

const PROCESS = [
  ['cells', 'afghanistan'],
  ['cells', 'kp'],
  ['attacks_expected', 'nangarhar'],
  ['attacks_expected', 'kabul'],
  ['attacks_expected', 'north'],
  ['attacks_expected', 'rest-of-afghanistan'],
  ['attacks_expected', 'kp'],
  ['attacks_suicide', 'afghanistan'],
  ['attacks_cross_border', 'all'],
  ['raids', 'afghanistan'],
  ['seniors_removed', 'afghanistan'],
  ['crossings', 'kp'],
] as const;

export function gateQuantities(targets: readonly CalibrationTarget[]): GateQuantity[] {
  const ofTargets = targets.map((target): GateQuantity => {
    const reading = readingText(target);
    const id = reading === 'all' ? target.id : `${target.id}:${reading.replaceAll(' ', '+')}`;
    return { id, isExact: target.role === 'fit', terms: target.terms, per: target.per };
  });
  const ofProcess = PROCESS.flatMap(([target, location]) =>
    PERIODS.map(([first, last]): GateQuantity => {
      const window = windowOf(monthNumber(first), monthNumber(last) + 1);
      const terms = [{ target, location, window, factor: 1 }];
      return { id: `${target}.${location}.${window.id}`, isExact: false, terms, per: [] };
    }),
  );
  return [...ofTargets, ...ofProcess];
}
