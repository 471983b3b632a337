/** Where each value of a resolved scenario was written, as `duel explain` prints it. */
import type { Geography } from '../model/geography.js';
import { SCHEDULES } from './extend.js';
import { KNOWN_KEYS } from './known.js';
import type { WrittenPull } from './lever-schema.js';
import { originKey, pulledOf } from './pulled.js';
import {
  dotted,
  keyPlace,
  mapAt,
  type MapTree,
  type Path,
  type Place,
  plainOf,
  type Tree,
  treeAt,
} from './tree.js';

/** Keys about the file, or told entry by entry. */
const APART = ['extends', 'schema', 'vary', 'levers', 'events', 'assert'];
/** Maps whose keys have no value where the map is not written. */
const OPTIONAL: readonly Path[] = [
  ['rebound'],
  ['experiment', 'stop'],
  ...SCHEDULES.map((key) => key.split('.')),
];

/** `a.b.c` → `file:line`, or `default` where nothing was written. `nameOf` shortens the name of a file. */
export function originsOf(
  tree: MapTree,
  geography: Geography,
  nameOf: (file: string) => string,
): ReadonlyMap<string, string> {
  const shown = ({ file, line }: Place): string => `${nameOf(file)}:${line}`;
  const written = new Map(leaves(tree, []).map((path) => [dotted(path), shown(keyPlace(tree, path))]));
  const origin = new Map<string, string>();
  const isLeaf = (key: string) => !KNOWN_KEYS.some((other) => other.startsWith(`${key}.`));
  const isAbsent = (key: string) =>
    OPTIONAL.some(
      (path) => key.startsWith(`${dotted(path)}.`) && (!mapAt(tree, path) || path[0] === 'pressure'),
    );
  for (const key of KNOWN_KEYS.filter(isLeaf)) {
    if (APART.includes(key)) continue;
    const place = written.get(key);
    if (place !== undefined) origin.set(key, place);
    else if (!isAbsent(key)) origin.set(key, 'default');
  }
  for (const side of SCHEDULES) {
    if (![...written.keys()].some((key) => key.startsWith(`${side}.`))) origin.set(side, 'default');
  }
  for (const [key, place] of written) if (key.includes('.by_location.')) origin.set(key, place);
  for (const list of ['levers', 'events']) {
    for (const { item } of entries(tree, list)) {
      origin.set(originKey(pulledOf(plainOf(item) as WrittenPull, geography)), shown(item.place));
    }
  }
  for (const { item, at } of entries(tree, 'assert')) origin.set(`assert.${at + 1}`, shown(item.place));
  return origin;
}

function entries(tree: MapTree, list: string): { item: Tree; at: number }[] {
  const found = treeAt(tree, [list]);
  return found?.kind === 'list' ? found.items.map((item, at) => ({ item, at })) : [];
}

/** Paths of all values that are not maps; a list is one value. */
function leaves(tree: Tree, path: Path): Path[] {
  if (tree.kind !== 'map') return [path];
  return [...tree.entries].flatMap(([key, entry]) => leaves(entry.value, [...path, key]));
}
