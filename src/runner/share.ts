/**
 * A share of a plan, for a scheduler that starts processes which never hear of each other. Blocks are dealt out like
 * cards, row by row: a row holds one block of each explanation, and begins with another explanation than the one
 * before. So shares differ by one block at most, each has of every explanation, and more draws move none.
 */
import { type Address, addressAt, addressesPerExplanation } from './address.js';
import { BLOCK } from './block.js';
import { type Plan, PlanError } from './plan.js';
import type { Task } from './task.js';

/** `number` from 1 to `of`. */
export interface Share {
  readonly number: number;
  readonly of: number;
}

export function shareText({ number, of }: Share): string {
  return `share ${number} of ${of}`;
}

/** Shares that a plan can be divided into: as many as it has blocks. */
export function mostShares(plan: Plan): number {
  return plan.explanations.length * blocksPerExplanation(plan);
}

/** @throws PlanError for a share of a plan that has no block for it */
export function assertShare(plan: Plan, { of }: Share): void {
  const most = mostShares(plan);
  if (of > most)
    throw new PlanError(
      `${of} shares of ${most} blocks of ${BLOCK} addresses: expected at most ${most} shares, or more draws or replicates`,
    );
}

/** The tasks of a share, a block each, explanation after explanation. */
export function* shareTasks(plan: Plan, { number, of }: Share): Generator<Task> {
  const { length: explanations } = plan.explanations;
  const addresses = addressesPerExplanation(plan);
  let index = 0;
  for (const [at, explanation] of plan.explanations.entries()) {
    for (let block = 0; block < blocksPerExplanation(plan); block++) {
      const dealt = block * explanations + ((at + block) % explanations);
      if (dealt % of !== number - 1) continue;
      const first = block * BLOCK;
      yield { index: index++, explanation, first, count: Math.min(BLOCK, addresses - first) };
    }
  }
}

/** The addresses of a share, in the order of its tasks. */
export function* shareAddresses(plan: Plan, share: Share): Generator<Address> {
  for (const { explanation, first, count } of shareTasks(plan, share))
    for (let at = first; at < first + count; at++) yield addressAt(plan, explanation, at);
}

/** Replicates of a share: its addresses under every scenario. */
export function sharedReplicates(plan: Plan, share: Share): number {
  let addresses = 0;
  for (const { count } of shareTasks(plan, share)) addresses += count;
  return addresses * plan.scenarios.length;
}

function blocksPerExplanation(plan: Plan): number {
  return Math.ceil(addressesPerExplanation(plan) / BLOCK);
}
