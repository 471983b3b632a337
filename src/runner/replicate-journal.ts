/** The journal of a run: what was simulated, found again by what it means. */
import { join } from 'node:path';
import { Journal } from '../results/journal.js';
import { addressAt, addressesPerExplanation } from './address.js';
import { AddressKeys, scenarioKey } from './meaning-keys.js';
import type { Plan } from './plan.js';
import { scenariosIn } from './tally-record.js';
import { blocksOf, type Task, type TaskResult } from './task.js';

/** Inside the run's folder. */
export const JOURNAL_FOLDER = 'journal';

export class ReplicateJournal {
  private readonly journal: Journal;
  private readonly keys: AddressKeys;
  /** `<key of the address> <key of the scenario>`. */
  private readonly held = new Set<string>();

  /**
   * @param folder of the run
   * @param model hash of the built model and its data
   * @param now milliseconds that only ever grow
   */
  constructor(
    folder: string,
    private readonly plan: Plan,
    model: string,
    now: () => number,
  ) {
    this.keys = new AddressKeys(plan, model);
    this.journal = new Journal(join(folder, JOURNAL_FOLDER), now, (key, record) => {
      for (const scenario of scenariosIn(record)) this.held.add(`${key} ${scenario}`);
    });
  }

  /** Addresses that were read back, whatever they mean to this plan. */
  get size(): number {
    return this.journal.size;
  }

  /** What could not be read. */
  get faults(): readonly string[] {
    return this.journal.faults;
  }

  /** The task with what is known of its addresses. */
  recalled(task: Task): Task {
    const recorded = blocksOf(this.plan, task)
      .flat()
      .map((address) => this.journal.get(this.keys.of(address)));
    return recorded.some((records) => records.length > 0) ? { ...task, recorded } : task;
  }

  /** Keeps what a task simulated. @throws Error of the disk */
  keep({ blocks }: TaskResult): void {
    for (const { addresses } of blocks) {
      for (const { address, record } of addresses)
        if (record) this.journal.append(this.keys.of(address), record);
    }
  }

  /** For each scenario of the plan, how many of its replicates will be read off the journal. */
  reusable(): number[] {
    const scenarios = this.plan.scenarios.map(scenarioKey);
    const counts = scenarios.map(() => 0);
    for (const explanation of this.plan.explanations) {
      for (let index = 0; index < addressesPerExplanation(this.plan); index++) {
        const key = this.keys.of(addressAt(this.plan, explanation, index));
        for (const [at, scenario] of scenarios.entries())
          if (this.held.has(`${key} ${scenario}`)) counts[at]!++;
      }
    }
    return counts;
  }

  /** Waits for the disk. */
  close(): void {
    this.journal.close();
  }
}
