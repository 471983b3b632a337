/** What the schema finds wrong with one file, as problems at the key or value concerned. */
import type { z } from 'zod';
import { kindAt, missingOfEntry, strengthSlip, unknownId, untakenKey } from './entry-issues.js';
import { expectedAt, keysAt, KNOWN_KEYS, wordsAt } from './known.js';
import { didYouMean } from './nearest.js';
import { errorAt, type Problem } from './problems.js';
import { scenarioSchema } from './schema.js';
import { keyPlace, type MapTree, type Path, plainOf, treeAt, type Tree, valuePlace } from './tree.js';

type Issue = z.core.$ZodIssue;

/** Checks the keys and types of one file, before anything is merged. */
export function fileProblems(tree: MapTree): Problem[] {
  const problems: Problem[] = [];
  const reported = new Set<string>();
  for (const issue of scenarioSchema.safeParse(plainOf(tree)).error?.issues ?? []) {
    for (const problem of problemsOf(tree, issue, issue.path as Path)) {
      const key = `${problem.line}:${problem.column}`;
      // One value can break several rules (too large, and too large to be exact): the first says enough.
      if (!reported.has(key)) problems.push(problem);
      reported.add(key);
    }
  }
  const version = tree.entries.get('schema')?.value;
  if (version === undefined || version.kind === 'unset') {
    problems.push(
      errorAt(tree.place, 'missing-key', 'missing key "schema"', 'begin the file with "schema: scenario/v1"'),
    );
  }
  return problems;
}

function problemsOf(tree: Tree, issue: Issue, path: Path): Problem[] {
  const kind = kindAt(path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => (kind ? untakenKey(tree, path, key) : unknownKey(tree, path, key)));
  if (issue.code === 'invalid_union') {
    if ('discriminator' in issue) return [unknownId(tree, path, kind!)];
    const branch = likeliestBranch(issue.errors, treeAt(tree, path));
    return branch
      ? branch.flatMap((part) => problemsOf(tree, part, [...path, ...(part.path as Path)]))
      : [mistyped(tree, path)];
  }
  // An entry of a list is never merged, so that what it lacks is missing for good.
  if (treeAt(tree, path) === undefined && typeof path.at(-2) === 'number') return missingOfEntry(tree, path);
  if (issue.code === 'invalid_type') return [mistyped(tree, path)];
  if (issue.code === 'invalid_value') return [unknownValue(tree, path)];
  return [outOfRange(tree, path, issue)];
}

/** The branch of a union that speaks of the value rather than of its type, if there is one. */
function likeliestBranch(
  branches: readonly (readonly Issue[])[],
  found: Tree | undefined,
): readonly Issue[] | undefined {
  const isText = found?.kind === 'scalar' && typeof found.value === 'string';
  return branches.find((issues) =>
    issues.every(
      (issue) =>
        issue.path.length > 0 ||
        (issue.code !== 'invalid_type' && (isText || issue.code !== 'invalid_value')),
    ),
  );
}

function unknownKey(tree: Tree, path: Path, key: string): Problem {
  const here = keysAt(path).map((known) => known.replace(/\.\d+\./g, '.'));
  const offered = here.map((known) => known.slice(known.lastIndexOf('.') + 1)).join(', ');
  const hint = didYouMean(key, [...here, ...KNOWN_KEYS], `expected one of ${offered}`, lastKey);
  return errorAt(keyPlace(tree, [...path, key]), 'unknown-key', `unknown key "${key}"`, hint);
}

const lastKey = (known: string): string => known.slice(known.lastIndexOf('.') + 1);

function unknownValue(tree: Tree, path: Path): Problem {
  const shown = shownValue(treeAt(tree, path));
  const fallback = `expected ${expectedAt(path)}`;
  const text = shown.replace(/^text "(.*)"$/s, '$1');
  const message = `unknown value ${shown.replace(/^text /, '')} for ${nameOf(path)}`;
  return errorAt(valuePlace(tree, path), 'unknown-value', message, didYouMean(text, wordsAt(path), fallback));
}

/** What has usually happened where a sentence is read as a map. */
const COLON = '; a text with a colon and a space in it needs quotes';

function mistyped(tree: Tree, path: Path): Problem {
  const found = treeAt(tree, path);
  const message = `${nameOf(path)} is ${shownValue(found)}`;
  const isText = /^(a title|the question|an assumption|a name|the id|the path)/.test(expectedAt(path));
  const isNumber =
    found?.kind === 'scalar' && (typeof found.value === 'number' || typeof found.value === 'boolean');
  const quote = isNumber
    ? `; write "${shownValue(found)}" with the quotes`
    : found?.kind === 'map'
      ? COLON
      : '';
  return errorAt(
    valuePlace(tree, path),
    'wrong-type',
    message,
    `expected ${expectedAt(path)}${isText ? quote : ''}`,
  );
}

function outOfRange(tree: Tree, path: Path, issue: Issue): Problem {
  const found = treeAt(tree, path);
  const hint = `expected ${expectedAt(path)}`;
  const place = valuePlace(tree, path);
  if (issue.code === 'invalid_format') {
    const code = expectedAt(path).startsWith('a date') ? 'not-a-date' : 'unknown-value';
    return errorAt(place, code, `${nameOf(path)} is ${shownValue(found).replace(/^text /, '')}`, hint);
  }
  const value = found?.kind === 'scalar' && typeof found.value === 'number' ? found.value : undefined;
  if (value === undefined)
    return errorAt(place, 'out-of-range', `${nameOf(path)} is ${shownValue(found)}`, hint);
  if (kindAt(path) && path.at(-1) === 'strength') return strengthSlip(tree, path, value);
  // Ten times a plausible level is a decimal point that went missing.
  const slip = path[0] === 'pressure' && value > 5 && value <= 30;
  const message = `${nameOf(path)} is ${value}, out of range`;
  return errorAt(place, 'out-of-range', message, slip ? `did you mean ${tenth(value)}? ${hint}` : hint);
}

/** A tenth of a level, as a hint shows it: 10 → 1.0. */
export function tenth(value: number): string {
  const text = String(Number((value / 10).toPrecision(6)));
  return text.includes('.') ? text : `${text}.0`;
}

function nameOf(path: Path): string {
  return String(path.filter((step) => typeof step === 'string').at(-1) ?? 'the file');
}

/** A value as a message shows it. */
function shownValue(found: Tree | undefined): string {
  if (found === undefined || found.kind === 'unset') return 'missing';
  if (found.kind === 'map') return 'a map of keys';
  if (found.kind === 'list') return found.items.length === 0 ? 'an empty list' : 'a list';
  if (found.value === null || found.value === '') return 'empty';
  if (typeof found.value === 'string') return `text "${shortened(found.value)}"`;
  return String(found.value);
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
