/** A task as it is put into the queue: JSON, with what the journal holds of its addresses as base64. */
import type { Task } from '../runner/task.js';

export interface TaskMessage {
  readonly session: string;
  /** Number of the plan in the session. */
  readonly plan: number;
  /** Number of the task in the session, from 1: what its result is told by. */
  readonly ticket: number;
  readonly task: Omit<Task, 'recorded'> & { readonly recorded?: readonly (readonly string[])[] };
}

export function taskMessage(
  session: string,
  plan: number,
  ticket: number,
  { recorded, ...task }: Task,
): TaskMessage {
  if (!recorded) return { session, plan, ticket, task };
  const texts = recorded.map((records) => records.map(base64));
  return { session, plan, ticket, task: { ...task, recorded: texts } };
}

export function taskOf({ task: { recorded, ...task } }: TaskMessage): Task {
  if (!recorded) return task;
  return { ...task, recorded: recorded.map((texts) => texts.map((text) => Buffer.from(text, 'base64'))) };
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
