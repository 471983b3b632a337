/** The thin shell: reads scenario files and folders, follows `extends` and `counterfactual`, reports all problems. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Geography } from '../model/geography.js';
import { completenessProblems, isParameterSet } from './complete.js';
import { type Extended, extendFile, isInside, type ReadStudyFile, type StudyFile } from './extend.js';
import { fileProblems } from './issues.js';
import { sha256 } from './meaning.js';
import { counterfactualProblems, duplicateIds, type LoadedScenario } from './pairs.js';
import { errorAt, hasErrors, type Problem, sortProblems, warningAt, wholeFile } from './problems.js';
import { resolveScenario, type Surroundings } from './resolve.js';
import { pressureProblems } from './schedules.js';
import type { Scenario } from './scenario.js';
import { readTree } from './source.js';
import { textAt, valuePlace } from './tree.js';

export interface LoadResult {
  /** Complete scenarios in the order of the paths (a folder's in the order of names), `added` ones last; none if there is an error. */
  readonly scenarios: readonly Scenario[];
  /** Ids of counterfactuals that were not among the files but found beside them. */
  readonly added: readonly string[];
  /** Of all files at once, sorted by position. Nothing may run if one of them is an error. */
  readonly problems: readonly Problem[];
}

/**
 * Loads the scenarios of a run. `paths` are files or folders, absolute or relative to the working directory; a
 * folder stands for every `*.yaml` in it that has an id. Never throws for bad input. Reads the disk.
 */
export function loadScenarios(paths: readonly string[], geography: Geography): LoadResult {
  return new Loading(geography).load(paths);
}

class Loading {
  private readonly files = new Map<string, StudyFile | 'missing'>();
  private readonly problems: Problem[] = [];
  private readonly loaded = new Map<string, LoadedScenario>();
  private readonly extended = new Set<string>();
  /** Files that exist but are no scenario, for reasons that were reported. */
  private readonly unread = new Set<string>();

  constructor(private readonly geography: Geography) {}

  load(paths: readonly string[]): LoadResult {
    const bases: StudyFile[] = [];
    for (const shown of paths) {
      const path = resolve(shown);
      const names = namesIn(path);
      if (names === null) this.add(path, shown, null);
      else if (names.length === 0)
        this.problems.push(errorAt(wholeFile(shown), 'file-not-found', 'no *.yaml file in this folder'));
      else for (const name of names) this.add(join(path, name), join(shown, name), bases);
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
    const listed = this.loaded.size;
    this.addCounterfactuals();
    const all = [...this.loaded.values()];
    this.problems.push(...duplicateIds(all), ...counterfactualProblems(all, this.unread));
    const scenarios = hasErrors(this.problems) ? [] : all.flatMap(({ scenario }) => scenario ?? []);
    return { scenarios, added: all.slice(listed).map(({ id }) => id), problems: sortProblems(this.problems) };
  }

  /** `bases` collects files without an id, where they are passed over; null where they are errors. */
  private add(path: string, shown: string, bases: StudyFile[] | null): void {
    if (this.loaded.has(path)) return;
    const study = dirname(path);
    const file = this.read(path, shown);
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
    const extended = extendFile(file, study, this.readInside(study));
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
    const found = [
      ...completenessProblems(tree, earlier),
      ...pressureProblems(tree, this.geography, earlier),
    ];
    const parameterFile = this.parameterFile(tree, found, study);
    this.problems.push(...found);
    const scenario = hasErrors([...earlier, ...found])
      ? null
      : resolveScenario(tree, {
          file: file.path,
          geography: this.geography,
          parameterFile,
          nameOf: (name) => relative(study, resolve(name)),
        });
    this.unread.delete(file.path);
    this.loaded.set(file.path, { id, shown: file.shown, study, tree, scenario });
  }

  private parameterFile(
    tree: Extended['tree'] & object,
    found: Problem[],
    study: string,
  ): Surroundings['parameterFile'] {
    const name = textAt(tree, ['parameters']);
    if (name === undefined || isParameterSet(name) || !/[./\\]/.test(name)) return null;
    const place = valuePlace(tree, ['parameters']);
    // The path is relative to the file that names it, as for `extends`.
    const path = resolve(dirname(resolve(place.file)), name);
    if (!isInside(study, path) || linksOutside(study, path)) {
      found.push(
        errorAt(
          place,
          'not-a-file-name',
          `"${name}" is outside the study folder`,
          "expected a relative path inside the scenario file's folder",
        ),
      );
      return null;
    }
    const content = contentOf(path);
    if (content === null) {
      found.push(
        errorAt(
          place,
          'file-not-found',
          `there is no file "${name}"`,
          'expected a path relative to this file',
        ),
      );
      return null;
    }
    return { path, sha256: sha256(content) };
  }

  private addCounterfactuals(): void {
    // A counterfactual may have one of its own: the list grows while it is walked.
    for (const pending = [...this.loaded.values()]; pending.length > 0;) {
      const { tree, shown, study } = pending.shift()!;
      const wanted = textAt(tree, ['counterfactual']);
      const path = join(study, `${wanted}.yaml`);
      const isKnown = [...this.loaded.values()].some(({ id }) => id === wanted);
      if (wanted === undefined || !/^[a-z0-9-]+$/.test(wanted) || isKnown || contentOf(path) === null)
        continue;
      this.add(path, join(dirname(shown), `${wanted}.yaml`), null);
      const added = this.loaded.get(path);
      if (added) pending.push(added);
    }
  }

  private read(path: string, shown: string): StudyFile | 'missing' {
    const before = this.files.get(path);
    if (before) return before;
    const content = contentOf(path);
    const file: StudyFile | 'missing' = content === null ? 'missing' : this.checked(path, shown, content);
    this.files.set(path, file);
    return file;
  }

  private checked(path: string, shown: string, content: Uint8Array): StudyFile {
    const { tree, problems } = readTree(content, shown);
    return { path, shown, tree, problems: tree ? [...problems, ...fileProblems(tree)] : problems };
  }

  private readInside(study: string): ReadStudyFile {
    return (path, shown) => (linksOutside(study, path) ? 'outside' : this.read(path, shown));
  }
}

/** Names of the `*.yaml` files of a folder in order, or null if the path is no folder. */
function namesIn(path: string): string[] | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return null;
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
    .sort();
}

/** Bytes of a file; null if it is no readable file. */
function contentOf(path: string): Uint8Array | null {
  try {
    return statSync(path).isFile() ? readFileSync(path) : null;
  } catch {
    return null;
  }
}

function linksOutside(study: string, path: string): boolean {
  try {
    return !isInside(realpathSync(study), realpathSync(path));
  } catch {
    return false;
  }
}
