/** Tasks and results come out of the queue as they went in, on any machine, or are refused. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import {
  COMPRESSOR,
  emptyFrame,
  headIn,
  resultFrame,
  resultIn,
  ticketOf,
} from '../../src/cluster/result-frame.js';
import { taskMessage, taskOf } from '../../src/cluster/task-message.js';
import { KERNEL } from '../../src/runner/kernel.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { Replicator } from '../../src/runner/replicate.js';
import { type Task, TaskRunner } from '../../src/runner/task.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
afterAll(() => study.remove());
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], packageGeography());
const { plan } = prepareRun(scenarios, { draws: 3, replicates: 5 });
const task: Task = { index: 7, explanation: plan.explanations[0]!, first: 0, count: 15 };
const result = new TaskRunner(plan).run(task);

describe('a result', () => {
  it('comes out as it went in', async () => {
    const frame = await resultFrame(12, result);
    expect(ticketOf(frame)).toBe(12);
    expect(await resultIn(frame, plan, task)).toEqual(result);
  });

  it('that fails in part does so too, without where the package is installed', async () => {
    const here = process.cwd();
    const failing = new Replicator(plan, {
      ...KERNEL,
      simulateDays(state, world, from, to, scenario, address) {
        if (address.replicate === 2) throw new Error(`cannot read ${here}/data/regions.csv`);
        KERNEL.simulateDays(state, world, from, to, scenario, address);
      },
    });
    const broken = new TaskRunner(plan, failing).run(task);
    const read = await resultIn(await resultFrame(1, broken), plan, task);
    const [, second] = read.blocks[0]!.addresses;
    expect(second!.record).toBeNull();
    expect(second!.results[0]).toMatchObject({
      status: 'failed',
      stage: 'simulate',
      message: 'cannot read data/regions.csv',
    });
    expect(read.blocks[0]!.trajectories).toEqual(broken.blocks[0]!.trajectories);
    expect(read.blocks[0]!.addresses[0]).toEqual(broken.blocks[0]!.addresses[0]);
  });

  it('that another machine compressed in its way is compressed in ours', async () => {
    const theirs = {
      ...result,
      blocks: result.blocks.map((block) => ({
        ...block,
        trajectories: block.trajectories.map(({ member, rows }) => ({
          member: new Uint8Array(gzipSync(gunzipSync(member), { level: 9 })),
          rows,
        })),
      })),
    };
    const frame = await resultFrame(1, theirs);
    expect(await resultIn(frame, plan, task, `${COMPRESSOR}, but elsewhere`)).toEqual(result);
    expect(await resultIn(frame, plan, task)).not.toEqual(result);
  });

  it('of another task, or one that is cut or damaged, is refused', async () => {
    const frame = await resultFrame(1, result);
    await expect(resultIn(frame, plan, { ...task, index: 8 })).rejects.toThrow('is no result');
    await expect(resultIn(frame, plan, { ...task, count: 10 })).rejects.toThrow();
    for (const length of [0, 4, 20, frame.length - 1])
      await expect(resultIn(frame.subarray(0, length), plan, task)).rejects.toThrow();
    const damaged = Buffer.from(frame);
    damaged.fill(0xff, 8 + frame.readUInt32LE(4), 28 + frame.readUInt32LE(4));
    await expect(resultIn(damaged, plan, task)).rejects.toThrow();
    expect(ticketOf(Buffer.alloc(3))).toBeNaN();
  });

  it('that there is none of is said by an empty head', () => {
    expect(headIn(emptyFrame(5))).toBeNull();
    expect([ticketOf(emptyFrame(0, 17)), headIn(emptyFrame(0, 17))]).toEqual([0, 17]);
  });
});

describe('a task', () => {
  const through = (given: Task): Task =>
    taskOf(JSON.parse(JSON.stringify(taskMessage('s', 1, 2, given))) as ReturnType<typeof taskMessage>);

  it('comes out as it went in, with parameters and records of its own', () => {
    expect(through(task)).toEqual(task);
    const records = result.blocks.flatMap(({ addresses }) => addresses.map(({ record }) => [record!]));
    const full = { ...task, sets: '[{"a":0.1}]', recorded: records };
    const read = through(full);
    expect({ ...read, recorded: [] }).toEqual({ ...full, recorded: [] });
    expect(read.recorded!.map(([record]) => new Uint8Array(record!))).toEqual(
      records.map(([record]) => record),
    );
    // Which is all that it takes to spare the simulation.
    const reused = new TaskRunner(plan).run(read);
    expect(reused.blocks.map(({ trajectories }) => trajectories)).toEqual(
      result.blocks.map(({ trajectories }) => trajectories),
    );
  });
});
