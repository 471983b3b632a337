/** Replicates that throw and worker threads that die: only what was hit is lost, and the run says so. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AddressLimit } from '../../src/runner/address-limit.js';
import { InlineExecutor, type InlineOptions } from '../../src/runner/inline-executor.js';
import { KERNEL } from '../../src/runner/kernel.js';
import { PoolExecutor } from '../../src/runner/pool-executor.js';
import { prepareRun } from '../../src/runner/prepare-run.js';
import { packageGeography } from '../../src/runner/prepare-run.js';
import { Replicator } from '../../src/runner/replicate.js';
import { run, type RunOutcome } from '../../src/runner/run.js';
import type { Executor } from '../../src/runner/executor.js';
import type { Plan } from '../../src/runner/plan.js';
import { TaskRunner } from '../../src/runner/task.js';
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
const now = () => performance.now();
const pool = (plan: Plan) => new PoolExecutor(plan, 2, { file: FAULTY, now });

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

  it('loses only the address that takes all memory', async () => {
    const small = (plan: Plan) => new PoolExecutor(plan, 2, { file: FAULTY, megabytes: 48 });
    const { counts, failures } = await outcomeOf('memory', 5, small);
    expect(counts).toMatchObject({ done: 36, failed: 4 });
    expect(failures[0]!.result.message).toMatch(/^its worker thread died: .*memory/);
  });

  it('ends the run where no worker can be started, and the manifest does not claim an end', async () => {
    const broken = new URL('./workers/broken-worker.mjs', import.meta.url);
    const name = `run-${runs}`;
    await expect(outcomeOf('x', 1, (plan) => new PoolExecutor(plan, 2, { file: broken }))).rejects.toThrow(
      'no worker thread can be started: this module is broken on purpose',
    );
    expect(study.json(`${name}/manifest.json`)).toMatchObject({ status: 'running' });
  });
});

describe('a worker that hangs', () => {
  const impatient = (plan: Plan) => new PoolExecutor(plan, 2, { file: FAULTY, now, timeout: 2500 });

  it('is given up, its address tried once more, and recorded as failed', async () => {
    const { name, status, failures } = await outcomeOf('hang', 5, impatient);
    expect(status).toBe('partial');
    // On a machine that is busy with something else others may be slow as well.
    const hit = failures.filter(({ address }) => address.draw === 2 && address.replicate === 3);
    expect(hit).toHaveLength(4);
    for (const { result } of failures) expect(result.message).toMatch(/^it hung: /);
    expect(study.lines(name, 'failures.csv')).toContain(
      'high,degradation,2,3,worker,"it hung: it was given up, tried once more alone, and given up again",' +
        'duel run low.yaml --only high:degradation:2:3 --seed hang',
    );
  });

  it('loses nothing when the second attempt ends, and the bytes are those of a calm run', async () => {
    const seed = `hang-once:${join(memory, 'hung')}`;
    const hung = await outcomeOf(seed, 4, impatient);
    expect(existsSync(join(memory, 'hung'))).toBe(true);
    expect(hung.status).toBe('complete');
    const calm = await outcomeOf(seed, 4, (plan) => new InlineExecutor(plan));
    expect(study.digests(hung.name)).toEqual(study.digests(calm.name));
  });
});

describe('an address that hangs in the only thread', () => {
  /** Hangs at one address, so many times. */
  const hanging = (times: number, options: InlineOptions) => (plan: Plan) => {
    let left = times;
    const replicator = new Replicator(plan, {
      ...KERNEL,
      simulateDays(state, world, from, to, scenario, address) {
        const isHit = scenario === 'low' && address.draw === 2 && address.replicate === 3;
        if (isHit && address.explanation === 'fade' && left-- > 0) for (;;);
        KERNEL.simulateDays(state, world, from, to, scenario, address);
      },
    });
    return new InlineExecutor(plan, { ...options, runner: new TaskRunner(plan, replicator) });
  };

  it('is tried once more at the same place and recorded as failed; the others go on', async () => {
    const { name, counts } = await outcomeOf('inline', 5, hanging(2, { now, timeout: 400 }));
    expect(counts).toMatchObject({ done: 38, failed: 2, dropped: 0 });
    expect(study.lines(name, 'failures.csv')).toEqual(
      ['high', 'low'].map(
        (id) =>
          `${id},fade,2,3,worker,"it hung: it was given up, tried once more alone, and given up again",` +
          `duel run low.yaml --only ${id}:fade:2:3 --seed inline`,
      ),
    );
  });

  it('loses nothing when the second attempt ends, and the bytes are those of a calm run', async () => {
    const hung = await outcomeOf('inline', 5, hanging(1, { now, timeout: 400 }));
    expect(hung.status).toBe('complete');
    const calm = await outcomeOf('inline', 5, hanging(0, {}));
    expect(study.digests(hung.name)).toEqual(study.digests(calm.name));
  });

  it('may take a minute where nothing else was said', async () => {
    const timeouts: unknown[] = [];
    const watched = vi.spyOn(Script.prototype, 'runInContext').mockImplementation(function (place, options) {
      timeouts.push((options as { timeout: number }).timeout);
      return (place as { call: () => unknown }).call();
    });
    await outcomeOf('inline', 5, hanging(0, { now }));
    watched.mockRestore();
    // 20 addresses, none of which took a second.
    expect(timeouts).toEqual(Array.from({ length: 20 }, () => 60_000));
  });

  it.each([
    ['a minute', 10, 60_000],
    ['a hundred times the mean', 2000, 200_000],
  ])('is waited for %s', (_, each, expected) => {
    const limit = new AddressLimit(null);
    expect(limit.milliseconds).toBe(60_000);
    limit.tell(5 * each, 5);
    expect(limit.milliseconds).toBe(expected);
    expect(new AddressLimit(7).milliseconds).toBe(7);
  });
});

describe('a worker that returns no result', () => {
  it('costs its task another attempt, and only the address of which nothing comes', async () => {
    const { counts, failures } = await outcomeOf('garbage', 1, pool);
    expect(counts).toMatchObject({ done: 36, failed: 4 });
    expect(failures[0]!.address).toEqual({ explanation: 'degradation', draw: 2, replicate: 3 });
    expect(failures[0]!.result.message).toBe('its worker returned something that is no result');
  });
});
