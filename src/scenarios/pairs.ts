/** What the scenarios of one run owe each other: ids of their own, and counterfactuals that can be paired. */
import { basename, join } from 'node:path';
import { canonicalJson } from './meaning.js';
import { errorAt, type Problem, warningAt } from './problems.js';
import type { Scenario } from './scenario.js';
import { keyPlace, type MapTree, type Path, treeAt, valuePlace } from './tree.js';

/** A scenario file that has an id. `scenario` is null if the file has errors. */
export interface LoadedScenario {
  readonly id: string;
  /** Absolute path of the file. */
  readonly path: string;
  /** The file's path as messages print it. */
  readonly shown: string;
  /** Absolute path of the study folder. */
  readonly study: string;
  readonly tree: MapTree;
  readonly scenario: Scenario | null;
}

export function duplicateIds(loaded: readonly LoadedScenario[]): Problem[] {
  const first = new Map<string, string>();
  return loaded.flatMap(({ id, shown, tree }) => {
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, shown);
      return [];
    }
    return [
      errorAt(
        valuePlace(tree, ['id']),
        'duplicate-id',
        `the id "${id}" is also that of ${other}`,
        'expected an id of its own',
      ),
    ];
  });
}

/**
 * Keys that decide whether replicates of two scenarios can be paired, with what they resolve to. One with an
 * `option` of `duel run` is a warning here: only the run knows what the command line says instead.
 */
const PAIRED: readonly {
  readonly path: Path;
  readonly of: (scenario: Scenario) => unknown;
  /** How a message says it, where not as JSON. */
  readonly shown?: (scenario: Scenario) => string;
  readonly option?: string;
}[] = [
  { path: ['time', 'end'], of: ({ end }) => end },
  { path: ['explanation'], of: ({ explanations }) => [...explanations] },
  {
    path: ['parameters'],
    of: ({ parameters }) => ({ ...parameters }),
    shown: ({ parameters }) => (parameters.kind === 'file' ? basename(parameters.path) : parameters.kind),
  },
  { path: ['experiment', 'draws'], of: ({ experiment }) => experiment.draws, option: '--draws' },
  {
    path: ['experiment', 'replicates'],
    of: ({ experiment }) => experiment.replicates,
    option: '--replicates',
  },
  { path: ['experiment', 'seed'], of: ({ experiment }) => experiment.seed, option: '--seed' },
  {
    path: ['experiment', 'stop'],
    of: ({ experiment: { stop } }) => stop && { when: stop.when.text, at_least: stop.atLeast },
    option: '--draws',
  },
];

/** Problems of pairing. `unread` are absolute paths of files whose problems were reported already. */
export function counterfactualProblems(
  loaded: readonly LoadedScenario[],
  unread: ReadonlySet<string>,
): Problem[] {
  return loaded.flatMap(({ tree, scenario, study }) => {
    const wanted = treeAt(tree, ['counterfactual']);
    if (wanted?.kind !== 'scalar' || typeof wanted.value !== 'string') return [];
    const other = loaded.find(({ id }) => id === wanted.value);
    if (!other) {
      if (unread.has(join(study, `${wanted.value}.yaml`))) return [];
      const [one] = loaded.filter(({ path }) => path === join(study, `${wanted.value}.yaml`));
      const hint = one
        ? `${wanted.value} is varied: name one of its scenarios, such as ${one.id}`
        : `expected a scenario with this id among the files, or ${wanted.value}.yaml beside this one`;
      return [errorAt(wanted.place, 'no-counterfactual', `no scenario "${wanted.value}" was found`, hint)];
    }
    const reference = other.scenario;
    if (!scenario || !reference) return [];
    const differing = PAIRED.flatMap(({ path, of, shown, option }) => {
      const [here, there] = [canonicalJson(of(scenario)), canonicalJson(of(reference))];
      if (here === there) return [];
      const place = treeAt(tree, path) ? keyPlace(tree, path) : wanted.place;
      const [own, others] = shown ? [shown(scenario), shown(reference)] : [here, there];
      const key = path.join('.');
      const message = `${key} is ${own}, but ${others} in the counterfactual "${other.id}"`;
      const hint = `expected the same in both${shown ? `, or --set ${key}=${own} for all of a run` : ''}`;
      return option === undefined
        ? [errorAt(place, 'not-comparable', message, hint)]
        : [warningAt(place, 'not-comparable', message, `${hint}, or ${option} for a run of the two`)];
    });
    return [...differing, ...reboundProblems(tree, scenario, reference)];
  });
}

/** A rebound is told from a day on which nothing has changed yet, or from one long after the change. */
function reboundProblems(tree: MapTree, scenario: Scenario, reference: Scenario): Problem[] {
  const change = firstChange(scenario, reference);
  const { rebound } = scenario;
  if (!rebound || change === null || rebound.from === change) return [];
  const when = change > rebound.from ? 'before' : 'after';
  return [
    warningAt(
      valuePlace(tree, ['rebound', 'from']),
      'rebound-from',
      `rebound.from is ${rebound.from}, ${when} ${change}, the first day on which ${scenario.id} differs from ${reference.id}`,
      `expected rebound: {from: ${change}}, unless another day is meant`,
    ),
  ];
}

/** First day on which what is forced upon the model differs between two scenarios; `null` where it never does. */
function firstChange(a: Scenario, b: Scenario): string | null {
  const [own, others] = [a, b].map(
    ({ forcingRows }) => new Set(forcingRows.map((row) => JSON.stringify(row))),
  );
  const dates = [
    ...a.forcingRows.filter((row) => !others!.has(JSON.stringify(row))),
    ...b.forcingRows.filter((row) => !own!.has(JSON.stringify(row))),
  ].map(({ date }) => date);
  return dates.length === 0 ? null : dates.reduce((first, date) => (date < first ? date : first));
}
