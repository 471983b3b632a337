/** What a merged scenario must have beyond well-formed keys: nothing missing, dates in order, nothing listed twice. */
import { dayOf, FIRST_DATE, firstDayOf, type IsoDate, LAST_DATE, monthOf } from '../model/calendar.js';
import { DEFAULTS } from './defaults.js';
import { didYouMean } from './nearest.js';
import { errorAt, type Problem } from './problems.js';
import { PARAMETER_SETS } from './schema.js';
import {
  dotted,
  keyPlace,
  mapAt,
  type MapTree,
  type Path,
  plainOf,
  textAt,
  treeAt,
  valuePlace,
} from './tree.js';
import { expectedAt } from './known.js';

/** A run covers at least the first year, against which the model is calibrated. */
export const EARLIEST_END: IsoDate = '2020-12-31';
const REQUIRED: readonly Path[] = [
  ['title'],
  ['purpose'],
  ['question'],
  ['assumptions'],
  ['parameters'],
  ['time'],
  ['time', 'end'],
  ['rebound', 'from'],
];
const LISTS: readonly Path[] = [
  ['assumptions'],
  ['explanation'],
  ['rebound', 'bars'],
  ['outputs', 'targets'],
  ['outputs', 'trajectories'],
  ['outputs', 'quantiles'],
];

/** The day of the date at a path, or undefined if there is no real date. */
export function dayAt(tree: MapTree, path: Path): number | undefined {
  const text = textAt(tree, path);
  if (text === undefined) return undefined;
  try {
    return dayOf(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Problems of a merged scenario, apart from pressure. `earlier` are the problems of its files. */
export function completenessProblems(tree: MapTree, earlier: readonly Problem[]): Problem[] {
  return [
    ...missingKeys(tree, earlier),
    ...timeProblems(tree),
    ...reboundProblems(tree),
    ...LISTS.flatMap((path) => listedTwice(tree, path)),
    ...otherProblems(tree),
  ];
}

/** A misspelt key is reported as such; that its right spelling is missing would say the same again. */
export function isMisspelt(path: Path, earlier: readonly Problem[]): boolean {
  return earlier.some(({ code, hint }) => code === 'unknown-key' && hint === `did you mean ${dotted(path)}?`);
}

function missingKeys(tree: MapTree, earlier: readonly Problem[]): Problem[] {
  return REQUIRED.filter(
    (path) =>
      (path.length === 1 || mapAt(tree, path.slice(0, -1))) &&
      treeAt(tree, path) === undefined &&
      !isMisspelt(path, earlier),
  ).map((path) => {
    const place = keyPlace(tree, path.slice(0, -1));
    return errorAt(place, 'missing-key', `missing key "${dotted(path)}"`, `expected ${expectedAt(path)}`);
  });
}

/** A date of the right form that no calendar has, such as 2023-02-30; at most one problem. */
export function calendarProblems(tree: MapTree, path: Path): Problem[] {
  const text = textAt(tree, path);
  // Text of another form is the schema's to report.
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text) || dayAt(tree, path) !== undefined) return [];
  return [
    errorAt(
      valuePlace(tree, path),
      'not-a-date',
      `${path.at(-1)} is "${text}", which is no day of the calendar`,
      `expected ${expectedAt(path)}`,
    ),
  ];
}

/** The day on which something changes: a real one, on which the run is under way. */
export function changeDateProblems(tree: MapTree, path: Path): Problem[] {
  const problems = calendarProblems(tree, path);
  const [day, end] = [dayAt(tree, path), dayAt(tree, ['time', 'end'])];
  if (day === undefined) return problems;
  const message = `${path.at(-1)} is ${textAt(tree, path)}`;
  const place = valuePlace(tree, path);
  if (day < 0) {
    const hint = `expected ${FIRST_DATE} or later`;
    problems.push(errorAt(place, 'out-of-range', `${message}, before the run starts`, hint));
  } else if (end !== undefined && day > end) {
    const hint = `expected ${textAt(tree, ['time', 'end'])} or earlier`;
    problems.push(errorAt(place, 'out-of-range', `${message}, when the run is over`, hint));
  }
  return problems;
}

function timeProblems(tree: MapTree): Problem[] {
  const problems = [...calendarProblems(tree, ['time', 'start']), ...calendarProblems(tree, ['time', 'end'])];
  const start = textAt(tree, ['time', 'start']);
  if (dayAt(tree, ['time', 'start']) !== undefined && start !== FIRST_DATE) {
    problems.push(
      errorAt(
        valuePlace(tree, ['time', 'start']),
        'out-of-range',
        `start is ${start}`,
        `expected ${expectedAt(['time', 'start'])}`,
      ),
    );
  }
  const end = dayAt(tree, ['time', 'end']);
  if (end !== undefined && (end < dayOf(EARLIEST_END) || end > dayOf(LAST_DATE))) {
    const message = `end is ${textAt(tree, ['time', 'end'])}, out of range`;
    problems.push(
      errorAt(
        valuePlace(tree, ['time', 'end']),
        'end-out-of-range',
        message,
        `expected ${expectedAt(['time', 'end'])}`,
      ),
    );
  }
  return problems;
}

function reboundProblems(tree: MapTree): Problem[] {
  const path = ['rebound', 'from'];
  const problems = calendarProblems(tree, path);
  const [from, end] = [dayAt(tree, path), dayAt(tree, ['time', 'end'])];
  if (from === undefined) return problems;
  const written = textAt(tree, path);
  const bars = mapAt(tree, ['rebound'])?.entries.has('bars')
    ? plainOf(treeAt(tree, ['rebound', 'bars'])!)
    : DEFAULTS.rebound.bars;
  if (from <= 0) {
    problems.push(
      errorAt(
        valuePlace(tree, path),
        'out-of-range',
        `rebound.from is ${written}, not after the start`,
        `expected a date after ${FIRST_DATE}`,
      ),
    );
  } else if (Array.isArray(bars) && bars.includes('twice-before') && from < firstDayOf(6)) {
    const hint = 'expected 2020-07-01 or later, or bars without twice-before';
    problems.push(
      errorAt(
        valuePlace(tree, path),
        'out-of-range',
        `rebound.from is ${written}: six months before it are needed for twice-before`,
        hint,
      ),
    );
  }
  const months = treeAt(tree, ['rebound', 'months']);
  const needed =
    months?.kind === 'scalar' && typeof months.value === 'number' ? months.value : DEFAULTS.rebound.months;
  if (end !== undefined && monthOf(end + 1) - monthOf(from) < needed) {
    const hint = `expected at least ${needed} months before the end, ${textAt(tree, ['time', 'end'])}, or "rebound: !unset"`;
    problems.push(
      errorAt(
        valuePlace(tree, path),
        'out-of-range',
        `rebound.from is ${written}, too late to see attacks return`,
        hint,
      ),
    );
  }
  return problems;
}

/** Values that a list at a path holds more than once. */
export function listedTwice(tree: MapTree, path: Path): Problem[] {
  const list = treeAt(tree, path);
  if (list?.kind !== 'list') return [];
  const seen = new Set<string>();
  return list.items.flatMap((item) => {
    const key = JSON.stringify(plainOf(item));
    if (seen.has(key))
      return [
        errorAt(
          item.place,
          'listed-twice',
          `${key} is listed twice in ${path.at(-1)}`,
          'remove one of the two',
        ),
      ];
    seen.add(key);
    return [];
  });
}

function otherProblems(tree: MapTree): Problem[] {
  const problems: Problem[] = [];
  const counterfactual = textAt(tree, ['counterfactual']);
  if (counterfactual !== undefined && counterfactual === textAt(tree, ['id'])) {
    const hint = 'expected the id of another scenario';
    problems.push(
      errorAt(
        valuePlace(tree, ['counterfactual']),
        'no-counterfactual',
        'the scenario is its own counterfactual',
        hint,
      ),
    );
  }
  const parameters = textAt(tree, ['parameters']);
  if (parameters !== undefined && !isParameterSet(parameters) && !/[./\\]/.test(parameters)) {
    const hint = didYouMean(parameters, PARAMETER_SETS, `expected ${expectedAt(['parameters'])}`);
    problems.push(
      errorAt(
        valuePlace(tree, ['parameters']),
        'unknown-value',
        `unknown value "${parameters}" for parameters`,
        hint,
      ),
    );
  }
  return problems;
}

export function isParameterSet(text: string): text is (typeof PARAMETER_SETS)[number] {
  return (PARAMETER_SETS as readonly string[]).includes(text);
}
