// A thread that simulates one block and gives its results for every other: what a cluster takes beside simulating.
import { workerData } from 'piscina';
import { blocksOf, TaskRunner } from '../dist/runner/task.js';

const plan = JSON.parse(workerData);
const runner = new TaskRunner(plan);
let canned;

export default ({ work, beats }) => {
  const { index, explanation } = work;
  canned ??= runner.run({ index, explanation, first: 0, count: 10 }).blocks[0];
  Atomics.add(beats, 0, 1);
  const { addresses, trajectories } = canned;
  const blocks = blocksOf(plan, work).map((block) => ({
    addresses: block.map((address, at) => ({ ...addresses[at], address })),
    trajectories,
  }));
  return { index, blocks };
};
