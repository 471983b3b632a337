/** The shares that a command is to merge: whether they are of one run, and all there. */
import { findRun } from '../results/folder.js';
import { type Manifest, readManifest } from '../results/manifest.js';
import { readPlan, type RunPlan, type RunRequest } from '../results/run-plan.js';
import { runState } from '../results/run-state.js';
import { shellWord } from '../runner/failures.js';
import type { Plan } from '../runner/plan.js';
import { ReplicateJournal } from '../runner/replicate-journal.js';
import { type Share, sharedReplicates, shareTasks, shareText } from '../runner/share.js';
import { CommandError } from './exit-codes.js';
import type { Io } from './io.js';
import { changedKeys } from './run-changes.js';
import { settingFlags } from './run-options.js';
import { nameOf } from './run-resume.js';

export interface GivenShare {
  readonly path: string;
  /** As commands take it. */
  readonly name: string;
  readonly share: Share;
  readonly manifest: Manifest;
  readonly plan: RunPlan & { readonly request: RunRequest };
  /** Why it has not ended; `null` where it has. */
  readonly unfinished: string | null;
}

/** @throws CommandError for a run that is no share, that a process is at work in, or that cannot be read */
export async function givenShare(run: string, io: Io): Promise<GivenShare> {
  const path = await findRun(run, io.results);
  const name = nameOf(path, io);
  const state = await runState(path);
  if (state.kind === 'running') throw new CommandError(state.why);
  if (state.kind === 'refused') throw new CommandError(`${name} cannot be merged: ${state.why}`);
  const manifest = await readManifest(path);
  const { request, ...plan } = await readPlan(path);
  if (!manifest.share || !request)
    throw new CommandError(
      `${name} is a whole run and no share of one: expected folders of duel run --share k/n`,
    );
  const { number, of } = manifest.share;
  const unfinished = state.kind === 'resumable' && manifest.status !== 'partial' ? state.why : null;
  return { path, name, share: { number, of }, manifest, plan: { ...plan, request }, unfinished };
}

/** @throws CommandError with all that differs between shares, and with which are missing, double or unfinished */
export function assertOneRun(shares: readonly GivenShare[]): void {
  const [first, ...others] = shares as readonly [GivenShare, ...GivenShare[]];
  const differ = others.flatMap((other) => {
    const found = differences(first, other);
    return found.length === 0 ? [] : [`${other.name} differs from ${first.name}: ${found.join('; ')}`];
  });
  if (differ.length > 0) throw refusal('these are not shares of one run', differ);
  const { of } = first.share;
  const problems: string[] = [];
  for (let number = 1; number <= of; number++) {
    const share = { number, of };
    const given = shares.filter((one) => one.share.number === number);
    if (given.length === 0) problems.push(`${shareText(share)} is missing: ${runCommand(first, share)}`);
    if (given.length > 1)
      problems.push(
        `${shareText(share)} is given more than once: ${given.map(({ name }) => name).join(', ')}`,
      );
    for (const { name, unfinished } of given)
      if (unfinished !== null)
        problems.push(`${shareText(share)} is not done, ${unfinished}: duel run --resume ${shellWord(name)}`);
  }
  if (problems.length > 0) throw refusal('the shares are not all there', problems);
}

/**
 * @param plan that they are shares of
 * @throws CommandError where a journal lacks what its share has done; what failed in a share is tried again
 */
export function assertHeld(shares: readonly GivenShare[], plan: Plan, io: Io): void {
  const problems = shares.flatMap(({ path, name, share, manifest }) => {
    const journal = new ReplicateJournal(path, plan, manifest.model, io.now);
    let lacking = 0;
    for (const task of shareTasks(plan, share)) lacking += journal.lacking(task);
    journal.close();
    if (lacking <= manifest.counts.failed) return [];
    const why = [
      `${shareText(share)} (${name}) lacks ${lacking} of its ${sharedReplicates(plan, share)} replicates`,
      ...journal.faults,
    ];
    return [`${why.join('; ')}: duel run --resume ${shellWord(name)}`];
  });
  if (problems.length > 0) throw refusal('the shares are not all there', problems);
}

function refusal(what: string, problems: readonly string[]): CommandError {
  return new CommandError(`${what}, and nothing was merged:\n  ${problems.join('\n  ')}`);
}

/** What makes replicates of the second others than those of the first, or another experiment. */
function differences(a: GivenShare, b: GivenShare): string[] {
  const found: string[] = [];
  const differ = (what: string, valueOf: (share: GivenShare) => unknown): void => {
    const [left, right] = [a, b].map((share) => String(valueOf(share)));
    if (left !== right) found.push(`${what}: ${left} → ${right}`);
  };
  differ('number of shares', ({ share }) => share.of);
  if (a.manifest.model !== b.manifest.model) found.push('another model, or other data of it');
  differ('seed', ({ manifest }) => manifest.seed.text);
  differ('draws', ({ manifest }) => manifest.experiment.draws);
  differ('replicates', ({ manifest }) => manifest.experiment.replicates);
  differ('explanations', ({ manifest }) => manifest.experiment.explanations.join(', '));
  differ('scenarios', ({ manifest }) => manifest.scenarios.map(({ id }) => id).join(', '));
  const data = new Map(a.manifest.data.map(({ file, sha256 }) => [file, sha256]));
  for (const { file, sha256 } of b.manifest.data)
    if (data.get(file) !== sha256) found.push(`another ${file}`);
  const meant = new Map(a.manifest.scenarios.map(({ id, sha256 }) => [id, sha256]));
  for (const { id, sha256 } of b.manifest.scenarios) {
    if (!meant.has(id) || meant.get(id) === sha256) continue;
    const keys = changedKeys(a.plan.shown[id] ?? {}, b.plan.shown[id] ?? {});
    found.push(`${id}: ${keys.join(', ') || 'in its parameters'}`);
  }
  return found;
}

/** The command that runs another share of the same run, from where this one was run. */
function runCommand({ plan: { request } }: GivenShare, { number, of }: Share): string {
  const { files, set, draws, replicates, seed } = request;
  const given = Object.entries({ draws, replicates, seed });
  const flags = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  return ['duel', 'run', ...files, ...settingFlags(set), ...flags, '--share', `${number}/${of}`]
    .map(shellWord)
    .join(' ');
}
