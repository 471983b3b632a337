/** What the user gets of a replicate that failed: a row, the command that reproduces it, and its stack. */
import type { RowOf } from '../results/columns.js';
import type { Failure } from './collect.js';
import { packagePath } from './package-files.js';

/** `ID:EXPLANATION:DRAW:REPLICATE`, as `--only` takes it. */
export function addressText({ scenario, address }: Failure): string {
  return `${scenario}:${address.explanation}:${address.draw}:${address.replicate}`;
}

/** A row of `failures.csv`. @param files scenario files as the user gave them, none of them absolute. */
export function failureRow(failure: Failure, files: readonly string[], seed: string): RowOf<'failures'> {
  const { scenario, address, result } = failure;
  return {
    scenario_id: scenario,
    explanation: address.explanation,
    run_grouping: address.draw,
    stochastic_run: address.replicate,
    stage: result.stage,
    // Where the package is installed differs between machines, and tables do not.
    message: result.message.replaceAll(packagePath(''), '') || 'no message',
    command: reproducing(failure, files, seed),
  };
}

/** The command that runs the failed replicate alone. */
export function reproducing(failure: Failure, files: readonly string[], seed: string): string {
  return ['duel', 'run', ...files, '--only', addressText(failure), '--seed', seed].map(shellWord).join(' ');
}

/** Stacks of all failures as one text, each under its address. */
export function stacksText(failures: readonly Failure[]): string {
  return failures
    .map((failure) => `${addressText(failure)} (${failure.result.stage})\n${failure.result.stack}\n`)
    .join('\n');
}

/** A word for a POSIX shell, quoted where it must be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
