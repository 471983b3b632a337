/** Replicates that throw and worker threads that die: only what was hit is lost, and the run says so. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import { PoolExecutor } from '../../src/runner/pool-executor.js';
import { prepareRun } from '../../src/runner/prepare-run.js';
import { packageGeography } from '../../src/runner/prepare-run.js';
import { run, type RunOutcome } from '../../src/runner/run.js';
import type { Executor } from '../../src/runner/executor.js';
import type { Plan } from '../../src/runner/plan.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
const memory = mkdtempSync(join(tmpdir(), 'duel-memory-'));
afterAll(() => {
  study.remove();
  rmSync(memory, { recursive: true });
});
const FAULTY = new URL('./workers/faulty-worker.mjs', import.meta.url);
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], packageGeography());

let runs = 0;
async function outcomeOf(
  seed: string,
  chunk: number,
  executor: (plan: Plan) => Executor,
): Promise<RunOutcome & { name: string }> {
  const name = `run-${runs++}`;
  const outcome = await run(prepareRun(scenarios, { seed }), {
    executor,
    chunk,
    place: { out: join(study.dir, name) },
    command: 'duel run low.yaml',
    given: ['low.yaml'],
    cwd: study.dir,
    clock: { now: () => 0, instant: () => '2020-01-01T00:00:00.000Z' },
  });
  return { ...outcome, name };
}
const pool = (plan: Plan) => new PoolExecutor(plan, 2, FAULTY);

describe('a replicate that throws in a worker', () => {
  it('is a row with stage, message and command; its pair is dropped and the others go on', async () => {
    const { name, counts, status, failures } = await outcomeOf('throw', 3, pool);
    expect(status).toBe('partial');
    // Under both explanations, in one scenario of two.
    expect(counts).toMatchObject({ done: 36, failed: 2, dropped: 2 });
    expect(study.lines(name, 'failures.csv')).toEqual([
      'low,degradation,2,3,simulate,on purpose,duel run low.yaml --only low:degradation:2:3 --seed throw',
      'low,fade,2,3,simulate,on purpose,duel run low.yaml --only low:fade:2:3 --seed throw',
    ]);
    const rows = study.lines(name, 'runs.csv').filter((row) => row.includes(',fade,2,3,'));
    expect(rows).toEqual([
      expect.stringMatching(/^high,fade,2,3,dropped,517,[0-9a-f]{64}$/),
      'low,fade,2,3,failed,,',
    ]);
    expect(failures[0]!.result.stack).toContain('faulty-worker.mjs');
    expect(readFileSync(join(study.dir, name, 'logs/stacks.txt'), 'utf8')).toContain(
      'low:fade:2:3 (simulate)\nTypeError: on purpose',
    );
  });
});

describe('a worker thread that dies', () => {
  it('loses only the address that kills it, whatever the task it was in', async () => {
    const [one, other] = [await outcomeOf('exit', 5, pool), await outcomeOf('exit', 1, pool)];
    expect(one.counts).toMatchObject({ done: 36, failed: 4, dropped: 0 });
    expect(study.lines(one.name, 'failures.csv')[0]).toBe(
      'high,degradation,2,3,worker,its worker thread died: worker exited with code: 9,' +
        'duel run low.yaml --only high:degradation:2:3 --seed exit',
    );
    expect(study.digests(other.name)).toEqual(study.digests(one.name));
  });

  it('loses nothing when the second attempt succeeds', async () => {
    const file = join(memory, 'died');
    const died = await outcomeOf(`exit-once:${file}`, 4, pool);
    expect(existsSync(file)).toBe(true);
    expect([died.status, died.counts.failed]).toEqual(['complete', 0]);
    const calm = await outcomeOf(`exit-once:${file}`, 4, (plan) => new InlineExecutor(plan));
    expect(study.digests(died.name)).toEqual(study.digests(calm.name));
  });

  it('ends the run where no worker can be started, and the manifest does not claim an end', async () => {
    const broken = new URL('./workers/broken-worker.mjs', import.meta.url);
    const name = `run-${runs}`;
    await expect(outcomeOf('x', 1, (plan) => new PoolExecutor(plan, 2, broken))).rejects.toThrow(
      'no worker thread can be started: this module is broken on purpose',
    );
    expect(study.json(`${name}/manifest.json`)).toMatchObject({ status: 'running' });
  });
});
