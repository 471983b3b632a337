/**
 * The disjoint increments of the article's window totals, under reading R1: 119 and 274 count Afghanistan, 274
 * runs from September 2021 to September 2022, 37 from September 2022 to June 2023. Totals (274, 37, 217) are
 * derived from them and never scored beside them. Facts are rows of `data/article_facts.csv`.
 */
import { type Measure, windowOf } from '../analysis/layout.js';
import { monthNumber } from '../model/calendar.js';
import type { Geography } from '../model/geography.js';
import { locationsOf } from '../model/locations.js';
import { observeById } from '../model/observe.js';
import type { Tallies } from '../model/tallies.js';

/** A signed sum of counts: target, place, first and last month, factor. */
interface Term {
  readonly target: string;
  readonly place: string;
  readonly from: string;
  readonly to: string;
  readonly factor: number;
}

export interface Increment {
  readonly id: string;
  readonly sentence: string;
  /** The printed count, or what follows from printed counts by subtraction. */
  readonly value: number;
  readonly facts: string;
  readonly terms: readonly Term[];
  /** The sum of these is divided by the sum of those: a share. Absent for counts. */
  readonly per?: readonly Term[];
}

const claims = (place: string, from: string, to: string, factor = 1, target = 'attacks'): Term => ({
  target,
  place,
  from,
  to,
  factor,
});
/** Attacks that land abroad: 2022's total of 217 holds them, the Afghan windows do not (the e of reading R1). */
const abroad = (factor: number): Term[] => [
  claims('all', '2022-01', '2022-12', factor),
  claims('afghanistan', '2022-01', '2022-12', -factor),
  claims('kp', '2022-01', '2022-12', -factor),
];
/** Nangarhar, Kabul and the provinces that border Kabul. */
const STRONGHOLDS = ['AF-NAN', 'AF-KAB', 'AF-KAP', 'AF-LAG', 'AF-LOG', 'AF-PAR', 'AF-WAR'];
/** KP counts among ISK's attacks only from 16 July 2021 on (note c): 16 of July's 31 days. */
const KP_SINCE_MERGER = [claims('kp', '2021-07', '2021-07', 16 / 31), claims('kp', '2021-08', '2021-12')];

// prettier-ignore
export const INCREMENTS: readonly Increment[] = [
  { id: 'afghanistan-2020', sentence: 'Afghanistan, 2020', value: 83, facts: 'F05', terms: [claims('afghanistan', '2020-01', '2020-12')] },
  { id: 'isk-2021-01-08', sentence: 'Afghanistan, January–August 2021, and KP, 16 July–December 2021', value: 215, facts: 'F06, F11, note c', terms: [claims('afghanistan', '2021-01', '2021-08'), ...KP_SINCE_MERGER] },
  { id: 'nangarhar-2021-09-12', sentence: 'Nangarhar, September–December 2021', value: 62, facts: 'F12', terms: [claims('nangarhar', '2021-09', '2021-12')] },
  { id: 'elsewhere-2021-09-12', sentence: 'Afghanistan without Nangarhar, September–December 2021', value: 57, facts: 'F11, F12', terms: [claims('afghanistan', '2021-09', '2021-12'), claims('nangarhar', '2021-09', '2021-12', -1)] },
  { id: 'afghanistan-2022-01-08', sentence: 'Afghanistan and abroad, January–August 2022 (abroad: all of 2022)', value: 143, facts: 'F03, F07, F15, F17', terms: [claims('afghanistan', '2022-01', '2022-08'), ...abroad(1)] },
  { id: 'afghanistan-2022-09', sentence: 'Afghanistan, September 2022, less abroad in 2022', value: 12, facts: 'F07, F15, F17', terms: [claims('afghanistan', '2022-09', '2022-09'), ...abroad(-1)] },
  { id: 'afghanistan-2022-10-12', sentence: 'Afghanistan, October–December 2022, and abroad in 2022', value: 15, facts: 'F07, F15, F17, F20', terms: [claims('afghanistan', '2022-10', '2022-12'), ...abroad(1)] },
  { id: 'afghanistan-2023-01-06', sentence: 'Afghanistan, January–June 2023', value: 10, facts: 'F20', terms: [claims('afghanistan', '2023-01', '2023-06')] },
  { id: 'kp-2020', sentence: 'KP, 2020', value: 9, facts: 'F01', terms: [claims('kp', '2020-01', '2020-12')] },
  { id: 'kp-2021', sentence: 'KP, 2021', value: 20, facts: 'F02', terms: [claims('kp', '2021-01', '2021-12')] },
  { id: 'kp-2022', sentence: 'KP, 2022', value: 47, facts: 'F03', terms: [claims('kp', '2022-01', '2022-12')] },
  { id: 'kp-2023-01-06', sentence: 'KP, January–June 2023', value: 12, facts: 'F04', terms: [claims('kp', '2023-01', '2023-06')] },
  { id: 'kabul-2022', sentence: 'Kabul, 2022 (27 % of 217)', value: 58.5, facts: 'F07, F08', terms: [claims('kabul', '2022-01', '2022-12')] },
  { id: 'north-2022', sentence: 'The north, 2022 (15 % of 217)', value: 32.5, facts: 'F07, F10', terms: [claims('north', '2022-01', '2022-12')] },
  { id: 'strongholds-2021', sentence: 'Nangarhar, Kabul and the provinces around it, 2021 (two thirds of 334)', value: 223, facts: 'F06', terms: STRONGHOLDS.map((code) => claims(code, '2021-01', '2021-12')) },
  { id: 'suicide-2023-01-06', sentence: 'Share of suicide attacks, Afghanistan, January–June 2023 (6 of 10), in percent', value: 60, facts: 'F20, F21', terms: [claims('afghanistan', '2023-01', '2023-06', 100, 'attacks_suicide')], per: [claims('afghanistan', '2023-01', '2023-06')] },
];

const ALL_TERMS = INCREMENTS.flatMap(({ terms, per }) => [...terms, ...(per ?? [])]);

/** What has to be measured in a replicate to know every increment: one measure a term. */
export const INCREMENT_MEASURES: readonly Measure[] = ALL_TERMS.map(({ target, place, from, to }) => ({
  target,
  location: place,
  window: windowOf(monthNumber(from), monthNumber(to) + 1),
}));

/** The increments from the values of `INCREMENT_MEASURES`; NaN for a share without a denominator. */
export function incrementValues(measured: ArrayLike<number>): Float64Array {
  let at = 0;
  const sum = (terms: readonly Term[]): number =>
    terms.reduce((total, { factor }) => total + factor * measured[at++]!, 0);
  return Float64Array.from(INCREMENTS, ({ terms, per }) => {
    const total = sum(terms);
    return per ? total / sum(per) : total;
  });
}

/** The same straight from tallies that reach June 2023. */
export function incrementReader(geography: Geography): (tallies: Tallies) => Float64Array {
  const places = new Map(locationsOf(geography).map((location) => [location.id, location]));
  return (tallies) =>
    incrementValues(
      INCREMENT_MEASURES.map(({ target, location, window }) =>
        observeById(tallies, geography, target, places.get(location)!, window.from, window.to),
      ),
    );
}
