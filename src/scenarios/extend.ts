/** `extends`: a scenario file laid over its parent. Maps merge, lists and schedules replace, `!unset` removes. */
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { didYouMean } from './nearest.js';
import { errorAt, type Problem } from './problems.js';
import { dotted, type Entry, type MapTree, type Path, type Place, type Tree, treeAt } from './tree.js';

/** A file that was read. `shown` is its path as messages print it, `path` is absolute. */
export interface StudyFile {
  readonly path: string;
  readonly shown: string;
  readonly tree: MapTree | null;
  readonly problems: readonly Problem[];
}
/** Reads a file of the study folder; `outside` if it is reached only through a link that leaves the folder. */
export type ReadStudyFile = (path: string, shown: string) => StudyFile | 'missing' | 'outside';

export interface Extended {
  /** Null if the file or one of its ancestors could not be read as a tree. */
  readonly tree: MapTree | null;
  /** Problems of the ancestors and of the merge; those of the file itself are in the file. */
  readonly problems: readonly Problem[];
  /** Absolute paths of the ancestors that were read. */
  readonly ancestors: readonly string[];
}

/** Keys whose value replaces the parent's as a whole. */
export const SCHEDULES = ['pressure.taliban', 'pressure.pakistan'];
/** An id names one file, and each file says which schema it follows. */
export const NOT_INHERITED = ['id', 'extends', 'schema'];

/** Most files that a scenario may extend, one after another: a link to its own folder makes an endless chain. */
const MOST_ANCESTORS = 20;

/** Merges a file with its ancestors. `study` is the absolute path of the study folder. */
export function extendFile(file: StudyFile, study: string, read: ReadStudyFile): Extended {
  return extendChain(file, study, read, [file.path]);
}

function extendChain(file: StudyFile, study: string, read: ReadStudyFile, seen: readonly string[]): Extended {
  if (file.tree === null) return { tree: null, problems: [], ancestors: [] };
  const parentName = treeAt(file.tree, ['extends']);
  const problems: Problem[] = [];
  if (
    parentName?.kind !== 'scalar' ||
    typeof parentName.value !== 'string' ||
    parentName.value.trim() === ''
  ) {
    const tree = merge({ ...file.tree, entries: new Map() }, file.tree, [], null, problems);
    return { tree, problems, ancestors: [] };
  }
  const parent = readParent(parentName.value, parentName.place, file, study, read, seen);
  if ('code' in parent) return { tree: null, problems: [parent], ancestors: [] };
  const above = extendChain(parent, study, read, [...seen, parent.path]);
  const ancestors = [parent.path, ...above.ancestors];
  const inherited = [...parent.problems, ...above.problems];
  if (above.tree === null) return { tree: null, problems: inherited, ancestors };
  const entries = new Map([...above.tree.entries].filter(([key]) => !NOT_INHERITED.includes(key)));
  const tree = merge({ ...above.tree, entries }, file.tree, [], parentName.value, problems);
  return { tree, problems: [...inherited, ...problems], ancestors };
}

function readParent(
  name: string,
  place: Place,
  file: StudyFile,
  study: string,
  read: ReadStudyFile,
  seen: readonly string[],
): StudyFile | Problem {
  const path = resolve(dirname(file.path), name);
  const misnamed = notInStudy(name, path, study, place);
  if (misnamed) return misnamed;
  if (seen.length > MOST_ANCESTORS)
    return errorAt(
      place,
      'extends-cycle',
      `"${name}" would be ancestor ${seen.length} of one scenario`,
      `expected at most ${MOST_ANCESTORS}`,
    );
  if (seen.includes(path))
    return errorAt(
      place,
      'extends-cycle',
      `"${name}" extends itself`,
      'a chain of files must end in one without extends',
    );
  const parent = read(path, join(dirname(file.shown), name));
  if (parent === 'outside') return leaves(name, place);
  if (parent === 'missing')
    return errorAt(
      place,
      'file-not-found',
      `there is no file "${name}"`,
      'expected a path relative to this file',
    );
  return parent;
}

/** What is wrong with a path that a scenario names, before the disk is looked at. @param path the same, absolute */
export function notInStudy(name: string, path: string, study: string, place: Place): Problem | undefined {
  // The other system's separators and drives: there the file would be elsewhere, or outside.
  if (/\\|^[a-z]:/i.test(name)) {
    const slashes = name.replaceAll('\\', '/').replace(/^[a-z]:/i, '');
    const hint = `expected a relative path with slashes, such as ${slashes.split('/').pop() || 'base.yaml'}`;
    return errorAt(place, 'not-a-file-name', `"${name}" is no path that works on every system`, hint);
  }
  return isAbsolute(name) || !isInside(study, path) ? leaves(name, place) : undefined;
}

/** A path that leads out of the study folder, by itself or by a link. */
export function leaves(name: string, place: Place): Problem {
  return errorAt(
    place,
    'not-a-file-name',
    `"${name}" is outside the study folder`,
    "expected a relative path inside the scenario file's folder",
  );
}

/** Whether `path` lies below the folder `study`; both absolute. */
export function isInside(study: string, path: string): boolean {
  const way = relative(study, path);
  return way !== '' && way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}

/** `parentName` is null for a file that extends nothing. */
function merge(
  parent: MapTree,
  child: MapTree,
  path: Path,
  parentName: string | null,
  problems: Problem[],
): MapTree {
  const entries = new Map<string, Entry>(parent.entries);
  for (const [key, entry] of child.entries) {
    const here = [...path, key];
    const below = parent.entries.get(key)?.value;
    if (entry.value.kind === 'unset') {
      if (!entries.delete(key)) problems.push(nothingToRemove(entry.key, here, parent, parentName));
    } else if (below?.kind === 'map' && entry.value.kind === 'map' && !SCHEDULES.includes(dotted(here))) {
      entries.set(key, { key: entry.key, value: merge(below, entry.value, here, parentName, problems) });
    } else {
      const value = withoutUnset(entry.value, here, parentName, problems);
      if (value) entries.set(key, { key: entry.key, value });
    }
  }
  return { kind: 'map', place: child.place, entries };
}

/** A value that replaces what the parent says, so that nothing is left in it for `!unset` to remove. */
function withoutUnset(tree: Tree, path: Path, parentName: string | null, problems: Problem[]): Tree | null {
  if (tree.kind === 'unset') {
    problems.push(nothingToRemove(tree.place, path, null, parentName));
    return null;
  }
  if (tree.kind !== 'map') return tree;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const value = withoutUnset(entry.value, [...path, key], parentName, problems);
    if (value) entries.set(key, { key: entry.key, value });
  }
  return { ...tree, entries };
}

function nothingToRemove(
  place: Place,
  path: Path,
  parent: MapTree | null,
  parentName: string | null,
): Problem {
  const key = dotted(path);
  if (parentName === null)
    return errorAt(
      place,
      'unset-nothing',
      `!unset removes nothing: this file extends no other`,
      `remove "${key}"`,
    );
  const hint = didYouMean(String(path.at(-1)), [...(parent?.entries.keys() ?? [])], `remove "${key}"`);
  return errorAt(place, 'unset-nothing', `!unset removes nothing: ${parentName} does not say "${key}"`, hint);
}
