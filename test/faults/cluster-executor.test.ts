/** What a queue may do to results: twice, late, in any order, not at all. Tables are those of a local run. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ClusterExecutor, type TaskBoard } from '../../src/cluster/cluster-executor.js';
import { emptyFrame, resultFrame } from '../../src/cluster/result-frame.js';
import { taskMessage, taskOf } from '../../src/cluster/task-message.js';
import { Tickets } from '../../src/cluster/tickets.js';
import type { Executor } from '../../src/runner/executor.js';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import type { Plan } from '../../src/runner/plan.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { run, type RunOutcome } from '../../src/runner/run.js';
import { TaskRunner, type Task } from '../../src/runner/task.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
afterAll(() => study.remove());
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], packageGeography());

/** A session without Redis: one worker, which does what it holds once it holds so many, the last first. */
class Board implements TaskBoard {
  threads = 1;
  isUp = true;
  most = 0;
  readonly said: string[] = [];
  protected readonly tickets = new Tickets();
  private readonly runner: TaskRunner;
  private held: { readonly number: number; readonly task: Task }[] = [];

  constructor(
    plan: Plan,
    private readonly holds = 1,
  ) {
    this.runner = new TaskRunner(plan);
  }

  tell = (text: string): void => void this.said.push(text);
  onChange = () => () => undefined;
  publish = (): number => 1;
  retract = async (): Promise<void> => undefined;

  submit(plan: number, task: Task, receive: (frame: Buffer) => void): number {
    const { number, message } = this.tickets.issue((n) => taskMessage('s', plan, n, task), receive);
    this.held.push({ number, task: taskOf(message) });
    this.most = Math.max(this.most, this.tickets.numbers.length);
    setImmediate(() => void this.work());
    return number;
  }

  async withdraw(numbers: readonly number[]): Promise<number[]> {
    this.held = this.held.filter(({ number }) => !numbers.includes(number));
    return numbers.filter((number) => this.tickets.forget(number));
  }

  forget(numbers: readonly number[]): void {
    for (const number of numbers) this.tickets.forget(number);
  }

  protected async frames(number: number, task: Task): Promise<Buffer[]> {
    return [await resultFrame(number, this.runner.run(task))];
  }

  private async work(): Promise<void> {
    // The rest comes when nothing follows.
    if (this.held.length < this.holds) await new Promise((resolve) => setTimeout(resolve, 20));
    for (let next = this.held.pop(); next; next = this.held.pop()) {
      for (const frame of await this.frames(next.number, next.task)) this.tickets.take(next.number, frame);
    }
  }
}

let runs = 0;
async function outcomeOf(
  executor: (plan: Plan) => Executor,
  signal?: AbortSignal,
): Promise<RunOutcome & { name: string }> {
  const name = `run-${runs++}`;
  const outcome = await run(prepareRun(scenarios, { draws: 14 }), {
    executor,
    chunk: 10,
    place: { out: join(study.dir, name) },
    command: 'duel run low.yaml',
    given: ['low.yaml'],
    cwd: study.dir,
    clock: { now: () => 0, instant: () => '2020-01-01T00:00:00.000Z' },
    ...(signal ? { signal } : {}),
  });
  return { ...outcome, name };
}

const options = {
  now: () => performance.now(),
  timeout: null,
  file: new URL('../../dist/runner/worker.js', import.meta.url),
};
const local = await outcomeOf((plan) => new InlineExecutor(plan));
async function on(boardOf: (plan: Plan) => Board): Promise<Board> {
  let board!: Board;
  const { name, counts } = await outcomeOf(
    (plan) => new ClusterExecutor((board = boardOf(plan)), plan, options),
  );
  expect(counts).toMatchObject({ done: 280, failed: 0, dropped: 0 });
  expect(study.digests(name)).toEqual(study.digests(local.name));
  return board;
}

describe('results through a queue', () => {
  it('may come in any order', async () => {
    await on((plan) => new Board(plan, 3));
  });

  it('may come twice, and count once', async () => {
    await on(
      (plan) =>
        new (class extends Board {
          protected override async frames(number: number, task: Task): Promise<Buffer[]> {
            const frames = await super.frames(number, task);
            return [...frames, ...frames];
          }
        })(plan),
    );
  });

  it('that no worker brings are made here', async () => {
    const { said } = await on(
      (plan) =>
        new (class extends Board {
          protected override async frames(number: number, task: Task): Promise<Buffer[]> {
            return task.index === 2 ? [emptyFrame(number)] : super.frames(number, task);
          }
        })(plan),
    );
    expect(said).toEqual(['one worker after another was lost at a task: it is run here']);
  });

  it('that are none end the run, and what was kept before can be gone on with', async () => {
    const garbled = (plan: Plan): Board =>
      new (class extends Board {
        protected override async frames(number: number): Promise<Buffer[]> {
          return [emptyFrame(number, { index: 0, blocks: [] })];
        }
      })(plan);
    await expect(outcomeOf((plan) => new ClusterExecutor(garbled(plan), plan, options))).rejects.toThrow();
    expect(study.json(`run-${runs - 1}/manifest.json`)).toMatchObject({ status: 'running' });
  });

  it('are never more than workers can be at soon', async () => {
    // Before any worker is known as many as for four threads.
    expect((await on((plan) => new Board(plan, 100))).most).toBe(12);
  });
});

describe('an interruption', () => {
  it('takes back what no worker is at', async () => {
    const stopping = new AbortController();
    const { status, counts } = await outcomeOf((plan) => {
      const board = new (class extends Board {
        protected override async frames(number: number, task: Task): Promise<Buffer[]> {
          if (task.index === 1) stopping.abort();
          return super.frames(number, task);
        }
      })(plan, 1);
      return new ClusterExecutor(board, plan, options);
    }, stopping.signal);
    expect(status).toBe('interrupted');
    expect(counts.done).toBeLessThan(280);
  });

  it('does not wait for a queue that does not answer', async () => {
    const stopping = new AbortController();
    let board!: Board;
    const { status } = await outcomeOf((plan) => {
      board = new (class extends Board {
        protected override async frames(): Promise<Buffer[]> {
          this.isUp = false;
          stopping.abort();
          return [];
        }
      })(plan);
      return new ClusterExecutor(board, plan, options);
    }, stopping.signal);
    expect(status).toBe('interrupted');
    expect(board.said).toEqual(['what workers are at cannot come back: tasks left undone: 12']);
  });
});
