/** Scenario files as a command takes them: loaded, every problem told, and nothing done where one is an error. */
import { isAbsolute, relative } from 'node:path';
import { parameterProblems } from '../runner/parameter-problems.js';
import { packageGeography } from '../runner/prepare-run.js';
import { type LoadOptions, type LoadResult, loadScenarios } from '../scenarios/load.js';
import { hasErrors, sortProblems } from '../scenarios/problems.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { formatProblems } from './problems.js';

/** Paths as messages and tables show them: an absolute one is made relative, since machines differ. */
export function shownPaths(files: readonly string[], io: Io): string[] {
  return files.map((file) => (isAbsolute(file) ? relative(io.cwd, file) || '.' : file));
}

/** Scenario files and the parameter files that they name, as a run that begins reads them. */
export function loadWithParameters(files: readonly string[], io: Io, options: LoadOptions = {}): LoadResult {
  const loaded = loadScenarios(shownPaths(files, io), packageGeography(), options);
  const found = parameterProblems(loaded.scenarios, (path) => relative(io.cwd, path));
  return {
    ...loaded,
    scenarios: hasErrors(found) ? [] : loaded.scenarios,
    problems: sortProblems([...loaded.problems, ...found]),
  };
}

/**
 * Loads files and prints their problems to stderr; null, with the exit code set, where one is an error.
 * @param set values of `--set`, put into every file
 */
export function loadFor(files: readonly string[], io: Io, options: LoadOptions = {}): LoadResult | null {
  return told(loadScenarios(shownPaths(files, io), packageGeography(), options), io);
}

/** What was loaded, its problems printed to stderr; null, with the exit code set, where one is an error. */
export function told(loaded: LoadResult, io: Io): LoadResult | null {
  if (loaded.problems.length > 0) io.err(`${formatProblems(loaded.problems, io.errColour)}\n`);
  if (!hasErrors(loaded.problems)) return loaded;
  io.exitWith(EXIT.invalid);
  return null;
}
