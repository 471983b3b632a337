/** How a problem looks: where it is, what it is, the text underlined, and what would have been right. */
import { styleText } from 'node:util';
import { printable } from '../scenarios/printable.js';
import type { Problem } from '../scenarios/problems.js';

/** Longest piece of a source line that is shown, in characters. */
const WIDTH = 100;

/**
 * One problem as lines of text without a final line break. The first line is
 * `path:line:column: error: message [code]` (or `warning:`), as compilers print it and editors read it; with `colour`
 * it carries terminal colours.
 */
export function formatProblem(problem: Problem, colour: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const tone = problem.severity === 'error' ? 'red' : 'yellow';
  const position = `${problem.file}:${problem.line}:${problem.column}`;
  const lines = [
    `${paint('bold', position)}: ${paint(tone, `${problem.severity}:`)} ${problem.message} ${paint('dim', `[${problem.code}]`)}`,
  ];
  if (problem.length > 0) {
    const { before, marked, after } = excerptOf(problem);
    lines.push(`    ${before}${marked}${after}`);
    // A tab keeps its width only if it is a tab here as well.
    lines.push(
      `    ${before.replace(/[^\t]/gu, ' ')}${paint(tone, '^'.repeat(Math.max(1, [...marked].length)))}`,
    );
  }
  if (problem.hint !== '') lines.push(`    ${problem.hint}`);
  return lines.join('\n');
}

/** All problems, and how many there are, as lines of text without a final line break. */
export function formatProblems(problems: readonly Problem[], colour: boolean): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const counted = [counts(errors, 'error'), counts(warnings, 'warning')].filter((text) => text !== '');
  const code = problems[0]?.code;
  const more = code === undefined ? '' : `; "duel explain ${code}" says more, and so for each code`;
  return [...problems.map((problem) => formatProblem(problem, colour)), `${counted.join(', ')}${more}`]
    .filter((text) => text !== '')
    .join('\n');
}

function counts(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function excerptOf({ excerpt, column, length }: Problem): { before: string; marked: string; after: string } {
  // Here and not where it is written, since styles are put around its parts.
  const safe = printable(excerpt);
  const start = Math.max(0, Math.min(column - 1, column - 1 + length - WIDTH, column - 21));
  const from = safe.length <= WIDTH ? 0 : start;
  return {
    before: safe.slice(from, column - 1),
    marked: safe.slice(column - 1, Math.min(column - 1 + length, from + WIDTH)),
    after: safe.slice(column - 1 + length, from + WIDTH),
  };
}
