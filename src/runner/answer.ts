/** Whether what a worker returned is an answer: anything else is treated as a worker that died. */
import type { Address } from './address.js';
import { valueSizesOf } from './observation.js';
import type { Plan } from './plan.js';
import type { AddressResult, ReplicateResult, SimulatedAddress } from './replicate.js';
import { blocksOf, type LoneAddress, type Task, type TaskResult } from './task.js';

export type Work = Task | LoneAddress;

/** @throws TypeError unless it is the answer to the work */
export function assertAnswer(plan: Plan, work: Work, answer: unknown): TaskResult | SimulatedAddress {
  const fits = 'alone' in work ? isAddress(plan, work.alone, answer) : isTask(plan, work, answer);
  if (fits) return answer as TaskResult | SimulatedAddress;
  throw new TypeError('its worker returned something that is no result');
}

function isTask(plan: Plan, task: Task, answer: unknown): boolean {
  const { index, blocks } = (answer ?? {}) as Partial<TaskResult>;
  const expected = blocksOf(plan, task);
  return (
    index === task.index &&
    Array.isArray(blocks) &&
    blocks.length === expected.length &&
    (blocks as Partial<TaskResult['blocks'][number]>[]).every(
      (block, at) =>
        block?.addresses?.length === expected[at]!.length &&
        block.addresses.every((result, of) => isAddress(plan, expected[at]![of]!, result)) &&
        block.trajectories?.length === plan.scenarios.length &&
        block.trajectories.every(({ member, rows }) => member instanceof Uint8Array && rows >= 0),
    )
  );
}

function isAddress(plan: Plan, { explanation, draw, replicate }: Address, answer: unknown): boolean {
  const { address, results, record } = (answer ?? {}) as Partial<AddressResult>;
  return (
    address?.explanation === explanation &&
    address.draw === draw &&
    address.replicate === replicate &&
    Array.isArray(results) &&
    results.length === plan.scenarios.length &&
    (results as (ReplicateResult | undefined)[]).every((result) => isResult(plan, result)) &&
    (record === null || record instanceof Uint8Array)
  );
}

function isResult(plan: Plan, result: ReplicateResult | undefined): boolean {
  if (result?.status === 'failed') return typeof result.message === 'string';
  if (result?.status !== 'done') return false;
  const { windows, series, probes } = valueSizesOf(plan);
  return (
    /^[0-9a-f]{64}$/.test(result.sha256) &&
    result.windows?.length === windows &&
    result.series?.length === series &&
    result.probes?.length === probes
  );
}
