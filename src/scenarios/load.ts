/** The thin shell: reads scenario files and folders, follows `extends` and `counterfactual`, reports all problems. */
import { dirname, join, relative, resolve } from 'node:path';
import type { Geography } from '../model/geography.js';
import { completenessProblems, isParameterSet } from './complete.js';
import { expressionProblems } from './expressions.js';
import { type Extended, extendFile, leaves, notInStudy, type StudyFile } from './extend.js';
import { bytesOf, InputFileError, LARGEST_TABLE } from './input-file.js';
import { fileProblems } from './issues.js';
import { sha256 } from './meaning.js';
import { counterfactualProblems, duplicateIds, type LoadedScenario } from './pairs.js';
import { errorAt, hasErrors, type Problem, sortProblems, warningAt, wholeFile } from './problems.js';
import { resolveScenario, type Surroundings } from './resolve.js';
import { pullProblems } from './pulls.js';
import type { Scenario, Setting } from './scenario.js';
import { pressureProblems } from './schedules.js';
import { type Put, readSettings, SET_FILE, variedKey, withValue } from './settings.js';
import { formOf } from './parameter-file.js';
import { isFile, linksOutside, namesIn, StudyFiles } from './study-files.js';
import { type MapTree, textAt, valuePlace } from './tree.js';
import { type Variant, variantsOf } from './vary.js';

/** What files came to: complete scenarios, or what is wrong with them. */
export interface LoadResult {
  /** Complete scenarios in the order of the paths (a folder's in the order of names), `added` ones last; none if there is an error. */
  readonly scenarios: readonly Scenario[];
  /** Ids of counterfactuals that were not among the files but found beside them. */
  readonly added: readonly string[];
  /** Of all files at once, sorted by position. Nothing may run if one of them is an error. */
  readonly problems: readonly Problem[];
}

/** What is put into files beside what they say. */
export interface LoadOptions {
  /** `--set`: dotted keys with values as YAML, put into every file given before `vary` expands it. */
  readonly set?: readonly Setting[];
}

/** Keys that scenarios of a run must share, so that a counterfactual found beside a scenario is given them as well. */
const SHARED = ['time', 'explanation', 'parameters'];

/**
 * Loads the scenarios of a run. `paths` are files or folders, absolute or relative to the working directory; a
 * folder stands for every `*.yaml` in it that has an id. Never throws for bad input. Reads the disk.
 */
export function loadScenarios(
  paths: readonly string[],
  geography: Geography,
  { set = [] }: LoadOptions = {},
): LoadResult {
  return new Loading(geography).load(paths, set);
}

class Loading {
  private readonly files = new StudyFiles();
  private readonly problems: Problem[] = [];
  private readonly loaded: LoadedScenario[] = [];
  /** Files that were taken as scenarios, absolute. */
  private readonly taken = new Set<string>();
  /** What is put into the files that are added now. */
  private puts: readonly Put[] = [];
  private readonly extended = new Set<string>();
  /** Files that exist but are no scenario, for reasons that were reported. */
  private readonly unread = new Set<string>();

  constructor(private readonly geography: Geography) {}

  load(paths: readonly string[], set: readonly Setting[]): LoadResult {
    const { puts, problems } = readSettings(set);
    this.problems.push(...problems);
    this.puts = puts;
    const bases: StudyFile[] = [];
    for (const shown of paths) {
      const path = resolve(shown);
      const names = namesIn(path);
      if (names === null) this.add(path, shown, null);
      else if (names.length === 0)
        this.problems.push(errorAt(wholeFile(shown), 'file-not-found', 'no *.yaml file in this folder'));
      else for (const name of names) this.addBeside(path, name, shown, bases);
    }
    for (const base of bases) {
      if (this.extended.has(base.path)) continue;
      const place = base.tree?.place ?? wholeFile(base.shown);
      this.problems.push(
        warningAt(
          place,
          'unused-file',
          'skipped: the file has no id and nothing here extends it',
          'add an id to run it',
        ),
      );
    }
    const listed = this.loaded.length;
    this.puts = puts.filter(({ key }) => SHARED.includes(key.split('.')[0]!));
    this.addCounterfactuals();
    const all = this.loaded.map((one, at) => (at < listed ? one : asRunWith(one, this.loaded)));
    this.problems.push(...duplicateIds(all), ...counterfactualProblems(all, this.unread));
    const scenarios = hasErrors(this.problems) ? [] : all.flatMap(({ scenario }) => scenario ?? []);
    return { scenarios, added: all.slice(listed).map(({ id }) => id), problems: sortProblems(this.problems) };
  }

  /** A file that nobody named, but which stands in a folder: if it is one of the folder's and no way out of it. */
  private addBeside(folder: string, name: string, shown: string, bases: StudyFile[] | null): void {
    const path = join(folder, name);
    if (linksOutside(folder, path)) this.problems.push(leaves(name, wholeFile(join(shown, name))));
    else this.add(path, join(shown, name), bases);
  }

  /** `bases` collects files without an id, where they are passed over; null where they are errors. */
  private add(path: string, shown: string, bases: StudyFile[] | null): void {
    if (this.taken.has(path)) return;
    const study = dirname(path);
    const file = this.files.read(path, shown);
    if (file === 'missing') {
      this.problems.push(
        errorAt(
          wholeFile(shown),
          'file-not-found',
          'there is no such file',
          'expected a scenario file or a folder of them',
        ),
      );
      return;
    }
    this.problems.push(...file.problems);
    this.unread.add(path);
    if (file.tree === null) return;
    const extended = extendFile(file, study, this.files.readInside(study));
    for (const ancestor of extended.ancestors) this.extended.add(ancestor);
    this.problems.push(...extended.problems);
    if (!file.tree.entries.has('id')) {
      const hint = 'run a scenario that extends it, or give it an id of its own';
      if (bases) bases.push(file);
      else
        this.problems.push(
          errorAt(file.tree.place, 'no-id', 'the file has no id: it is a base and is never run alone', hint),
        );
      return;
    }
    this.settle(file, extended, study);
  }

  private settle(file: StudyFile, extended: Extended, study: string): void {
    const { tree } = extended;
    const id = textAt(file.tree!, ['id']);
    if (tree === null || id === undefined) return;
    const earlier = [...file.problems, ...extended.problems];
    // A value that could not be read is not a missing one.
    if (
      earlier.some(({ code }) => code === 'yaml-syntax' || code === 'unknown-tag' || code === 'alias-limit')
    )
      return;
    this.unread.delete(file.path);
    this.taken.add(file.path);
    const put = this.withSettings(tree);
    const { variants, problems } = variantsOf(put, id);
    this.problems.push(...problems);
    for (const variant of variants) {
      const loaded = { id: variant.id, path: file.path, shown: file.shown, study, tree: variant.tree };
      this.loaded.push({ ...loaded, scenario: this.resolved(variant, earlier, loaded) });
    }
  }

  /** The tree with the values of `--set`. */
  private withSettings(tree: MapTree): MapTree {
    return this.puts.reduce((before, put) => {
      const after = variedKey(before, put) ?? withValue(before, put);
      if (!('code' in after)) return after;
      this.problems.push(after);
      return before;
    }, tree);
  }

  private resolved(
    { tree, id, label, puts }: Variant,
    earlier: readonly Problem[],
    { path, study }: Omit<LoadedScenario, 'scenario'>,
  ): Scenario | null {
    const all = [...this.puts, ...puts];
    const found = [
      ...(all.length > 0 ? fileProblems(tree) : []),
      ...completenessProblems(tree, earlier),
      ...pressureProblems(tree, this.geography, earlier),
      ...pullProblems(tree, this.geography),
      ...expressionProblems(tree, this.geography),
    ];
    const parameterFile = this.parameterFile(tree, found, study);
    this.problems.push(...found);
    if (hasErrors([...earlier, ...found])) return null;
    return resolveScenario(tree, {
      id,
      label,
      puts: all,
      file: path,
      geography: this.geography,
      parameterFile,
      nameOf: (name) => (name === SET_FILE ? name : relative(study, resolve(name))),
    });
  }

  private parameterFile(tree: MapTree, found: Problem[], study: string): Surroundings['parameterFile'] {
    const name = textAt(tree, ['parameters']);
    if (name === undefined || isParameterSet(name) || !/[./\\]/.test(name)) return null;
    const place = valuePlace(tree, ['parameters']);
    // The path is relative to the file that names it, as for `extends`.
    const folder = place.file === SET_FILE ? study : dirname(resolve(place.file));
    const path = resolve(folder, name);
    const misnamed =
      notInStudy(name, path, study, place) ?? (linksOutside(study, path) ? leaves(name, place) : undefined);
    if (misnamed) {
      found.push(misnamed);
      return null;
    }
    try {
      const content = bytesOf(path, LARGEST_TABLE);
      return { path, sha256: sha256(content), form: formOf(content) };
    } catch (error) {
      const problem =
        error instanceof InputFileError && isFile(path)
          ? errorAt(place, 'file-too-large', `"${name}" ${error.problem}`, `expected ${error.expected}`)
          : errorAt(
              place,
              'file-not-found',
              `there is no file "${name}"`,
              'expected a path relative to this file',
            );
      found.push(problem);
      return null;
    }
  }

  private addCounterfactuals(): void {
    // A counterfactual may have one of its own: the list grows while it is walked.
    for (let at = 0; at < this.loaded.length; at++) {
      const { tree, shown, study } = this.loaded[at]!;
      const wanted = textAt(tree, ['counterfactual']);
      const path = join(study, `${wanted}.yaml`);
      const isKnown = this.loaded.some(({ id }) => id === wanted);
      if (wanted !== undefined && /^[a-z0-9-]+$/.test(wanted) && !isKnown && isFile(path))
        this.addBeside(study, `${wanted}.yaml`, dirname(shown), null);
    }
  }
}

/** A counterfactual that was found beside a scenario takes part in that scenario's experiment. */
function asRunWith(added: LoadedScenario, loaded: readonly LoadedScenario[]): LoadedScenario {
  const puller = loaded.find(({ scenario }) => scenario?.counterfactual === added.id)?.scenario;
  if (!added.scenario || !puller) return added;
  const { experiment, outputs } = puller;
  return { ...added, scenario: { ...added.scenario, experiment, outputs } };
}
