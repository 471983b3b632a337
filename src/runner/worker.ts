/** Entry of a worker thread: the plan comes once as JSON, then tasks. */
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Plan } from './plan.js';
import { buffersOf, type Order, TaskRunner } from './task.js';

// As text, because parsed JSON keeps the fast object layout of parameter values that a structured clone loses.
const plan = JSON.parse(workerData as unknown as string) as Plan;
const runner = new TaskRunner(plan);

/** Called by Piscina for each task. */
export default function work(order: Order): unknown {
  const answer = runner.answer(order);
  return move({ [transferableSymbol]: buffersOf(answer), [valueSymbol]: answer });
}
