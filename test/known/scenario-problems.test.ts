import { expect, test } from 'vitest';
import { formatProblem, formatProblems } from '../../src/cli/problems.js';
import type { Problem } from '../../src/scenarios/index.js';

const problem: Problem = {
  file: 'scenarios/a.yaml',
  line: 9,
  column: 14,
  length: 9,
  excerpt: 'experiment: {replicats: 5}',
  severity: 'error',
  code: 'unknown-key',
  message: 'unknown key "replicats"',
  hint: 'did you mean experiment.replicates?',
};

test('a problem is shown with its place, the text underlined and what would have been right', () => {
  expect(formatProblem(problem, false)).toBe(
    [
      'scenarios/a.yaml:9:14: error: unknown key "replicats" [unknown-key]',
      '    experiment: {replicats: 5}',
      '                 ^^^^^^^^^',
      '    did you mean experiment.replicates?',
    ].join('\n'),
  );
});

test('nothing is underlined for a file as a whole, and no hint leaves no line', () => {
  expect(formatProblem({ ...problem, line: 1, column: 1, length: 0, excerpt: '', hint: '' }, false)).toBe(
    'scenarios/a.yaml:1:1: error: unknown key "replicats" [unknown-key]',
  );
});

test('tabs stay tabs under tabs; letters outside the basic plane are one column; control characters are not printed', () => {
  const shown = formatProblem(
    { ...problem, excerpt: '\t\u{1F600}\u001b[31m: x', column: 4, length: 5, hint: '' },
    false,
  ).split('\n');
  expect(shown.slice(1)).toEqual(['    \t\u{1F600}\ufffd[31m: x', '    \t ^^^^^']);
});

test('a long line is cut around the place', () => {
  const excerpt = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
  const [, line, mark] = formatProblem({ ...problem, excerpt, column: 501, length: 4 }, false).split(
    '\n',
  ) as [string, string, string];
  expect(line.length).toBeLessThanOrEqual(104);
  expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('HERE');
});

test('colours only when asked for', () => {
  // Escape codes: bold 1, red 31, yellow 33.
  expect(
    formatProblem(problem, true).startsWith(
      '\u001b[1mscenarios/a.yaml:9:14\u001b[22m: \u001b[31merror:\u001b[39m',
    ),
  ).toBe(true);
  expect(formatProblem({ ...problem, severity: 'warning' }, true)).toContain('\u001b[33mwarning:\u001b[39m');
  expect(formatProblem(problem, false)).not.toContain('\u001b');
});

test('all problems end in a count', () => {
  const text = formatProblems([problem, problem, { ...problem, severity: 'warning' }], false);
  expect(text.split('\n').at(-1)).toBe(
    '2 errors, 1 warning; "duel explain unknown-key" says more, and so for each code',
  );
  expect(formatProblems([], false)).toBe('');
});
