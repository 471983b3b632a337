/** Tasks that were handed out and have not come back: each takes one result, and none after it. */
import type { TaskMessage } from './task-message.js';

export interface Ticket {
  /** From 1. */
  readonly number: number;
  readonly message: TaskMessage;
  /** Takes its frame. */
  readonly receive: (frame: Buffer) => void;
  /** Whether the queue has answered that it has the task. */
  isQueued: boolean;
}

export class Tickets {
  private readonly open = new Map<number, Ticket>();
  private last = 0;

  get numbers(): number[] {
    return [...this.open.keys()];
  }

  /** Those that the queue should have. */
  get queued(): Ticket[] {
    return [...this.open.values()].filter(({ isQueued }) => isQueued);
  }

  has(number: number): boolean {
    return this.open.has(number);
  }

  /** @param messageOf the task's message under its number @param receive called once, or never if forgotten */
  issue(messageOf: (number: number) => TaskMessage, receive: (frame: Buffer) => void): Ticket {
    const number = ++this.last;
    const ticket = { number, message: messageOf(number), receive, isQueued: false };
    this.open.set(number, ticket);
    return ticket;
  }

  /** @returns false for a result that has come before, as of a task that was run twice, or that nobody waits for */
  take(number: number, frame: Buffer): boolean {
    const ticket = this.open.get(number);
    this.open.delete(number);
    ticket?.receive(frame);
    return ticket !== undefined;
  }

  /** @returns false where it is not open */
  forget(number: number): boolean {
    return this.open.delete(number);
  }
}
