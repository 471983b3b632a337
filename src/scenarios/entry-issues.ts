/** What the schema finds wrong inside an entry of `levers` or `events`: told with what its id would have taken. */
import type { LeverKind } from '../model/levers.js';
import { expectedAt, keysAt } from './known.js';
import { idsOf, isPulledKey, keysOf, leverKind, listOf, type PullKind } from './lever-schema.js';
import { didYouMean, nearest } from './nearest.js';
import { errorAt, type Problem } from './problems.js';
import { keyPlace, mapAt, type Path, textAt, type Tree, treeAt, valuePlace } from './tree.js';

/** Whether a path leads into an entry; if so, of which kind. */
export function kindAt(path: Path): PullKind | undefined {
  if (path.length < 2) return undefined;
  return path[0] === 'levers' ? 'lever' : path[0] === 'events' ? 'event' : undefined;
}

/** An id that is not of the closed list, or of the other list. `path` is that of the id. */
export function unknownId(tree: Tree, path: Path, kind: PullKind): Problem {
  const found = treeAt(tree, path);
  const hint = `${listOf(kind)} are a closed list: "duel explain levers" shows it`;
  if (found === undefined)
    return errorAt(keyPlace(tree, path.slice(0, -1)), 'missing-key', `missing key "id"`, hint);
  const id = textAt(tree, path);
  if (id === undefined)
    return errorAt(found.place, 'wrong-type', `the id of ${article(kind)} is no text`, hint);
  const other = leverKind(id);
  const message = `unknown ${kind} "${id}"`;
  if (!other) return errorAt(found.place, 'unknown-lever', message, didYouMean(id, idsOf(kind), hint));
  return errorAt(
    found.place,
    'unknown-lever',
    message,
    `it is ${article(other.kind)}: list it under "${listOf(other.kind)}"`,
  );
}

const article = (kind: PullKind): string => (kind === 'event' ? 'an event' : 'a lever');

/** Keys that say the same of the one kind of entry as another key of the other. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  size: 'strength',
  strength: 'size',
  on: 'from',
  from: 'on',
};

/** The key of this lever that was probably meant by one that it does not take. */
function meantBy(lever: LeverKind, key: string): string | undefined {
  const { keys } = keysOf(lever);
  const other = COUNTERPARTS[key];
  if (other !== undefined) return keys.find((taken) => taken === other);
  return isPulledKey(key) ? undefined : nearest(key, keys);
}

/** A key that the entry's id does not take. `path` is that of the entry. */
export function untakenKey(tree: Tree, path: Path, key: string): Problem {
  const lever = leverKind(textAt(tree, [...path, 'id'])!)!;
  const place = keyPlace(tree, [...path, key]);
  const meant = meantBy(lever, key);
  const takes = `${lever.id} takes ${keysOf(lever).keys.slice(1).join(', ')}`;
  const hint = meant === undefined ? takes : `did you mean ${meant}? ${takes}`;
  if (isPulledKey(key)) return errorAt(place, 'lever-key', `"${key}" does nothing for ${lever.id}`, hint);
  return errorAt(place, 'unknown-key', `unknown key "${key}"`, hint);
}

/** A key of a list's entry that is not there; none where it is there by another name, which is reported as such. */
export function missingOfEntry(tree: Tree, path: Path): Problem[] {
  const entry = path.slice(0, -1);
  const key = path.at(-1);
  const lever = kindAt(path) && leverKind(textAt(tree, [...entry, 'id'])!);
  const written = [...(mapAt(tree, entry)?.entries.keys() ?? [])];
  const isMisnamed = (name: string): boolean =>
    lever
      ? !keysOf(lever).keys.some((taken) => taken === name) && meantBy(lever, name) === key
      : keysAt(entry).every((known) => !known.endsWith(`.${name}`)) && nearest(name, [String(key)]) === key;
  if (written.some(isMisnamed)) return [];
  const message = `missing key "${key}"${lever ? ` of ${lever.id}` : ''}`;
  return [errorAt(keyPlace(tree, entry), 'missing-key', message, `expected ${expectedAt(path)}`)];
}

/** A strength above 1: a decimal point that went missing, or a percentage. */
export function strengthSlip(tree: Tree, path: Path, value: number): Problem {
  const meant = value > 1 && value <= 100 ? `did you mean ${value > 10 ? value / 100 : value / 10}? ` : '';
  const hint = `${meant}expected ${expectedAt(path)}`;
  return errorAt(valuePlace(tree, path), 'out-of-range', `strength is ${value}, out of range`, hint);
}
