/** What can be wrong with a pressure schedule beyond its types: keys of another shape, dates, places, slips. */
import type { Geography } from '../model/geography.js';
import { changeDateProblems, isMisspelt } from './complete.js';
import { tenth } from './issues.js';
import { expectedAt } from './known.js';
import { didYouMean } from './nearest.js';
import { findPlace, placeNames, type Side, SIDES } from './places.js';
import { errorAt, type Problem, warningAt } from './problems.js';
import { type Shape, SHAPES } from './schema.js';
import { keyPlace, mapAt, type MapTree, type Path, textAt, treeAt } from './tree.js';

/** Levels above this are questioned. */
const PLAUSIBLE_LEVEL = 3;
const COURSE_KEYS = new Set<string>(Object.values(SHAPES).flat());

/** Problems of `pressure` in a merged scenario. `earlier` are the problems of its files. */
export function pressureProblems(
  tree: MapTree,
  geography: Geography,
  earlier: readonly Problem[],
): Problem[] {
  return SIDES.flatMap((side) => {
    const path = ['pressure', side];
    const map = mapAt(tree, path);
    if (!map) return [];
    const problems = [
      ...scheduleProblems(tree, path, [], earlier),
      ...locationProblems(tree, [...path, 'by_location'], side, geography),
    ];
    for (const name of mapAt(tree, [...path, 'by_location'])?.entries.keys() ?? []) {
      problems.push(...scheduleProblems(tree, [...path, 'by_location', name], [...path, 'after'], earlier));
    }
    return problems;
  });
}

/** `inherited` is the path of the date that applies where the schedule has none; empty if there is none. */
function scheduleProblems(
  tree: MapTree,
  path: Path,
  inherited: Path,
  earlier: readonly Problem[],
): Problem[] {
  const map = mapAt(tree, path);
  if (!map) return [];
  const shape = textAt(tree, [...path, 'shape']);
  const keys = [...map.entries.keys()].filter((key) => COURSE_KEYS.has(key));
  const problems = [
    ...changeDateProblems(tree, [...path, 'after']),
    ...keys.flatMap((key) => slips(tree, [...path, key])),
  ];
  if (shape === undefined) {
    // Only places differ from history: there is no schedule for the rest.
    const onlyPlaces = keys.length === 0 || (keys.length === 1 && keys[0] === 'after');
    const isMissing =
      treeAt(tree, [...path, 'shape']) === undefined && !(map.entries.has('by_location') && onlyPlaces);
    if (isMissing && !isMisspelt([...path, 'shape'], earlier))
      problems.push(missing(tree, [...path, 'shape']));
    return problems;
  }
  if (!(shape in SHAPES)) return problems;
  const needed: readonly string[] = SHAPES[shape as Shape];
  for (const key of needed) {
    const isInherited = key === 'after' && inherited.length > 0 && treeAt(tree, inherited) !== undefined;
    if (!map.entries.has(key) && !isInherited && !isMisspelt([...path, key], earlier))
      problems.push(missing(tree, [...path, key], shape));
  }
  for (const key of keys) {
    // A level that is constant from a date on needs no other shape.
    if (needed.includes(key) || key === 'after') continue;
    const owners = Object.entries(SHAPES).filter(([, list]) => (list as readonly string[]).includes(key));
    const hint = `it belongs to shape ${owners.map(([owner]) => owner).join(' or ')}`;
    problems.push(
      errorAt(keyPlace(tree, [...path, key]), 'shape-key', `"${key}" does nothing in shape ${shape}`, hint),
    );
  }
  return problems;
}

function missing(tree: MapTree, path: Path, shape?: string): Problem {
  const message = `missing key "${path.at(-1)}"${shape ? ` of shape ${shape}` : ''}`;
  return errorAt(
    keyPlace(tree, path.slice(0, -1)),
    shape ? 'shape-key' : 'missing-key',
    message,
    `expected ${expectedAt(path)}`,
  );
}

function slips(tree: MapTree, path: Path): Problem[] {
  const found = treeAt(tree, path);
  const key = path.at(-1);
  if ((key !== 'to' && key !== 'ceiling') || found?.kind !== 'scalar' || typeof found.value !== 'number')
    return [];
  if (found.value <= PLAUSIBLE_LEVEL || found.value > 5) return [];
  const message = `${key} is ${found.value}: ${found.value} times the tempo of January–June 2023`;
  return [warningAt(found.place, 'tenfold-slip', message, `did you mean ${tenth(found.value)}?`)];
}

function locationProblems(tree: MapTree, path: Path, side: Side, geography: Geography): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const [name, { key }] of mapAt(tree, path)?.entries ?? []) {
    const place = findPlace(name, side, geography);
    if (!place) {
      const fallback = `expected ${side === 'pakistan' ? 'kp' : 'a zone, a province or its ISO 3166-2 code'}`;
      problems.push(
        errorAt(
          key,
          'unknown-location',
          `unknown location "${name}"`,
          didYouMean(name, placeNames(side, geography), fallback),
        ),
      );
    } else if (seen.has(place.id)) {
      const message = `"${name}" is the same place as "${seen.get(place.id)}"`;
      problems.push(errorAt(key, 'same-place-twice', message, 'remove one of the two'));
    } else {
      seen.set(place.id, name);
    }
  }
  return problems;
}
