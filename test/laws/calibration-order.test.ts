/** The same calibration whoever simulates, in which order, and however much of it is known already. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimulationStore } from '../../src/calibration/simulator.js';
import type { Executor } from '../../src/runner/executor.js';
import type { Plan } from '../../src/runner/plan.js';
import { type Task, type TaskResult, TaskRunner } from '../../src/runner/task.js';
import { calibrated, type Written } from '../known/calibration/tiny.js';

/** Takes tasks many at a time, cuts them up where parameters come with them, and answers out of order. */
class ShufflingExecutor implements Executor {
  readonly workers = 3;
  private readonly runner: TaskRunner;
  private state: number;

  constructor(
    plan: Plan,
    private readonly piece: number,
  ) {
    this.runner = new TaskRunner(plan);
    this.state = piece;
  }

  private next(below: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) & 0x7fffffff;
    return (this.state >>> 8) % below;
  }

  async execute(tasks: Iterable<Task>, receive: (result: TaskResult) => void): Promise<void> {
    const pieces = [...tasks].flatMap((task) => this.cut(task));
    while (pieces.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const [task] = pieces.splice(this.next(pieces.length), 1);
      receive(this.runner.run(task!));
    }
  }

  private cut(task: Task): Task[] {
    if (task.sets === undefined) return [task];
    const sets = JSON.parse(task.sets) as unknown[];
    return Array.from({ length: Math.ceil(task.count / this.piece) }, (_, at) => {
      const own = sets.slice(at * this.piece, (at + 1) * this.piece);
      return { ...task, first: task.first + at * this.piece, count: own.length, sets: JSON.stringify(own) };
    });
  }

  async close(): Promise<void> {}
}

class MapStore implements SimulationStore {
  readonly known = new Map<string, Float64Array>();
  recalled = 0;

  recall(explanation: string, draw: number, parameters: string): Float64Array | null {
    const values = this.known.get(`${explanation} ${draw} ${parameters}`) ?? null;
    if (values) this.recalled++;
    return values;
  }

  keep(explanation: string, draw: number, parameters: string, values: Float64Array): void {
    this.known.set(`${explanation} ${draw} ${parameters}`, values.slice());
  }

  /** Forgets all but every n-th. */
  thin(n: number): void {
    for (const [at, key] of [...this.known.keys()].entries()) if (at % n !== 0) this.known.delete(key);
  }
}

const TIMEOUT = 120_000;

describe('a calibration has the same bytes', { timeout: TIMEOUT }, () => {
  let straight: Written;
  const store = new MapStore();
  beforeAll(async () => {
    straight = await calibrated({ store });
    expect(store.known.size).toBeGreaterThan(200);
    expect(store.recalled).toBe(0);
  }, TIMEOUT);

  it.each([1, 7])('from pieces of %d simulations that come back out of order', async (piece) => {
    const shuffled = await calibrated({ executorOf: (plan) => new ShufflingExecutor(plan, piece) });
    expect(shuffled.files).toEqual(straight.files);
  });

  it('where a store knows part of the simulations', async () => {
    const part = new MapStore();
    for (const [key, values] of store.known) part.known.set(key, values);
    part.thin(3);
    expect((await calibrated({ store: part })).files).toEqual(straight.files);
    expect(part.recalled).toBeGreaterThan(50);
  });

  it('after it was interrupted in the middle and went on', async () => {
    const kept = new MapStore();
    const stopping = new AbortController();
    const interrupted = calibrated({
      store: kept,
      signal: stopping.signal,
      onProgress: (done) => {
        if (done > 150) stopping.abort();
      },
    });
    await expect(interrupted).rejects.toThrow(/abort/i);
    const before = kept.known.size;
    expect(before).toBeGreaterThan(100);
    const resumed = await calibrated({ store: kept });
    expect(resumed.files).toEqual(straight.files);
    expect(kept.recalled).toBe(before);
  });

  it('and not under another seed', async () => {
    const other = await calibrated({ seed: 'another' });
    expect(other.files.get('posterior.csv.gz')).not.toEqual(straight.files.get('posterior.csv.gz'));
  });
});
