/** `duel validate`: every problem of scenario files at once; runs nothing. */
import type { Command } from 'commander';
import { packageGeography } from '../runner/prepare-run.js';
import { loadScenarios } from '../scenarios/load.js';
import { hasErrors } from '../scenarios/problems.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { shownPaths } from './loading.js';
import { formatProblems } from './problems.js';

export function registerValidate(program: Command, io: Io): void {
  program
    .command('validate')
    .description('report every problem of scenario files at once; runs nothing')
    .argument('<files...>', 'scenario files, or folders of them')
    .option('--json', 'problems as JSON')
    .action((files: string[], options: { json?: true }) => validate(files, options.json === true, io));
}

function validate(files: readonly string[], json: boolean, io: Io): void {
  const { scenarios, added, problems } = loadScenarios(shownPaths(files, io), packageGeography());
  const ids = scenarios.map(({ id }) => id);
  if (json) {
    io.out(`${JSON.stringify({ scenarios: ids, added, problems }, null, 2)}\n`);
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
