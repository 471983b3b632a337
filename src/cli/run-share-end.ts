/** What a share of a run says at its end. */
import { relative } from 'node:path';
import { reproducing } from '../runner/failures.js';
import type { PreparedRun } from '../runner/prepare-run.js';
import type { ShareOutcome } from '../runner/run-share.js';
import { type Share, shareText } from '../runner/share.js';
import type { Io } from './io.js';
import { durationText } from './progress.js';

/** @param given files and settings as they were given */
export function tellShare(
  { path, status, counts, failures, took }: ShareOutcome,
  share: Share,
  { plan }: PreparedRun,
  given: readonly string[],
  json: boolean,
  io: Io,
): void {
  const folder = relative(io.cwd, path) || '.';
  const [first] = failures;
  if (first) {
    const { stage, message } = first.result;
    io.err(
      `${counts.failed} replicates failed: see ${folder}/logs/stacks.txt\n` +
        `the first, in ${stage}: ${message}\n  ${reproducing(first, given, plan.seed)}\n`,
    );
  }
  if (json)
    return io.out(`${JSON.stringify({ path, share, status, counts, milliseconds: took }, null, 2)}\n`);
  const reused = counts.reused > 0 ? ` (${counts.reused} reused from the journal)` : '';
  io.out(
    `${shareText(share)}, ${status}: ${counts.done} of ${counts.planned} replicates done${reused} in ` +
      `${durationText(took.all)}; kept in ${folder}\n`,
  );
  if (status === 'interrupted') io.out(`to go on: duel run --resume ${folder}\n`);
  else io.out(`next: duel merge SHARE… when all ${share.of} have ended\n`);
}
