/**
 * Blocks: a few consecutive addresses of an explanation whose trajectory rows are compressed together, one gzip
 * member a scenario. Where a block starts and ends follows from the plan alone, so that bytes do not depend on how
 * work is shared out.
 */
import { targetOf } from '../model/targets.js';
import { gzipMember } from '../results/gzip.js';
import { TrajectoryBlock } from '../results/trajectory-block.js';
import type { Address } from './address.js';
import { trajectoryPlaces } from './observation.js';
import type { Plan } from './plan.js';
import type { AddressResult, SimulatedAddress } from './replicate.js';

/** Addresses in a block. */
export const BLOCK = 10;

/** Results of consecutive addresses, with their rows of `trajectories.csv.gz` as one gzip member for each scenario. */
export interface BlockResult {
  /** In key order. */
  readonly addresses: readonly AddressResult[];
  /** For each scenario of the plan, its rows of the addresses that are complete. */
  readonly trajectories: readonly { readonly member: Uint8Array; readonly rows: number }[];
}

/** Whether an address is done under every scenario: what is left of one that is not would not be paired. */
export function isComplete({ results }: AddressResult): boolean {
  return results.every(({ status }) => status === 'done');
}

/** Why an address that hung has failed. */
export const HUNG = 'it hung: it was given up, tried once more alone, and given up again';

/** What is left of an address whose worker died or hung: every scenario of it failed. */
export function lostAddress(plan: Plan, address: Address, message: string, stack: string): SimulatedAddress {
  return {
    address,
    results: plan.scenarios.map(() => ({ status: 'failed', stage: 'worker', message, stack })),
    record: null,
    trajectories: plan.scenarios.map(() => new Float64Array(0)),
  };
}

export class BlockWriter {
  private readonly rows: TrajectoryBlock;

  constructor(private readonly plan: Plan) {
    this.rows = new TrajectoryBlock(
      trajectoryPlaces(plan).map(({ target, location }) => ({
        target,
        location,
        mayMiss: targetOf(target).aggregation === 'share',
      })),
      plan.layout.months.map(({ id }) => id.slice(0, 'YYYY-MM'.length)),
    );
  }

  /** @param simulated the addresses of one block, in key order */
  write(simulated: readonly SimulatedAddress[]): BlockResult {
    const complete = simulated.filter(isComplete);
    return {
      addresses: simulated.map(({ address, results, record }) => ({ address, results, record })),
      trajectories: this.plan.scenarios.map(({ id }, scenario) => {
        for (const { address, trajectories } of complete) {
          const key = {
            scenario_id: id,
            explanation: address.explanation,
            run_grouping: address.draw,
            stochastic_run: address.replicate,
          };
          this.rows.append(key, trajectories[scenario]!);
        }
        const { rows } = this.rows;
        const text = this.rows.take();
        // A copy: zlib may hand out a part of a larger buffer, which could not be moved between threads.
        const member = rows === 0 ? new Uint8Array(0) : new Uint8Array(gzipMember(text));
        return { member, rows };
      }),
    };
  }
}
