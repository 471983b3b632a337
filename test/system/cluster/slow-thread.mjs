// A thread that takes its time: 60 ms an address. It stands in for src/runner/worker.ts, built.
import { workerData } from 'piscina';
import { KERNEL } from '../../../dist/runner/kernel.js';
import { Replicator } from '../../../dist/runner/replicate.js';
import { TaskRunner } from '../../../dist/runner/task.js';

const plan = JSON.parse(workerData);
const never = new Int32Array(new SharedArrayBuffer(4));
const replicator = new Replicator(plan, {
  ...KERNEL,
  begin(...args) {
    Atomics.wait(never, 0, 0, 60);
    return KERNEL.begin(...args);
  },
});
const runner = new TaskRunner(plan, replicator);

export default (order) => runner.answer(order);
