/** What can be wrong with a scenario file, and where. */
import { sentence } from './printable.js';
import type { Place } from './tree.js';

/** An error keeps a scenario from running, a warning does not. */
export type Severity = 'error' | 'warning';

/** The closed list of codes, each with the sentence that `duel explain CODE` prints. */
export const PROBLEM_CODES = {
  'alias-limit': 'Aliases may expand to 10,000 values at most, and never to themselves.',
  'duplicate-id': 'Each scenario of a run needs an id of its own, since results are filed under it.',
  'duplicate-key': 'A key is written once in a map; the second would silently win.',
  'end-out-of-range': 'A run lasts from 2020-01-01 to at least 2020-12-31 and at most 2035-12-31.',
  expression:
    'An expression is FN(TARGET.LOCATION [OP NUMBER] [at end | in YYYY-MM/YYYY-MM]) OP NUMBER, with min, max, mean, share or mcse for FN.',
  'extends-cycle': 'A file cannot extend itself, directly or through others, and has at most 20 ancestors.',
  'file-not-found': 'A file that is named must exist and be readable.',
  'file-too-large':
    'A scenario file has at most 100 kB, a parameter file 32 MB, also when it is unpacked, which must work.',
  'lever-key': 'Each lever and event takes its own keys: "duel explain levers" lists them.',
  'listed-twice': 'Each value is listed once.',
  'missing-key': 'A complete scenario has this key, in its own file or in one that it extends.',
  'multiple-documents': 'One file holds one scenario.',
  'no-counterfactual': 'The counterfactual is among the files, or in <its id>.yaml beside the scenario.',
  'no-id': 'A file without an id is a base for others to extend and is never run alone.',
  'not-a-date': 'A date is a real day, written YYYY-MM-DD.',
  'not-a-file-name':
    'A path is relative, has slashes, and stays inside the study folder, the folder of the scenario file, also where it leads over a link.',
  'not-comparable':
    'A scenario and its counterfactual share time, explanation, parameters and experiment, or --draws, --replicates and --seed make it the same; only then are they paired.',
  'not-utf-8': 'Scenario files are text in UTF-8.',
  'out-of-range': 'The value is outside the range that the model supports.',
  'parameter-file':
    'A parameter file is a CSV table: parameter,value, or explanation,draw,weight and a column for each parameter that varies; each value is a number within the bounds that "duel explain parameters" lists.',
  'rebound-from':
    'Months of a rebound are counted from rebound.from, which is meant to be the first day on which the scenario differs from its counterfactual.',
  'same-place-twice': 'Two entries of by_location name the same place.',
  'set-key':
    'vary may change pressure, levers, events and rebound; --set any key but id, schema, extends and vary.',
  'shape-key': 'Each shape has its own keys.',
  'pulled-twice':
    'A lever acts once on a place at a time: end the first with "until", or write one entry of the strength meant.',
  'too-many-problems': 'Of each run the first 200 problems are told; see to these, and the others follow.',
  'tenfold-slip':
    'Pressure is relative to January–June 2023, and size 1 of an event is its full effect; values far above are usually a slip of the decimal point.',
  'unknown-key':
    'Only the documented keys are read. Anything else is refused, since a key that is misspelt would otherwise change nothing in silence.',
  'unknown-lever': 'Levers and events are closed lists: "duel explain levers" shows both.',
  'unknown-location':
    'Taliban pressure has zones and Afghan provinces; Pakistani pressure has kp; levers and events have any of them, or afghanistan.',
  'unknown-tag': 'The only tag of this language is !unset.',
  'unknown-value': 'The value is not one of those that are offered.',
  'unset-nothing': '!unset removes what the extended file says; here it says nothing.',
  'unused-file':
    'A file without an id in a folder is a base; one that nothing extends is probably a mistake.',
  'vary-limit': 'A grid expands to 100 scenarios at most: each is run in full.',
  'wrong-type': 'The value is of another type than the key needs.',
  'yaml-syntax': 'The file is not valid YAML 1.2.',
} as const;
/** The code of a problem: `duel explain CODE` prints what it means. */
export type ProblemCode = keyof typeof PROBLEM_CODES;

/** `hint` says what would have been right; it may be empty. */
export interface Problem extends Place {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

export function errorAt(place: Place, code: ProblemCode, message: string, hint = ''): Problem {
  return { ...place, severity: 'error', code, message: sentence(message), hint: sentence(hint) };
}

export function warningAt(place: Place, code: ProblemCode, message: string, hint = ''): Problem {
  return { ...place, severity: 'warning', code, message: sentence(message), hint: sentence(hint) };
}

/** A place for problems with a file as a whole. */
export function wholeFile(file: string): Place {
  return { file, line: 1, column: 1, length: 0, excerpt: '' };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** Most problems that are told: nobody reads more, and a hostile file could make millions. */
const MOST = 200;

/**
 * Sorted by file, line and column; a problem seen through several scenarios is reported once. After the first 200 a
 * last one says how many there are besides, an error where one of them is.
 */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const once = new Map(
    problems.map((p) => [JSON.stringify([p.file, p.line, p.column, p.code, p.message]), p]),
  );
  const sorted = [...once.values()].sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.message, b.message),
  );
  const rest = sorted.slice(MOST);
  if (rest.length === 0) return sorted;
  const problemAt = hasErrors(rest) ? errorAt : warningAt;
  const message = `${rest.length} more problems from here on`;
  return [...sorted.slice(0, MOST), problemAt(rest[0]!, 'too-many-problems', message, 'see to these first')];
}

/** Code-unit order: the same on every machine, unlike a locale's. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
