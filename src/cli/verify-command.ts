/** `duel verify RUN`: whether a run's folder is what it was, and whether its replicates come out again. */
import { type Command, InvalidArgumentError } from 'commander';
import { FinishedRun } from '../results/finished-run.js';
import { findRun } from '../results/folder.js';
import { readPlan } from '../results/run-plan.js';
import { runState } from '../results/run-state.js';
import { type Fault, fileFaults } from '../results/verify-files.js';
import { type PreparedRun, prepareRun } from '../runner/prepare-run.js';
import { sampleFaults } from '../runner/verify-sample.js';
import { CommandError, EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { changesOf } from './run-changes.js';
import { askedOf, pathsFromHere } from './run-request.js';

interface Flags {
  readonly sample: number;
  readonly json?: true;
}

export function registerVerify(program: Command, io: Io): void {
  program
    .command('verify')
    .argument('<run>', 'a name in results/ or a path')
    .option(
      '--sample <percent>',
      'share of the replicates that is simulated again; 0 for none',
      shareOf,
      0.05,
    )
    .option('--json', 'what is broken, as JSON')
    .action((run: string, flags: Flags) => verifyCommand(run, flags, io));
}

function shareOf(text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (!/^\d+(\.\d+)?%?$/.test(text) || percent > 100)
    throw new InvalidArgumentError('expected a percentage from 0 to 100, such as 5%.');
  return percent / 100;
}

async function verifyCommand(run: string, { sample, json }: Flags, io: Io): Promise<void> {
  const path = await findRun(run, io.results);
  const state = await runState(path);
  if (state.kind === 'running') throw new CommandError(state.why);
  const faults: Fault[] = await fileFaults(path);
  let replicates = 0;
  let unsampled: string | null = sample === 0 ? 'none was asked for' : null;
  if (sample > 0 && faults.length > 0) unsampled = 'first see to what is broken';
  else if (sample > 0) {
    const prepared = await preparedAgain(path, io);
    if (typeof prepared === 'string') unsampled = prepared;
    else {
      const sampled = await sampleFaults(await FinishedRun.open(path), prepared.plan, sample, io.random);
      replicates = sampled.replicates;
      faults.push(...sampled.faults);
    }
  }
  if (json) io.out(`${JSON.stringify({ path, faults, replicates, unsampled }, null, 2)}\n`);
  else {
    for (const { file, problem } of faults) io.out(`${file}: ${problem}\n`);
    const sampled =
      unsampled === null
        ? `${replicates} replicates simulated again`
        : `no replicate simulated again: ${unsampled}`;
    io.out(
      `${faults.length === 0 ? 'nothing is broken' : `${faults.length} files are broken`}; ${sampled}\n`,
    );
    if (faults.length > 0 && state.kind !== 'refused')
      io.out(
        `to make the tables again from the journal: delete datapackage.json, then duel run --resume ${run}\n`,
      );
  }
  if (faults.length > 0) io.exitWith(EXIT.difference);
}

/** The run as its files say it now, or why that is not what it was. */
async function preparedAgain(path: string, io: Io): Promise<PreparedRun | string> {
  const plan = await readPlan(path);
  if (!plan.request) return 'the run was not started by a command';
  const { manifest } = await FinishedRun.open(path);
  const asked = askedOf(plan.request, path);
  const loaded = loadFor(pathsFromHere(asked, io), io, { set: asked.set });
  if (!loaded) {
    // Nothing can be simulated again without them; whether the folder is whole is another question.
    io.exitWith(EXIT.fine);
    return 'its scenario files cannot be read any more';
  }
  const prepared = prepareRun(loaded.scenarios, asked.overrides);
  const changes = changesOf(manifest, plan, prepared);
  const [changed = changes.ofTheRest[0]] = changes.ofReplicates;
  return changed === undefined ? prepared : `what it was made from has changed since: ${changed}`;
}
