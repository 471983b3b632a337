/** The expressions of a merged scenario: what is wrong with them, at the exact place, and what they come to. */
import { dayOf, type Day, monthName, monthOf } from '../model/calendar.js';
import type { Geography } from '../model/geography.js';
import { locationsOf } from '../model/locations.js';
import { dayAt } from './complete.js';
import { DEFAULTS } from './defaults.js';
import { type Expression, ExpressionError, parseExpression } from './expression.js';
import { errorAt, type Problem } from './problems.js';
import type { Assertion, Stop } from './scenario.js';
import type { Written } from './schema.js';
import { type MapTree, type Path, type Place, textAt, treeAt, valuePlace } from './tree.js';

/** Problems of `assert` and `experiment.stop` in a merged scenario. */
export function expressionProblems(tree: MapTree, geography: Geography): Problem[] {
  const assertions = treeAt(tree, ['assert']);
  const paths = assertions?.kind === 'list' ? assertions.items.map((_, at) => ['assert', at, 'that']) : [];
  return [
    ...paths.flatMap((path) => problemsAt(tree, path, geography)),
    ...problemsAt(tree, ['experiment', 'stop', 'when'], geography),
    ...stopProblems(tree),
  ];
}

function problemsAt(tree: MapTree, path: Path, geography: Geography): Problem[] {
  const text = textAt(tree, path);
  if (text === undefined || text.trim() === '') return [];
  const whole = valuePlace(tree, path);
  const at = (start: number, length: number): Place => placeInside(whole, text, start, length);
  try {
    const expression = parseExpression(text, idsOf(geography));
    return [
      ...windowProblems(tree, expression, text, at),
      ...(path[0] === 'experiment' ? whenProblems(expression, text, at) : []),
    ];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [errorAt(at(error.at, error.length), 'expression', error.message, error.hint)];
  }
}

type PlaceAt = (start: number, length: number) => Place;

const idsOf = (geography: Geography): string[] => locationsOf(geography).map(({ id }) => id);

/** The place of a part of a text; of all of it where escapes or line breaks keep the part from being found. */
function placeInside(whole: Place, text: string, start: number, length: number): Place {
  const offset = whole.excerpt.indexOf(text, whole.column - 1);
  if (offset < 0) return whole;
  return { ...whole, column: offset + start + 1, length: Math.max(1, length) };
}

function windowProblems(tree: MapTree, { when }: Expression, text: string, at: PlaceAt): Problem[] {
  const end: Day | undefined = dayAt(tree, ['time', 'end']);
  if (when.kind !== 'window' || end === undefined) return [];
  const [first, last] = [monthName(monthOf(dayOf(DEFAULTS.start))), monthName(monthOf(end))];
  if (when.from >= first && when.to <= last) return [];
  const window = `${when.from}/${when.to}`;
  const hint = `expected months from ${first} to ${last}`;
  return [
    errorAt(
      at(text.indexOf(window), window.length),
      'expression',
      `the window ${window} leaves the run`,
      hint,
    ),
  ];
}

/** An experiment ends early because its Monte Carlo error is small, and for nothing else. */
function whenProblems({ statistic, comparison }: Expression, text: string, at: PlaceAt): Problem[] {
  if (statistic === 'mcse' && (comparison === '<' || comparison === '<=')) return [];
  const hint = 'expected mcse(…) < NUMBER: results must not decide how long they are looked for';
  const place = at(text.indexOf(statistic), statistic === 'mcse' ? text.trim().length : statistic.length);
  return [errorAt(place, 'expression', 'stop waits for a small Monte Carlo error only', hint)];
}

function stopProblems(tree: MapTree): Problem[] {
  const stop = treeAt(tree, ['experiment', 'stop']);
  if (stop?.kind !== 'map') return [];
  const problems: Problem[] = [];
  if (!stop.entries.has('when')) {
    const hint = 'expected an expression, such as "mcse(attacks.afghanistan) < 0.25"';
    problems.push(errorAt(stop.place, 'missing-key', 'missing key "experiment.stop.when"', hint));
  }
  const numberAt = (path: Path, otherwise: number): number => {
    const found = treeAt(tree, path);
    return found?.kind === 'scalar' && typeof found.value === 'number' ? found.value : otherwise;
  };
  const draws = numberAt(['experiment', 'draws'], DEFAULTS.experiment.draws);
  const least = numberAt(['experiment', 'stop', 'at_least'], DEFAULTS.experiment.atLeast);
  if (least > draws) {
    const place = valuePlace(tree, ['experiment', 'stop', 'at_least']);
    const message = `at_least is ${least}, more than the ${draws} draws`;
    problems.push(errorAt(place, 'out-of-range', message, `expected at most ${draws}`));
  }
  return problems;
}

export function assertionsOf(written: Written['assert'], geography: Geography): Assertion[] {
  return (written ?? []).map(({ that, on_fail, because }) => ({
    that: parseExpression(that, idsOf(geography)),
    onFail: on_fail ?? DEFAULTS.onFail,
    because: because === undefined ? null : because.trim().replace(/\s+/g, ' '),
  }));
}

export function stopOf(written: Written['experiment'], geography: Geography): Stop | null {
  const stop = written?.stop;
  if (!stop) return null;
  return {
    when: parseExpression(stop.when!, idsOf(geography)),
    atLeast: stop.at_least ?? DEFAULTS.experiment.atLeast,
  };
}
