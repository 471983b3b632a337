// A worker that fails on purpose at given addresses. It stands in for src/runner/worker.ts, built.
import { existsSync, writeFileSync } from 'node:fs';
import { workerData } from 'piscina';
import { KERNEL } from '../../../dist/runner/kernel.js';
import { Replicator } from '../../../dist/runner/replicate.js';
import { TaskRunner } from '../../../dist/runner/task.js';

const plan = JSON.parse(workerData);

/** The seed says what goes wrong: `throw`, `exit`, or `exit-once:<file that remembers>`. */
const [fault, memory] = plan.seed.split(/:(.*)/s);

function fail() {
  if (fault === 'exit') process.exit(9);
  if (fault === 'exit-once' && !existsSync(memory)) {
    writeFileSync(memory, '');
    process.exit(9);
  }
  if (fault === 'throw') throw new TypeError('on purpose');
}

const replicator = new Replicator(plan, {
  ...KERNEL,
  simulateDays(state, world, from, to, scenario, { draw, replicate }) {
    if (scenario === 'low' && draw === 2 && replicate === 3) fail();
    KERNEL.simulateDays(state, world, from, to, scenario, { draw, replicate });
  },
});
const runner = new TaskRunner(plan, replicator);

export default (task) => runner.answer(task);
