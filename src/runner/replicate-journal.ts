/** The journal of a run: what was simulated, found again by what it means. */
import { join } from 'node:path';
import { Journal, JOURNAL_FOLDER } from '../results/journal.js';
import type { Address } from './address.js';
import { AddressKeys, scenarioKey } from './meaning-keys.js';
import type { Plan } from './plan.js';
import { scenariosIn } from './tally-record.js';
import { blocksOf, type Task, type TaskResult } from './task.js';

export class ReplicateJournal {
  private readonly journal: Journal;
  private readonly keys: AddressKeys;
  /** Keys of the plan's scenarios. */
  private readonly scenarios: readonly string[];
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
    this.scenarios = plan.scenarios.map(scenarioKey);
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
      .map((address) => this.recordsAt(address));
    return recorded.some((records) => records.length > 0) ? { ...task, recorded } : task;
  }

  /** Of a task's replicates, how many the journal does not hold. */
  lacking(task: Task): number {
    const addresses = blocksOf(this.plan, task).flat();
    return addresses.reduce((sum, address) => sum + this.lackingAt(address), 0);
  }

  /** Scenarios under which the journal does not hold an address. */
  lackingAt(address: Address): number {
    const key = this.keys.of(address);
    return this.scenarios.filter((scenario) => !this.held.has(`${key} ${scenario}`)).length;
  }

  /** What is known of an address. */
  recordsAt(address: Address): Uint8Array[] {
    return this.journal.get(this.keys.of(address));
  }

  /** Keeps what a task simulated. @throws Error of the disk */
  keep({ blocks }: TaskResult): void {
    for (const { addresses } of blocks) {
      for (const { address, record } of addresses)
        if (record) this.journal.append(this.keys.of(address), record);
    }
  }

  /** For each scenario of the plan, how many of its replicates at these addresses will be read off the journal. */
  reusable(addresses: Iterable<Address>): number[] {
    const { scenarios } = this;
    const counts = scenarios.map(() => 0);
    for (const address of addresses) {
      const key = this.keys.of(address);
      for (const [at, scenario] of scenarios.entries())
        if (this.held.has(`${key} ${scenario}`)) counts[at]!++;
    }
    return counts;
  }

  /** Waits for the disk. */
  close(): void {
    this.journal.close();
  }
}
