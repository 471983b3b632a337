// A worker that fails on purpose at given addresses. It stands in for src/runner/worker.ts, built.
import { existsSync, writeFileSync } from 'node:fs';
import { workerData } from 'piscina';
import { KERNEL } from '../../../dist/runner/kernel.js';
import { Replicator } from '../../../dist/runner/replicate.js';
import { TaskRunner } from '../../../dist/runner/task.js';

const plan = JSON.parse(workerData);

/** The seed says what goes wrong; what happens once names the file that remembers it: `hang-once:<file>`. */
const [fault, memory] = plan.seed.split(/:(.*)/s);

function fail() {
  if (fault === 'exit') process.exit(9);
  if (fault === 'exit-once' && !existsSync(memory)) {
    writeFileSync(memory, '');
    process.exit(9);
  }
  if (fault === 'throw') throw new TypeError('on purpose');
  if (fault === 'hang') for (;;);
  if (fault === 'hang-once' && !existsSync(memory)) {
    writeFileSync(memory, '');
    for (;;);
  }
  if (fault === 'memory') {
    const kept = [];
    for (;;) kept.push(new Array(1 << 16).fill(0.5));
  }
}

const isHit = (work) =>
  'alone' in work ? work.alone.draw === 2 && work.alone.replicate === 3 : work.first === 0;
const GARBAGE = [undefined, { index: 0, blocks: [] }];

const replicator = new Replicator(plan, {
  ...KERNEL,
  simulateDays(state, world, from, to, scenario, { draw, replicate }) {
    if (scenario === 'low' && draw === 2 && replicate === 3) fail();
    KERNEL.simulateDays(state, world, from, to, scenario, { draw, replicate });
  },
});
const runner = new TaskRunner(plan, replicator);

export default (order) => {
  const answer = runner.answer(order);
  return fault === 'garbage' && isHit(order.work) ? GARBAGE[order.work.index % GARBAGE.length] : answer;
};
