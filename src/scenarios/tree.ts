/**
 * A YAML file as a tree in which every key and value knows where it was written. Trees of several files can be
 * merged and still point at the file and line of each value.
 */

/** A piece of one line of a file. `line` and `column` count from 1; `excerpt` is the whole line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly excerpt: string;
}

export type Plain = string | number | boolean | null;
export interface MapTree {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}
export interface ListTree {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Tree[];
}
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: Plain;
}
/** `!unset`: removes what the parent file says. */
export interface UnsetTree {
  readonly kind: 'unset';
  readonly place: Place;
}
export type Tree = MapTree | ListTree | ScalarTree | UnsetTree;
export interface Entry {
  readonly key: Place;
  readonly value: Tree;
}

/** Keys (and list positions) from the root to a value. */
export type Path = readonly (string | number)[];

/** `a.b.0` as text. */
export function dotted(path: Path): string {
  return path.join('.');
}

/** The value at a path, or undefined if there is none. */
export function treeAt(tree: Tree, path: Path): Tree | undefined {
  let current: Tree | undefined = tree;
  for (const step of path) {
    if (current?.kind === 'map') current = current.entries.get(String(step))?.value;
    else if (current?.kind === 'list') current = current.items[Number(step)];
    else return undefined;
  }
  return current;
}

/** The map at a path, or undefined if there is none or it is not a map. */
export function mapAt(tree: Tree, path: Path): MapTree | undefined {
  const found = treeAt(tree, path);
  return found?.kind === 'map' ? found : undefined;
}

/** The text at a path, or undefined if there is none or it is not text. */
export function textAt(tree: Tree, path: Path): string | undefined {
  const found = treeAt(tree, path);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** Where the key at the end of a path is written; the value's place in a list; the root's place for no path. */
export function keyPlace(tree: Tree, path: Path): Place {
  const parent = treeAt(tree, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined) return tree.place;
  if (parent?.kind === 'map') {
    const entry = parent.entries.get(String(last));
    if (entry) return entry.key;
  }
  return treeAt(tree, path)?.place ?? keyPlace(tree, path.slice(0, -1));
}

/** Where the value at a path is written; if nothing is, the nearest map around it. */
export function valuePlace(tree: Tree, path: Path): Place {
  return treeAt(tree, path)?.place ?? keyPlace(tree, path.slice(0, -1));
}

/** The tree as plain data, without `!unset` entries. */
export function plainOf(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'unset') return undefined;
  if (tree.kind === 'list') return tree.items.map(plainOf);
  // fromEntries defines own properties, so that a key `__proto__` stays a key.
  return Object.fromEntries(
    [...tree.entries]
      .filter(([, entry]) => entry.value.kind !== 'unset')
      .map(([key, entry]) => [key, plainOf(entry.value)]),
  );
}
