/** Values put into a merged scenario by a dotted key: from `vary`, or from `--set` on the command line. */
import { keysOf, leverKind } from './lever-schema.js';
import { KNOWN_KEYS } from './known.js';
import { didYouMean } from './nearest.js';
import { errorAt, type Problem } from './problems.js';
import type { Setting } from './scenario.js';
import { readValue } from './source.js';
import { type Entry, type MapTree, type Place, plainOf, textAt, type Tree } from './tree.js';

/** The file name under which a value of the command line is shown. */
export const SET_FILE = '--set';
/** Keys that name a file rather than say what it means. */
const FIXED = ['id', 'schema', 'extends', 'vary'];

/** One value to put in. */
export interface Put {
  /** As written, dotted; an entry of `levers` or `events` goes by its id: `levers.border-control.strength`. */
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Tree;
}

/** Reads the values of `--set`, each YAML; places count the options from line 1. */
export function readSettings(set: readonly Setting[]): { puts: Put[]; problems: Problem[] } {
  const puts: Put[] = [];
  const problems: Problem[] = [];
  for (const [at, { key, value }] of set.entries()) {
    const excerpt = `${key}=${value}`;
    const keyPlace = { file: SET_FILE, line: at + 1, column: 1, length: key.length, excerpt };
    const read = readValue(value, { ...keyPlace, column: key.length + 2, length: Math.max(1, value.length) });
    const earlier = set.slice(0, at).some((other) => other.key === key);
    if (FIXED.includes(key.split('.')[0]!)) {
      const hint = `expected a key other than ${FIXED.join(', ')}`;
      problems.push(errorAt(keyPlace, 'set-key', `"${key}" cannot be set`, hint));
    } else if (earlier) {
      problems.push(errorAt(keyPlace, 'listed-twice', `"${key}" is set twice`, 'remove one of the two'));
    } else if (read.tree) puts.push({ key, keyPlace, value: read.tree });
    problems.push(...read.problems);
  }
  return { puts, problems };
}

/** What is wrong with a key that no scenario like this one has; undefined for one that can be put in. */
export function unknownKey(tree: MapTree, { key, keyPlace }: Omit<Put, 'value'>): Problem | undefined {
  const known = knownKeys(tree);
  // Places of by_location are whatever the geography has; the schema checks what is said of them.
  if (known.includes(key) || /^pressure\.(taliban|pakistan)\.by_location\./.test(key)) return undefined;
  const hint = didYouMean(key, known, 'expected a dotted key, such as pressure.taliban.to');
  return errorAt(keyPlace, 'unknown-key', `unknown key "${key}"`, hint);
}

/** What is wrong with setting a key that the file varies: `vary` would put its own values in its place. */
export function variedKey(tree: MapTree, { key, keyPlace }: Put): Problem | undefined {
  const vary = tree.entries.get('vary')?.value;
  if (vary?.kind !== 'map' || !vary.entries.has(key)) return undefined;
  return errorAt(
    keyPlace,
    'set-key',
    `"${key}" is varied in the file`,
    'expected a key that `vary` does not list',
  );
}

/** The tree with one value put in, or what is wrong with the key. */
export function withValue(tree: MapTree, put: Put): MapTree | Problem {
  const done = unknownKey(tree, put) ?? placed(tree, put.key.split('.'), put);
  return 'code' in done ? done : (done as MapTree);
}

/** Every key that can be put in: those of the schema, and those of the entries of this scenario's lists. */
function knownKeys(tree: MapTree): string[] {
  const entries = ['levers', 'events'].flatMap((list) => {
    const found = tree.entries.get(list)?.value;
    if (found?.kind !== 'list') return [];
    return found.items.flatMap((item) => {
      const id = textAt(item, ['id']) ?? '';
      const lever = leverKind(id);
      return lever ? keysOf(lever).keys.map((key) => `${list}.${id}.${key}`) : [];
    });
  });
  return [...KNOWN_KEYS.filter((key) => !FIXED.includes(key)), ...entries];
}

function placed(tree: Tree | undefined, steps: readonly string[], put: Put): Tree | Problem {
  const [step, ...rest] = steps;
  if (step === undefined) return put.value;
  if (tree?.kind === 'list') {
    const at = tree.items.flatMap((item, index) => (textAt(item, ['id']) === step ? [index] : []));
    if (at.length !== 1) {
      const message = `there are ${at.length} entries "${step}"`;
      return errorAt(put.keyPlace, 'set-key', message, 'expected the id of exactly one entry');
    }
    const inner = placed(tree.items[at[0]!], rest, put);
    return 'code' in inner ? inner : { ...tree, items: tree.items.with(at[0]!, inner) };
  }
  const map = tree?.kind === 'map' ? tree : { kind: 'map' as const, place: put.keyPlace, entries: new Map() };
  const entries = new Map<string, Entry>(map.entries);
  const below = entries.get(step);
  if (rest.length === 0 && put.value.kind === 'unset') {
    if (entries.delete(step)) return { ...map, entries };
    const message = `!unset removes nothing: the scenario does not say "${put.key}"`;
    return errorAt(put.keyPlace, 'unset-nothing', message, 'remove it');
  }
  const inner = placed(below?.value, rest, put);
  if ('code' in inner) return inner;
  entries.set(step, { key: rest.length === 0 ? put.keyPlace : (below?.key ?? put.keyPlace), value: inner });
  return { ...map, entries };
}

/** A value as `settings` and tables show it. */
export function settingOf({ key, value }: Put): Setting {
  if (value.kind === 'unset') return { key, value: '!unset' };
  const plain = plainOf(value);
  return { key, value: typeof plain === 'string' ? plain : JSON.stringify(plain) };
}
