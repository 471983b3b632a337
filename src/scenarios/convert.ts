/** Parsed YAML nodes → tree with places: tags, aliases, keys and depth that the language does not have are refused. */
import { isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { errorAt, type Problem } from './problems.js';
import type { Entry, Place, Plain, Tree } from './tree.js';

/** Most values in a file, aliases expanded. */
export const MAX_VALUES = 10_000;
/** Deepest nesting. */
export const MAX_DEPTH = 32;

const PLAIN_TAGS = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(
  (name) => `tag:yaml.org,2002:${name}`,
);
// Control characters are what this looks for.
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/;

/** Place of the text from one offset to another. */
export type PlaceOf = (start: number, end: number) => Place;

/** Converts one document. What is refused becomes null, and is among `problems`. */
export class Conversion {
  readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private values = 0;

  constructor(
    private readonly text: string,
    private readonly placeOf: PlaceOf,
  ) {}

  /** `around` is the place of the key, for values that have no text of their own on its line. */
  convert(node: Node | null, around: Place, depth = 0): Tree | null {
    if (node === null) return { kind: 'scalar', place: around, value: null };
    const range = node.range!;
    const place = this.placeOf(range[0], range[1]);
    if (++this.values > MAX_VALUES || depth > MAX_DEPTH) {
      if (depth > MAX_DEPTH || this.values === MAX_VALUES + 1) this.tooMuch(place, depth);
      return null;
    }
    if (isAlias(node)) return this.expand(node.source, place, around, depth);
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node);
    const tag = node.tag;
    if (tag !== undefined && tag !== '!unset' && tag !== '!' && !PLAIN_TAGS.includes(tag)) {
      const start = this.text.lastIndexOf('!', range[0]);
      const short = tag.replace('tag:yaml.org,2002:', '!!');
      this.error(
        this.placeOf(start - (short.startsWith('!!') ? 1 : 0), range[1]),
        'unknown-tag',
        `unknown tag "${short}"`,
        'the only tag is !unset',
      );
      return null;
    }
    if (isMap(node)) return this.convertMap(node.items, node, node.flow ? place : around, depth);
    if (isSeq(node)) return this.convertList(node.items, node, node.flow ? place : around, depth);
    if (tag === '!unset') {
      const start = this.text.lastIndexOf('!', range[0]);
      return { kind: 'unset', place: this.placeOf(start, start + tag.length) };
    }
    if (isScalar(node)) return this.convertScalar(node.value, range[1] > range[0] ? place : around);
    return null;
  }

  private convertScalar(value: unknown, place: Place): Tree | null {
    if (typeof value === 'string' && CONTROL_CHARACTER.test(value)) {
      this.error(place, 'yaml-syntax', 'a control character in the text', 'remove it');
      return null;
    }
    return { kind: 'scalar', place, value: value as Plain };
  }

  private convertList(nodes: readonly unknown[], node: Node, place: Place, depth: number): Tree | null {
    this.open.add(node);
    const found = nodes
      .map((item) => this.convert(item as Node, this.aroundItem(item as Node, place), depth + 1))
      .filter((item) => item !== null);
    this.open.delete(node);
    const items = found.filter(({ kind }) => kind !== 'unset');
    for (const item of found.filter(({ kind }) => kind === 'unset')) {
      const hint = 'write the list without the item';
      this.error(item.place, 'unset-nothing', '!unset removes a key, not an item of a list', hint);
    }
    // All its items were refused: the list is not empty, it is unknown.
    return items.length === 0 && nodes.length > 0 ? null : { kind: 'list', place, items };
  }

  /** A map in a list stands where its first key does, so that what it lacks is reported there. */
  private aroundItem(item: Node, list: Place): Place {
    const first = isMap(item) ? (item.items[0]?.key as Node | null | undefined)?.range : undefined;
    return first ? this.placeOf(first[0], first[1]) : list;
  }

  private convertMap(items: readonly unknown[], node: Node, place: Place, depth: number): Tree {
    this.open.add(node);
    const entries = new Map<string, Entry>();
    const names = new Set<string>();
    for (const item of items) {
      if (!isPair(item)) continue;
      const key = item.key as Node | null;
      const at = key?.range ? this.placeOf(key.range[0], key.range[1]) : place;
      if (!isScalar(key) || key.value === null) {
        this.error(at, 'wrong-type', 'a key must be a word', 'expected "key: value"');
      } else if (key.value === '<<') {
        this.error(
          at,
          'unknown-key',
          'merge keys are not part of this language',
          'put what is shared in a file and write "extends: base.yaml"',
        );
      } else {
        const name = String(key.value);
        if (names.has(name))
          this.error(at, 'duplicate-key', `the key "${name}" is written twice`, 'remove one of the two');
        names.add(name);
        const value = this.convert(item.value as Node | null, at, depth + 1);
        if (value) entries.set(name, { key: at, value });
      }
    }
    this.open.delete(node);
    return { kind: 'map', place, entries };
  }

  private expand(name: string, place: Place, around: Place, depth: number): Tree | null {
    const target = this.anchors.get(name);
    if (target === undefined) this.error(place, 'yaml-syntax', `no value is anchored as &${name} above`);
    else if (this.open.has(target)) this.error(place, 'alias-limit', `the alias *${name} contains itself`);
    else return this.convert(target, around, depth);
    return null;
  }

  private tooMuch(place: Place, depth: number): void {
    if (depth > MAX_DEPTH)
      this.error(place, 'yaml-syntax', 'nested too deeply', `expected at most ${MAX_DEPTH} levels`);
    else
      this.error(
        place,
        'alias-limit',
        `more than ${MAX_VALUES} values, aliases expanded`,
        'tables belong in CSV files',
      );
  }

  private error(place: Place, code: Problem['code'], message: string, hint = ''): void {
    this.problems.push(errorAt(place, code, message, hint));
  }
}
