/** `duel verify RUN`: whether a run's folder is what it was, and whether its replicates come out again. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { CsvError } from '../results/csv-reader.js';
import { FinishedRun } from '../results/finished-run.js';
import { findRun } from '../results/folder.js';
import { DATAPACKAGE_FILE } from '../results/datapackage.js';
import { DamagedRunError } from '../results/damaged-run.js';
import { jsonDifference } from '../results/json-difference.js';
import { type Manifest, readManifest } from '../results/manifest.js';
import { readPlan } from '../results/run-plan.js';
import { runState } from '../results/run-state.js';
import { type Fault, fileFaults, shareFileFaults } from '../results/verify-files.js';
import { PlanError } from '../runner/plan.js';
import { type PreparedRun, prepareRun } from '../runner/prepare-run.js';
import { type Refolded, refoldFaults } from '../runner/refold.js';
import { type Share, shareText } from '../runner/share.js';
import { shareFaults } from '../runner/verify-share.js';
import { sampleFaults } from '../runner/verify-sample.js';
import { CommandError, EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { loadFor } from './loading.js';
import { changesOf } from './run-changes.js';
import { type Asked, askedOf, givenOf, pathsFromHere } from './run-request.js';

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
  const manifest = await readManifest(path).catch(() => null);
  const share = manifest?.share;
  if (share) return verifyShare(path, run, share, sample, json === true, io);
  const faults: Fault[] = await fileFaults(path);
  const checked = faults.length === 0 ? 'as their checksums say' : `${faults.length} broken`;
  io.err(`files: ${checked}; next, the tables are made again from the journal, and a sample is simulated\n`);
  const again = await preparedAgain(path, io);
  const { unfolded, ...refolded } = await refolding(path, again, io);
  for (const fault of refolded.faults) merge(faults, fault);
  let replicates = 0;
  let unsampled: string | null = sample === 0 ? 'none was asked for' : null;
  if (sample > 0 && faults.length > 0) unsampled = 'first see to what is broken';
  else if (sample > 0 && typeof again === 'string') unsampled = again;
  else if (sample > 0 && typeof again !== 'string') {
    const { plan } = again.prepared;
    const sampled = await sampleFaults(await FinishedRun.open(path), plan, sample, io.random);
    replicates = sampled.replicates;
    faults.push(...sampled.faults);
  }
  await assertStill(path, run, manifest);
  if (json) io.out(`${JSON.stringify({ path, faults, unfolded, replicates, unsampled }, null, 2)}\n`);
  else {
    for (const { file, problem } of faults) io.out(`${file}: ${problem}\n`);
    const found =
      faults.length === 0
        ? 'nothing is broken'
        : `${faults.length} ${faults.length === 1 ? 'file is' : 'files are'} broken`;
    const tables =
      unfolded === null
        ? 'tables made again from the journal'
        : `tables not made again from the journal: ${unfolded}`;
    const sampled =
      unsampled === null
        ? `${replicates} replicates simulated again`
        : `no replicate simulated again: ${unsampled}`;
    io.out(`${found}; ${tables}; ${sampled}\n`);
    if (faults.length > 0 && state.kind !== 'refused')
      io.out(
        `to make the tables again from the journal, and simulate what it lacks: ${existsSync(join(path, DATAPACKAGE_FILE)) ? 'delete datapackage.json, then ' : ''}duel run --resume ${run}\n`,
      );
  }
  if (faults.length > 0) io.exitWith(EXIT.difference);
}

async function verifyShare(
  path: string,
  run: string,
  share: Share,
  sample: number,
  json: boolean,
  io: Io,
): Promise<void> {
  const faults = await shareFileFaults(path);
  const again = await preparedAgain(path, io);
  const unread = typeof again === 'string' ? again : null;
  let replicates = 0;
  if (typeof again !== 'string') {
    const { manifest, prepared } = again;
    const found = shareFaults(path, manifest, prepared.plan, share, sample, io.random);
    replicates = found.replicates;
    faults.push(...found.faults);
  }
  await assertStill(path, run, null);
  if (json) io.out(`${JSON.stringify({ path, share, faults, unread, replicates }, null, 2)}\n`);
  else {
    for (const { file, problem } of faults) io.out(`${file}: ${problem}\n`);
    const found = faults.length === 0 ? 'nothing is broken' : `${faults.length} faults`;
    const journal = unread === null ? 'every record of its journal read' : `journal not read: ${unread}`;
    io.out(`${shareText(share)}: ${found}; ${journal}; ${replicates} replicates simulated again\n`);
    if (faults.length > 0) io.out(`to simulate what is lacking: duel run --resume ${run}\n`);
  }
  if (faults.length > 0) io.exitWith(EXIT.difference);
}

/** @throws CommandError where somebody went on with the run meanwhile: what was found says nothing then */
async function assertStill(path: string, run: string, before: Manifest | null): Promise<void> {
  const now = await runState(path);
  const isOther = 'manifest' in now && before !== null && jsonDifference(before, now.manifest) !== null;
  if (now.kind === 'running' || isOther)
    throw new CommandError(
      `somebody went on with ${run} while it was checked, and what was found says nothing: ` +
        `wait for the end of it, then duel verify ${run}`,
    );
}

/** Adds what is wrong with a file to what is known of it. */
function merge(faults: Fault[], { file, problem }: Fault): void {
  const at = faults.findIndex((fault) => fault.file === file);
  if (at < 0) faults.push({ file, problem });
  else faults[at] = { file, problem: `${faults[at]!.problem}; ${problem}` };
}

async function refolding(path: string, again: Again | string, io: Io): Promise<Refolded> {
  if (typeof again === 'string') return { faults: [], unfolded: again };
  const { manifest, prepared, asked } = again;
  return refoldFaults(path, manifest, prepared, givenOf(asked), io.now);
}

interface Again {
  readonly manifest: Manifest;
  readonly prepared: PreparedRun;
  readonly asked: Asked;
}

/** The run as its files say it now, or why that is not what it was. */
async function preparedAgain(path: string, io: Io): Promise<Again | string> {
  try {
    const plan = await readPlan(path);
    if (!plan.request) return 'the run was not started by a command';
    const manifest = await readManifest(path);
    const asked = askedOf(plan.request, path);
    const loaded = loadFor(pathsFromHere(asked, io), io, { set: asked.set });
    if (!loaded) {
      // Nothing can be made again without them; whether the folder is whole is another question.
      io.exitWith(EXIT.fine);
      return 'its scenario files cannot be read any more';
    }
    const prepared = prepareRun(loaded.scenarios, asked.overrides);
    const changes = changesOf(manifest, plan, prepared);
    const [changed = changes.ofSize] = [...changes.ofReplicates, ...changes.ofWhat, ...changes.ofTheRest];
    return changed ? `what it was made from has changed since: ${changed}` : { manifest, prepared, asked };
  } catch (error) {
    // Said of the file in any case.
    if (error instanceof DamagedRunError) return error.message;
    if (error instanceof PlanError || error instanceof CsvError)
      return `what it was made from cannot be used any more: ${error.message}`;
    throw error;
  }
}
