/** `vary`: one scenario file with lists of values → a scenario for each combination of them. */
import { listedTwice } from './complete.js';
import { errorAt, type Problem } from './problems.js';
import { type Put, settingOf, unknownKey, withValue } from './settings.js';
import { mapAt, type MapTree } from './tree.js';

/** Most scenarios that one file expands to. */
export const MAX_VARIANTS = 100;
/** Scenarios of one run share everything else. */
const VARIABLE = ['pressure', 'levers', 'events', 'rebound'];

/** One scenario of a grid; `label` is what tells it from the others, empty where nothing is varied. */
export interface Variant {
  readonly id: string;
  readonly label: string;
  readonly tree: MapTree;
  readonly puts: readonly Put[];
}

export interface Variants {
  readonly variants: readonly Variant[];
  readonly problems: readonly Problem[];
}

/**
 * The scenarios of a file with this id, in the order of the grid (the last key varies fastest). The id of each is
 * `<id>--<key>-<value>` with a part for every varied key in the order of the file; `<key>` is the key's last word,
 * with as many words before it as tell the varied keys apart.
 */
export function variantsOf(tree: MapTree, id: string): Variants {
  const vary = mapAt(tree, ['vary']);
  const axes = [...(vary?.entries ?? [])].flatMap(([key, { key: keyPlace, value }]) =>
    // Values of any other kind were reported where they are written.
    value.kind === 'list' && value.items.every(({ kind }) => kind === 'scalar')
      ? [{ key, keyPlace, values: value.items }]
      : [],
  );
  const problems = axes.flatMap(({ key, keyPlace }) => {
    const unknown = unknownKey(tree, { key, keyPlace });
    if (unknown) return [unknown];
    if (VARIABLE.includes(key.split('.')[0]!)) return listedTwice(tree, ['vary', key]);
    const hint = `expected a key of ${VARIABLE.join(', ')}; scenarios of one run share the rest`;
    return [errorAt(keyPlace, 'set-key', `"${key}" cannot be varied`, hint)];
  });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MAX_VARIANTS) {
    const hint = `expected at most ${MAX_VARIANTS}`;
    problems.push(
      errorAt(tree.entries.get('vary')!.key, 'vary-limit', `vary gives ${count} scenarios`, hint),
    );
  }
  if (problems.length > 0) return { variants: [], problems };
  const names = shortNames(axes.map(({ key }) => key));
  let variants: readonly Variant[] = [{ id, label: '', tree, puts: [] }];
  for (const [at, { key, keyPlace, values }] of axes.entries()) {
    variants = variants.flatMap((variant) =>
      values.flatMap((value) => {
        const put = { key, keyPlace, value };
        const changed = withValue(variant.tree, put);
        if ('code' in changed) {
          problems.push(changed);
          return [];
        }
        const shown = settingOf(put).value;
        return [
          {
            id: `${variant.id}--${names[at]}-${shown}`,
            label: [variant.label, `${names[at]} ${shown}`].filter((text) => text !== '').join(', '),
            tree: changed,
            puts: [...variant.puts, put],
          },
        ];
      }),
    );
  }
  return { variants, problems };
}

/** The shortest ends of dotted keys, in whole words, that tell all of them apart. */
function shortNames(keys: readonly string[]): string[] {
  return keys.map((key) => {
    const words = key.split('.');
    const ends = words.map((_, at) => words.slice(words.length - 1 - at).join('.'));
    return (
      ends.find((end) => keys.every((other) => other === key || !`.${other}`.endsWith(`.${end}`))) ?? key
    );
  });
}
