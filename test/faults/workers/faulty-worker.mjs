// A worker that fails on purpose at given addresses. It stands in for src/runner/worker.ts, built.
import { existsSync, writeFileSync } from 'node:fs';
import { workerData } from 'piscina';
import { prepare } from '../../../dist/model/world.js';
import { simulate } from '../../../dist/model/simulate.js';
import { Replicator } from '../../../dist/runner/replicate.js';
import { runTask } from '../../../dist/runner/task.js';

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
  prepare,
  simulate(state, world, draws, scenario, { draw, replicate }) {
    if (scenario === 'low' && draw === 2 && replicate === 3) fail();
    simulate(state, world, draws);
  },
});

export default (task) => runTask(plan, task, replicator);
