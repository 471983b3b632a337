/** What can be wrong with levers and events beyond their keys: dates, places, slips, and one pulled twice at a time. */
import { type Day, dayOf, LAST_DATE } from '../model/calendar.js';
import type { Geography } from '../model/geography.js';
import { LANGUAGES } from '../model/levers.js';
import { calendarProblems, changeDateProblems, dayAt, listedTwice } from './complete.js';
import { tenth } from './issues.js';
import { leverKind } from './lever-schema.js';
import { didYouMean } from './nearest.js';
import { anyPlace, placeNames, SIDES } from './places.js';
import { errorAt, type Problem, warningAt } from './problems.js';
import { keyPlace, type MapTree, type Path, plainOf, textAt, treeAt, valuePlace } from './tree.js';

/** Sizes above these are questioned: of an event that happens on a day, and of one that lasts. */
const PLAUSIBLE_SIZE = { day: 1, lasting: 3 };

/** Problems of `levers` and `events` in a merged scenario, in which every entry has the keys of its id. */
export function pullProblems(tree: MapTree, geography: Geography): Problem[] {
  const entries = ['levers', 'events'].flatMap((list) => {
    const found = treeAt(tree, [list]);
    return found?.kind === 'list' ? found.items.map((_, at) => [list, at] as const) : [];
  });
  const isKnown = (path: Path): boolean => leverKind(textAt(tree, [...path, 'id']) ?? '') !== undefined;
  const known = entries.filter(isKnown);
  return [
    ...known.flatMap((path) => entryProblems(tree, path, geography)),
    ...pulledTwice(
      known.map((path) => reachOf(tree, path, geography)),
      tree,
    ),
  ];
}

function entryProblems(tree: MapTree, path: Path, geography: Geography): Problem[] {
  const problems = [
    ...['on', 'from'].flatMap((key) => changeDateProblems(tree, [...path, key])),
    ...untilProblems(tree, path),
    ...listedTwice(tree, [...path, 'languages']),
  ];
  const location = textAt(tree, [...path, 'location']);
  if (location !== undefined && !anyPlace(location, geography)) {
    const fallback = 'expected afghanistan, a zone, a province or its ISO 3166-2 code';
    const hint = didYouMean(location, placeNames(null, geography), fallback);
    const place = valuePlace(tree, [...path, 'location']);
    problems.push(errorAt(place, 'unknown-location', `unknown location "${location}"`, hint));
  }
  const size = treeAt(tree, [...path, 'size']);
  const { takes } = leverKind(textAt(tree, [...path, 'id'])!)!;
  const most = takes.lasts ? PLAUSIBLE_SIZE.lasting : PLAUSIBLE_SIZE.day;
  if (size?.kind === 'scalar' && typeof size.value === 'number' && size.value > most && size.value <= 10) {
    const message = `size is ${size.value}: ${size.value} times the full effect`;
    problems.push(warningAt(size.place, 'tenfold-slip', message, `did you mean ${tenth(size.value)}?`));
  }
  return problems;
}

function untilProblems(tree: MapTree, entry: Path): Problem[] {
  const path = [...entry, 'until'];
  const problems = calendarProblems(tree, path);
  const [from, until] = [dayAt(tree, [...entry, 'from']), dayAt(tree, path)];
  const place = valuePlace(tree, path);
  const written = textAt(tree, path);
  if (until !== undefined && from !== undefined && until <= from) {
    const hint = 'expected a later date: "until" is the first day without it';
    const message = `until is ${written}, not after from, ${textAt(tree, [...entry, 'from'])}`;
    problems.push(errorAt(place, 'out-of-range', message, hint));
  } else if (until !== undefined && until > dayOf(LAST_DATE)) {
    const hint = `expected ${LAST_DATE} or earlier; without "until" it acts to the end`;
    problems.push(errorAt(place, 'out-of-range', `until is ${written}, out of range`, hint));
  }
  return problems;
}

/** What an entry acts on. */
interface Reach {
  readonly path: Path;
  readonly id: string;
  readonly group: string | undefined;
  readonly from: Day;
  readonly until: Day;
  readonly sides: readonly string[];
  readonly regions: readonly number[];
  readonly languages: readonly unknown[];
}

function reachOf(tree: MapTree, path: Path, geography: Geography): Reach {
  const of = (key: string): string | undefined => textAt(tree, [...path, key]);
  const side = of('side');
  const location = of('location');
  const languages = treeAt(tree, [...path, 'languages']);
  const on = dayAt(tree, [...path, 'on']);
  return {
    path,
    id: of('id')!,
    group: of('group'),
    from: on ?? dayAt(tree, [...path, 'from']) ?? NaN,
    until: on === undefined ? (dayAt(tree, [...path, 'until']) ?? Infinity) : on + 1,
    sides: side === undefined ? SIDES : [side],
    regions:
      location === undefined ? [...geography.codes.keys()] : (anyPlace(location, geography)?.regions ?? []),
    languages: languages?.kind === 'list' ? (plainOf(languages) as unknown[]) : LANGUAGES,
  };
}

/** Two of the same at once would compound, which nobody means who repeats an entry. */
function pulledTwice(reaches: readonly Reach[], tree: MapTree): Problem[] {
  return reaches.flatMap((here, at) => {
    const other = reaches.slice(0, at).find((before) => meets(before, here));
    if (!other) return [];
    const { line } = keyPlace(tree, [...other.path, 'id']);
    const message = `"${here.id}" acts here already, by the entry of line ${line}`;
    const hint = 'end one before the other begins, let each have its own place, or write one entry for both';
    return [errorAt(valuePlace(tree, [...here.path, 'id']), 'pulled-twice', message, hint)];
  });
}

function meets(a: Reach, b: Reach): boolean {
  const share = (left: readonly unknown[], right: readonly unknown[]): boolean =>
    left.some((item) => right.includes(item));
  return (
    a.id === b.id &&
    a.group === b.group &&
    a.from < b.until &&
    b.from < a.until &&
    share(a.sides, b.sides) &&
    share(a.regions, b.regions) &&
    share(a.languages, b.languages)
  );
}
