/** `duel validate`: every problem of scenario files at once; runs nothing. */
import type { Command } from 'commander';
import type { LoadOptions } from '../scenarios/load.js';
import { hasErrors } from '../scenarios/problems.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { loadWithParameters } from './loading.js';
import { formatProblems } from './problems.js';
import { withSet } from './set-option.js';

/** Characters of a line that are told to programs: every problem has its own, and a file may be one line. */
const LONGEST_EXCERPT = 1000;

export function registerValidate(program: Command, io: Io): void {
  withSet(
    program
      .command('validate')
      .argument('<files...>', 'scenario files, or folders of them')
      .option('--json', 'problems as JSON'),
  ).action((files: string[], options: LoadOptions & { json?: true }) => validate(files, options, io));
}

function validate(files: readonly string[], options: LoadOptions & { json?: true }, io: Io): void {
  const { scenarios, added, problems } = loadWithParameters(files, io, options);
  const ids = scenarios.map(({ id }) => id);
  if (options.json) {
    const cut = problems.map((problem) => ({
      ...problem,
      excerpt: problem.excerpt.slice(0, LONGEST_EXCERPT),
    }));
    io.out(`${JSON.stringify({ scenarios: ids, added, problems: cut }, null, 2)}\n`);
  } else {
    if (problems.length > 0) io.out(`${formatProblems(problems, io.outColour)}\n`);
    for (const id of ids) {
      io.out(
        `${id}: fine${added.includes(id) ? ' (found beside the scenario that compares with it)' : ''}\n`,
      );
    }
  }
  if (hasErrors(problems)) io.exitWith(EXIT.invalid);
}
