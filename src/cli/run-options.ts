/** The options of `duel run`, read and checked. */
import { type Command, InvalidArgumentError } from 'commander';
import { EXPLANATIONS, isExplanation } from '../model/explanations.js';
import type { Overrides } from '../runner/plan.js';
import type { Share } from '../runner/share.js';
import { didYouMean } from '../scenarios/nearest.js';
import type { Setting } from '../scenarios/scenario.js';
import { type ClusterOption, withCluster } from './cluster-option.js';
import { withSet } from './set-option.js';

export interface RunCommandOptions {
  readonly draws?: number;
  readonly replicates?: number;
  readonly seed?: string;
  readonly workers?: number;
  readonly cluster?: ClusterOption;
  readonly chunk?: number;
  readonly set?: readonly Setting[];
  readonly taskTimeout?: number;
  readonly out?: string;
  readonly resume?: string;
  readonly why?: true;
  readonly only?: NonNullable<Overrides['only']>;
  readonly share?: Share;
  readonly dryRun?: true;
  readonly json?: true;
}

export function withRunOptions(command: Command): Command {
  return withCluster(withSet(command), 'simulate on the workers of a cluster (duel worker) and not here:')
    .argument('[files...]', 'scenario files, or folders of them; none with --resume')
    .option('--draws <n>', 'parameter draws per explanation, instead of what the scenarios say', wholeNumber)
    .option('--replicates <n>', 'replicates per draw, instead of what the scenarios say', wholeNumber)
    .option('--seed <text>', 'any text, instead of what the scenarios say', seed)
    .option(
      '--workers <n>',
      'threads that simulate, at most one a task and four a processor; 1 simulates in the main thread (default: all processors)',
      wholeNumber,
    )
    .option(
      '--chunk <n>',
      'addresses per task, rounded up to whole tens (default: what suits the time they take)',
      wholeNumber,
    )
    .option(
      '--task-timeout <seconds>',
      'how long an address may take before it is tried once more, and then recorded as failed (default: 100 times the mean, at least 60)',
      wholeNumber,
    )
    .option(
      '--out <dir>',
      "the run's own folder, which must not exist yet (default: results/<date>-<two words>)",
    )
    .option(
      '--resume <run>',
      'go on with a run: a name in results/ or a path; with --draws or --replicates it is made larger',
    )
    .option('--why', 'with --resume: say what is reused and what is not, and why')
    .option('--only <id:explanation:draw:replicate>', 'just this replicate of this scenario', onlyOf)
    .option(
      '--share <k/n>',
      'only the k-th of n shares of the run, which duel merge puts together: for a batch scheduler',
      shareOf,
    )
    .option('--dry-run', 'check everything, say what would be run and how long it would take, write nothing')
    .option('--json', 'a summary for machines on stdout');
}

export function overridesOf({ draws, replicates, seed, only }: RunCommandOptions): Overrides {
  return {
    ...(draws === undefined ? {} : { draws }),
    ...(replicates === undefined ? {} : { replicates }),
    ...(seed === undefined ? {} : { seed }),
    ...(only === undefined ? {} : { only }),
  };
}

/** More threads than this many times the processors only wait for each other. */
const THREADS_PER_PROCESSOR = 4;

/** How many threads are started of those asked for: none that would have no task, and not far more than processors. */
export function threadsFor(asked: number, tasks: number, processors: number): number {
  return Math.max(1, Math.min(asked, tasks, THREADS_PER_PROCESSOR * processors));
}

/** The largest number that a scenario file may ask for, too. */
const LARGEST = 100_000;

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > LARGEST) {
    throw new InvalidArgumentError(`expected a whole number from 1 to ${LARGEST}.`);
  }
  return value;
}

/** The settings as they are given on a command line. */
export function settingFlags(set: readonly Setting[] = []): string[] {
  return set.flatMap(({ key, value }) => ['--set', `${key}=${value}`]);
}

function seed(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected at least one character.');
  return text;
}

function shareOf(text: string): Share {
  if (!/^\d+\/\d+$/.test(text))
    throw new InvalidArgumentError('expected k/n with k from 1 to n, such as 2/16.');
  const [number, of] = text.split('/').map(wholeNumber) as [number, number];
  if (number > of) throw new InvalidArgumentError('expected k/n with k from 1 to n, such as 2/16.');
  return { number, of };
}

function onlyOf(text: string): NonNullable<Overrides['only']> {
  const [scenario, explanation, draw, replicate, ...rest] = text.split(':');
  if (!scenario || !explanation || !draw || !replicate || rest.length > 0) {
    throw new InvalidArgumentError('expected ID:EXPLANATION:DRAW:REPLICATE, as in failures.csv.');
  }
  if (!isExplanation(explanation)) {
    const hint = didYouMean(explanation, EXPLANATIONS, `expected one of ${EXPLANATIONS.join(', ')}.`);
    throw new InvalidArgumentError(`no explanation "${explanation}": ${hint}`);
  }
  return { scenario, explanation, draw: wholeNumber(draw), replicate: wholeNumber(replicate) };
}
