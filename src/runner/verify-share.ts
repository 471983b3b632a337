/** Whether the journal of a share is whole, and whether a sample of it comes out again. */
import { JOURNAL_FOLDER } from '../results/journal.js';
import type { Manifest } from '../results/manifest.js';
import type { Fault } from '../results/verify-files.js';
import type { Address } from './address.js';
import type { Plan } from './plan.js';
import { ReplicateJournal } from './replicate-journal.js';
import { Replicator, type SimulatedAddress } from './replicate.js';
import { type Share, shareAddresses, sharedReplicates, shareTasks } from './share.js';
import type { Sampled } from './verify-sample.js';

/**
 * Simulates a part of the share's addresses that are done, at least one, under every scenario.
 * @param plan of the run, meaning what it meant when the share was made
 * @param part from 0, for none, to 1
 * @param random in [0, 1), for choosing
 */
export function shareFaults(
  path: string,
  { model, counts }: Manifest,
  plan: Plan,
  share: Share,
  part: number,
  random: () => number,
): Sampled {
  const journal = new ReplicateJournal(path, plan, model, () => 0);
  try {
    const faults: Fault[] = journal.faults.map((problem) => ({ file: JOURNAL_FOLDER, problem }));
    let lacking = 0;
    for (const task of shareTasks(plan, share)) lacking += journal.lacking(task);
    const planned = sharedReplicates(plan, share);
    if (lacking > planned - counts.done - counts.dropped)
      faults.push({ file: JOURNAL_FOLDER, problem: `it lacks ${lacking} of ${planned} replicates` });
    const addresses = [...shareAddresses(plan, share)].filter((address) => journal.lackingAt(address) === 0);
    const replicator = new Replicator(plan);
    let replicates = 0;
    const wanted =
      part === 0 ? 0 : Math.min(addresses.length, Math.max(1, Math.round(part * addresses.length)));
    while (replicates < wanted * plan.scenarios.length) {
      const [address] = addresses.splice(Math.floor(random() * addresses.length), 1) as [Address];
      const hashes = [journal.recordsAt(address), []].map((records) =>
        hashesOf(replicator.run(address, undefined, records)),
      );
      const { explanation, draw, replicate } = address;
      for (const [at, { id }] of plan.scenarios.entries()) {
        replicates++;
        if (hashes[0]![at] === hashes[1]![at]) continue;
        const problem = `${id}:${explanation}:${draw}:${replicate} comes out otherwise when simulated again`;
        faults.push({ file: JOURNAL_FOLDER, problem });
      }
    }
    return { replicates, faults };
  } finally {
    journal.close();
  }
}

function hashesOf({ results }: SimulatedAddress): (string | null)[] {
  return results.map((result) => (result.status === 'done' ? result.sha256 : null));
}
