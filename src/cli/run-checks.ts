/** Assertions at the end of a run: what was asserted, what was seen, and what follows for the exit code. */
import type { RowOf } from '../results/columns.js';

type Check = RowOf<'checks'>;

/** Three significant digits, and none after the point from 100 on. */
export function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Whether an assertion with `on_fail: error` does not hold: what is unknown is no pass. */
export function isBroken(checks: readonly Check[]): boolean {
  return checks.some(({ on_fail, outcome }) => on_fail === 'error' && outcome !== 'passed');
}

/** Said again at the very end, where a long table has pushed the checks out of sight; empty where none is broken. */
export function brokenText(checks: readonly Check[]): string {
  const broken = checks.filter((check) => isBroken([check]));
  const [first] = [...broken].sort((a, b) => rank(a) - rank(b));
  if (!first) return '';
  const more = broken.length > 1 ? ` (and ${broken.length - 1} more, see the checks above)` : '';
  return `${lineOf(first)}${more}\n`;
}

/** A line that sums up and one for each check that did not pass or is not resolved; empty without checks. */
export function checksText(checks: readonly Check[]): string {
  if (checks.length === 0) return '';
  const count = (outcome: string): number => checks.filter((check) => check.outcome === outcome).length;
  const others = ['failed', 'unknown'].flatMap((outcome) =>
    count(outcome) > 0 ? [`${count(outcome)} ${outcome}`] : [],
  );
  const open = checks.filter(({ outcome, resolved }) => outcome === 'passed' && resolved === false).length;
  const unresolved = open > 0 ? ` (${open} of them not resolved)` : '';
  const told = checks.filter(({ outcome, resolved }) => outcome !== 'passed' || resolved === false);
  const inOrder = [...told].sort((a, b) => rank(a) - rank(b));
  return [
    `checks: ${[`${count('passed')} of ${checks.length} passed${unresolved}`, ...others].join(', ')}`,
    ...inOrder.map((check) => `  ${lineOf(check)}`),
    '',
    '',
  ].join('\n');
}

/** What fails is told first, what merely is not resolved last. */
function rank({ outcome, on_fail }: Check): number {
  return ['failed', 'unknown', 'passed'].indexOf(outcome) * 2 + (on_fail === 'error' ? 0 : 1);
}

function lineOf(check: Check): string {
  const { scenario_id, explanation, that, on_fail, outcome, because, resolved } = check;
  const word = outcome === 'passed' ? 'passed ~' : `${outcome.toUpperCase()} (${on_fail})`;
  const open = resolved === false ? ', not resolved: its interval holds the bound' : '';
  const reason = because === null ? '' : `\n    because: ${because}`;
  return `${word} ${scenario_id}, ${explanation}: ${that}: ${seenText(check)}${open}${reason}`;
}

function seenText({ seen, lower, upper, level, n, at }: Check): string {
  const where = at === null ? '' : ` at ${at}`;
  if (seen === null) return `no data${where}`;
  const interval =
    lower === null || upper === null || level === null
      ? ''
      : ` [${figure(100 * level)} % MC interval ${figure(lower)} to ${figure(upper)}]`;
  return `${figure(seen)}${where}${interval}, n = ${n}`;
}
