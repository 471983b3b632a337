/** What comes out does not depend on how work is divided or in which order it ends. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Collector } from '../../src/runner/collect.js';
import type { Executor } from '../../src/runner/executor.js';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import type { Address } from '../../src/runner/address.js';
import { BLOCK } from '../../src/runner/block.js';
import type { Plan } from '../../src/runner/plan.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { Replicator, type ReplicateResult } from '../../src/runner/replicate.js';
import { run } from '../../src/runner/run.js';
import { blocksOf, type Task, type TaskResult, TaskRunner, tasks } from '../../src/runner/task.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
afterAll(() => study.remove());
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], packageGeography());
const prepared = prepareRun(scenarios);
const { plan } = prepared;

/** A plan of the same shape with other numbers of explanations, draws and replicates. */
const sized = (draws: number, replicates: number): Plan => ({
  ...plan,
  draws: { first: 1, last: draws },
  replicates: { first: 1, last: replicates },
});
const text = ({ explanation, draw, replicate }: Address): string => `${explanation}:${draw}:${replicate}`;
const SEED = { seed: 20230701, numRuns: 100 };

describe('tasks', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 100 }),
  );

  it('hold every address once, in key order, for any chunk', () => {
    fc.assert(
      fc.property(sizes, ([draws, replicates, chunk]) => {
        const own = sized(draws, replicates);
        const addresses = [...tasks(own, () => chunk)].flatMap((task) => blocksOf(own, task).flat());
        const expected = ['degradation', 'fade'].flatMap((explanation) =>
          Array.from({ length: draws }, (_, draw) =>
            Array.from(
              { length: replicates },
              (_, replicate) => `${explanation}:${draw + 1}:${replicate + 1}`,
            ),
          ).flat(),
        );
        expect(addresses.map(text)).toEqual(expected);
      }),
      SEED,
    );
  });

  it('have the same blocks for any chunk, even one that changes on the way', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.infiniteStream(fc.integer({ min: 1, max: 60 })),
        ([draws, replicates, chunk], any) => {
          const own = sized(draws, replicates);
          const blocks = (of: () => number) => [...tasks(own, of)].flatMap((task) => blocksOf(own, task));
          const expected = blocks(() => chunk);
          expect(blocks(() => any.next().value as number)).toEqual(expected);
          for (const block of expected) expect(block.length).toBeLessThanOrEqual(BLOCK);
        },
      ),
      SEED,
    );
  });

  it('are numbered from 0 and hold whole blocks, as many as the chunk needs', () => {
    const all = [...tasks(sized(7, 5), () => 11)];
    expect(all.map(({ index }) => index)).toEqual([...all.keys()]);
    expect(all.map(({ first, count }) => [first, count])).toEqual([
      [0, 20],
      [20, 15],
      [0, 20],
      [20, 15],
    ]);
    // Some of the draws: blocks start with the first of them.
    const some = [...tasks(sized(7, 5), () => 1, { first: 4, last: 6 }, 9)];
    expect(some.map(({ index, first, count }) => [index, first, count])).toEqual([
      [9, 15, 10],
      [10, 25, 5],
      [11, 15, 10],
      [12, 25, 5],
    ]);
    expect(() => [...tasks(plan, () => 0)]).toThrow('chunk 0 is not a whole number from 1');
  });
});

describe('the collector', () => {
  const result: ReplicateResult = {
    status: 'done',
    reused: false,
    sha256: '0'.repeat(64),
    days: 1,
    windows: new Float64Array(1),
    series: new Float64Array(1),
    probes: new Float64Array(0),
  };
  const rows = { member: new Uint8Array(1), rows: 1 };
  const resultOf = (own: Plan, task: Task): TaskResult => ({
    index: task.index,
    blocks: blocksOf(own, task).map((addresses) => ({
      addresses: addresses.map((address) => ({ address, results: [result, result], record: null })),
      trajectories: [rows, rows],
    })),
  });

  it('folds in key order whatever comes first, and keeps no result that is folded', () => {
    const own = sized(9, 5);
    const all = [...tasks(own, () => 11)];
    expect(all).toHaveLength(6);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        const folded: string[] = [];
        const written: string[] = [];
        const runs: string[] = [];
        const collector = new Collector(
          own,
          { add: (address) => folded.push(text(address)) },
          {
            append: ({ scenario_id, first }) =>
              written.push(`${scenario_id} ${first.draw}:${first.replicate}`),
          },
          { append: ({ bytes }) => runs.push(...Buffer.from(bytes).toString().trimEnd().split('\n')) },
        );
        for (const [at, task] of order.entries()) {
          collector.receive(resultOf(own, task));
          // What waits is what came before the oldest that is missing, and nothing else.
          const seen = new Set(order.slice(0, at + 1).map(({ index }) => index));
          const missing = all.find(({ index }) => !seen.has(index))?.index ?? all.length;
          expect(collector.waiting).toBe([...seen].filter((index) => index > missing).length);
        }
        const blocks = all.flatMap((task) => blocksOf(own, task));
        expect(folded).toEqual(blocks.flat().map(text));
        const ids = own.scenarios.map(({ id }) => id);
        expect(written).toEqual(
          blocks.flatMap(([first]) => ids.map((id) => `${id} ${first!.draw}:${first!.replicate}`)),
        );
        expect(collector.waiting).toBe(0);
        expect(runs).toHaveLength(2 * folded.length);
        expect(runs[0]).toBe(`${ids[0]},degradation,1,1,done,1,${'0'.repeat(64)}`);
      }),
      SEED,
    );
  });

  it('refuses a task that it has had', () => {
    const nowhere = { append: () => undefined };
    const collector = new Collector(plan, { add: () => undefined }, nowhere, nowhere);
    const [first] = tasks(plan, () => 1);
    collector.receive(resultOf(plan, first!));
    expect(() => collector.receive(resultOf(plan, first!))).toThrow('task 0 was received twice');
  });
});

/** Ends tasks in the reverse of the order in which they were handed out. */
class Backwards implements Executor {
  readonly workers = 1;

  async execute(all: Iterable<Task>, receive: (result: TaskResult) => void): Promise<void> {
    const runner = new TaskRunner(plan);
    for (const task of [...all].reverse()) receive(runner.run(task));
  }

  async close(): Promise<void> {}
}

describe('a run', () => {
  const at = (name: string, executor: Executor, chunk: number) =>
    run(prepared, {
      executor: () => executor,
      chunk,
      place: { out: join(study.dir, name) },
      command: 'duel run low.yaml',
      given: ['low.yaml'],
      cwd: study.dir,
      clock: { now: () => 0, instant: () => '2020-01-01T00:00:00.000Z' },
    });

  it('writes the same bytes when tasks end backwards, and another draw after another in one replicator', async () => {
    await at('forwards', new InlineExecutor(plan), 3);
    await at('backwards', new Backwards(), 1);
    expect(study.digests('backwards')).toEqual(study.digests('forwards'));
  });

  it('hands out nothing after it was told to stop, and writes what it has', async () => {
    const stopping = new AbortController();
    let seen = 0;
    const outcome = await run(prepared, {
      executor: () => new InlineExecutor(plan),
      chunk: 1,
      place: { out: join(study.dir, 'stopped') },
      command: 'duel run low.yaml',
      given: ['low.yaml'],
      cwd: study.dir,
      clock: { now: () => 0, instant: () => '2020-01-01T00:00:00.000Z' },
      signal: stopping.signal,
      onProgress: ({ done }) => {
        seen = done;
        if (done === 20) stopping.abort();
      },
    });
    // The ten addresses of the first explanation under two scenarios.
    expect([outcome.status, outcome.counts.done, seen]).toEqual(['interrupted', 20, 20]);
    const first = study.lines('stopped', 'runs.csv');
    expect(first).toHaveLength(20);
    expect(study.lines('forwards', 'runs.csv')).toEqual(expect.arrayContaining(first));
  });

  it('survives a plan that went through JSON, as workers get it', () => {
    const copy = JSON.parse(JSON.stringify(plan)) as Plan;
    const address: Address = { explanation: 'fade', draw: 1, replicate: 2 };
    const hashes = (own: Plan) =>
      new Replicator(own)
        .run(address)
        .results.map((result) => (result.status === 'done' ? result.sha256 : ''));
    expect(hashes(copy)).toEqual(hashes(plan));
    expect(copy).toEqual(plan);
  });
});
