/** Entry of a worker thread: the plan comes once as JSON, then tasks. */
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Plan } from './plan.js';
import { Replicator } from './replicate.js';
import { buffersOf, runTask, type Task } from './task.js';

// As text, because parsed JSON keeps the fast object layout of parameter values that a structured clone loses.
const plan = JSON.parse(workerData as unknown as string) as Plan;
const replicator = new Replicator(plan);

/** Called by Piscina for each task. */
export default function work(task: Task): unknown {
  const result = runTask(plan, task, replicator);
  return move({ [transferableSymbol]: buffersOf(result), [valueSymbol]: result });
}
