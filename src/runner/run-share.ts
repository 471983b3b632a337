/** The shell around a share of a run: its replicates go to the journal, and no table is made of them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JOURNAL_FOLDER, journalBytes } from '../results/journal.js';
import { writeManifest } from '../results/manifest.js';
import { unlockRun } from '../results/run-lock.js';
import { type Counts, type Failure, statusOf } from './collect.js';
import { isComplete } from './block.js';
import { stacksText } from './failures.js';
import { openRun } from './open-run.js';
import type { Plan } from './plan.js';
import type { PreparedRun } from './prepare-run.js';
import { ReplicateJournal } from './replicate-journal.js';
import { type RunOptions, type RunOutcome, runStatus } from './run.js';
import { assertShare, type Share, sharedReplicates, shareTasks } from './share.js';
import type { Task, TaskResult } from './task.js';

/** What a share needs beside its plan: a run's options, but for chunks and what tables are made of. */
export type ShareOptions = Omit<RunOptions, 'chunk' | 'given' | 'journals'>;
/** What came of a share: its folder and counts; it has no tables. */
export type ShareOutcome = Pick<RunOutcome, 'path' | 'status' | 'counts' | 'failures' | 'took'>;

/**
 * Runs a share of a plan in a folder of its own, or goes on with it: what its journal holds is not simulated again.
 * A rule to stop is not looked at, since no share sees the others: it counts when they are merged.
 * @throws as `run`; PlanError where there is no block for the share
 */
export async function runShare(
  prepared: PreparedRun,
  share: Share,
  options: ShareOptions,
): Promise<ShareOutcome> {
  const { clock } = options;
  assertShare(prepared.plan, share);
  const started = clock.now();
  const { path, manifest } = await openRun(prepared, options, share);
  try {
    const planned = sharedReplicates(prepared.plan, share);
    const work = new ShareWork(prepared.plan, path, manifest.model, options, planned);
    const began = clock.now();
    await work.run(share);
    const { counts, failures } = work;
    if (failures.length > 0) await writeFile(join(path, 'logs/stacks.txt'), stacksText(failures));
    const took = { simulating: clock.now() - began, all: clock.now() - started };
    const log = { milliseconds: took, journal: { reused: counts.reused, faults: work.faults } };
    await writeFile(join(path, 'logs/run.json'), `${JSON.stringify({ ...log, ...options.host }, null, 2)}\n`);
    const ended = { planned, spared: 0, ...counts };
    const status = runStatus(ended);
    await writeManifest(path, {
      ...manifest,
      status,
      finished: clock.instant(),
      counts: ended,
      share: { ...share, bytes: journalBytes(join(path, JOURNAL_FOLDER)) },
    });
    return { path, status, counts: ended, failures, took };
  } finally {
    await unlockRun(path);
  }
}

/** What is done and what failed, while tasks come back in any order. */
class ShareWork {
  readonly counts: Counts = { done: 0, reused: 0, failed: 0, dropped: 0 };
  faults: readonly string[] = [];
  private readonly failed = new Map<number, Failure[]>();
  private readonly plan: Plan;

  constructor(
    plan: Plan,
    private readonly folder: string,
    private readonly model: string,
    private readonly options: ShareOptions,
    private readonly planned: number,
  ) {
    // Rows are made when shares are merged; what the journal holds does not depend on them.
    this.plan = { ...plan, trajectories: { locations: [], targets: [] } };
  }

  /** In the order of tasks. */
  get failures(): Failure[] {
    return [...this.failed].sort(([a], [b]) => a - b).flatMap(([, failures]) => failures);
  }

  async run(share: Share): Promise<void> {
    const { clock, signal = new AbortController().signal } = this.options;
    const journal = new ReplicateJournal(this.folder, this.plan, this.model, () => clock.now());
    this.faults = journal.faults;
    const executor = this.options.executor(this.plan);
    const began = clock.now();
    try {
      await executor.execute(
        this.left(share, journal),
        (result) => {
          journal.keep(result);
          this.count(result);
          this.tell(clock.now() - began);
        },
        signal,
      );
    } finally {
      await executor.close();
      journal.close();
    }
  }

  /** Tasks of which something is left to do. */
  private *left(share: Share, journal: ReplicateJournal): Generator<Task> {
    const { length: scenarios } = this.plan.scenarios;
    let index = 0;
    for (const task of shareTasks(this.plan, share)) {
      if (journal.lacking(task) > 0) yield { ...journal.recalled(task), index: index++ };
      else {
        this.counts.done += task.count * scenarios;
        this.counts.reused += task.count * scenarios;
      }
    }
  }

  private count({ index, blocks }: TaskResult): void {
    for (const result of blocks.flatMap(({ addresses }) => addresses)) {
      const { address, results } = result;
      const whole = isComplete(result);
      for (const [at, replicate] of results.entries()) {
        this.counts[statusOf(replicate, whole)]++;
        if (whole && replicate.status === 'done' && replicate.reused) this.counts.reused++;
        if (replicate.status !== 'failed') continue;
        const failure = { scenario: this.plan.scenarios[at]!.id, address, result: replicate };
        this.failed.set(index, [...(this.failed.get(index) ?? []), failure]);
      }
    }
  }

  private tell(elapsed: number): void {
    const { done, failed, dropped } = this.counts;
    this.options.onProgress?.({ done: done + failed + dropped, total: this.planned, failed, elapsed });
  }
}
