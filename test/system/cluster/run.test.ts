/** The same plan on other processes through Redis: the bytes of a local run, whatever happens to the workers. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Study } from '../../commands/study.js';
import { Processes } from './processes.js';
import { TestRedis } from './redis.js';

const root = resolve(import.meta.dirname, '../../..');
const study = new Study();
const processes = new Processes(study.dir);
const SIZE = ['--draws', '12', '--replicates', '5'];
const REPLICATES = 240;
let redis: TestRedis;

beforeAll(async () => {
  redis = await TestRedis.start('--appendonly', 'yes', '--appendfsync', 'always');
  const { code, err } = study.duel('run', 'low.yaml', ...SIZE, '--out', 'local');
  expect(err).not.toContain('cluster');
  expect(code).toBe(0);
});
afterEach(() => processes.end());
afterAll(async () => {
  await redis?.remove();
  study.remove();
});

const onCluster = (out: string, ...more: string[]) =>
  processes.duel('run', 'low.yaml', ...SIZE, '--cluster', redis.url, '--out', out, ...more);

function expectSame(out: string): void {
  expect(study.digests(out)).toEqual(study.digests('local'));
  expect(study.json(`${out}/manifest.json`)).toMatchObject({
    status: 'complete',
    counts: { planned: REPLICATES, done: REPLICATES, reused: 0, failed: 0, dropped: 0 },
  });
}

describe('a run on a cluster', () => {
  it.each([1, 3])('has the bytes of a local one with %i workers that were there before', async (count) => {
    const workers = await Promise.all(Array.from({ length: count }, () => processes.worker(redis.url)));
    const run = onCluster(`cluster-${count}`, '--chunk', '10');
    expect(await run.ended, run.told).toBe(0);
    expectSame(`cluster-${count}`);
    expect(run.told).toMatch(/^\d workers? takes? part/m);
    // Told to leave, they do, and each had its share.
    for (const worker of workers) {
      expect(await worker.kill('SIGTERM')).toBe(0);
      expect(worker.told).toMatch(/left after [1-9]\d* tasks/);
    }
  });

  it('waits for workers that come later, and leaves nothing of itself in Redis', async () => {
    const run = onCluster('later');
    await run.says('no worker is there: start some with duel worker --cluster');
    const worker = await processes.worker(redis.url);
    expect(await run.ended, run.told).toBe(0);
    expectSame('later');
    await worker.kill('SIGTERM');
    // The queue's own, which hold no task.
    const own = /^duel:1:tasks-[0-9a-f]{12}:(meta|id|events|stalled-check|stalled|marker)$/;
    expect((await redis.keys()).filter((key) => !own.test(key))).toEqual([]);
  });

  it('is shared with another run', async () => {
    await Promise.all([processes.worker(redis.url), processes.worker(redis.url)]);
    const both = ['first', 'second'].map((out) => onCluster(out, '--chunk', '10'));
    for (const run of both) expect(await run.ended, run.told).toBe(0);
    expectSame('first');
    expectSame('second');
  });

  it('takes as long as a slow worker needs, and has the same bytes', async () => {
    await processes.worker(redis.url);
    const slow = await processes.workerOf(redis.url, 'slow-thread.mjs');
    const run = onCluster('slow', '--chunk', '10');
    expect(await run.ended, run.told).toBe(0);
    expectSame('slow');
    await slow.kill('SIGTERM');
  });

  it('loses nothing when a worker is killed and another one joins', async () => {
    const doomed = await processes.workerOf(redis.url, 'slow-thread.mjs', 2);
    const run = onCluster('killed', '--chunk', '10');
    await run.says(/^[1-5]0 %: /m);
    await doomed.kill('SIGKILL');
    await processes.worker(redis.url);
    expect(await run.ended, run.told).toBe(0);
    expectSame('killed');
  });

  it('loses nothing when Redis crashes and comes back with its append-only file', async () => {
    await processes.workerOf(redis.url, 'slow-thread.mjs', 3);
    const run = onCluster('restarted', '--chunk', '10');
    await run.says(/^[1-5]0 %: /m);
    await redis.kill();
    await run.says('does not answer: it is waited for');
    await redis.restart();
    await run.says('answers again');
    expect(await run.ended, run.told).toBe(0);
    expectSame('restarted');
  });

  it('loses nothing when Redis comes back with nothing', async () => {
    const forgetful = await TestRedis.start('--appendonly', 'no');
    try {
      await processes.workerOf(forgetful.url, 'slow-thread.mjs', 3);
      const args = ['run', 'low.yaml', ...SIZE, '--chunk', '10', '--cluster', forgetful.url];
      const run = processes.duel(...args, '--out', 'forgotten');
      await run.says(/^[1-5]0 %: /m);
      await forgetful.kill();
      await forgetful.restart();
      expect(await run.ended, run.told).toBe(0);
      expectSame('forgotten');
    } finally {
      await forgetful.remove();
    }
  });
});

describe('Ctrl-C', () => {
  it('keeps what workers were at, takes the rest back, and --resume goes on elsewhere', async () => {
    const worker = await processes.workerOf(redis.url, 'slow-thread.mjs', 2);
    const run = onCluster('cut', '--chunk', '10');
    await run.says(/^[1-5]0 %: /m);
    expect(await run.kill('SIGINT'), run.told).toBe(130);
    const { counts } = study.json('cut/manifest.json') as { counts: { done: number } };
    expect(counts.done).toBeGreaterThan(0);
    expect(counts.done).toBeLessThan(REPLICATES);
    await worker.kill('SIGTERM');
    await processes.worker(redis.url);
    const resumed = processes.duel('run', '--resume', 'cut', '--cluster', redis.url);
    expect(await resumed.ended, resumed.told).toBe(0);
    expect(study.digests('cut')).toEqual(study.digests('local'));
    const after = study.json('cut/manifest.json') as { counts: { reused: number } };
    expect(after.counts.reused).toBeGreaterThanOrEqual(counts.done);
  });

  it('ends a run that has no worker at once', async () => {
    const run = onCluster('nobody');
    await run.says('no worker is there');
    expect(await run.kill('SIGINT'), run.told).toBe(130);
    expect((await redis.keys()).filter((key) => /session|plan|results|tasks-.*:.*-\d/.test(key))).toEqual([]);
  });
});

describe('what fails on a worker', () => {
  const faulty = (seed: string, ...more: string[]) =>
    processes.duel('run', 'low.yaml', '--seed', seed, '--cluster', redis.url, '--out', seed, ...more);
  const FAULTY = '../../faults/workers/faulty-worker.mjs';

  it('is a row as in a local run: a replicate that throws', async () => {
    await processes.workerOf(redis.url, FAULTY);
    const run = faulty('throw');
    expect(await run.ended, run.told).toBe(5);
    expect(study.json('throw/manifest.json')).toMatchObject({ counts: { done: 36, failed: 2, dropped: 2 } });
    expect(study.lines('throw', 'failures.csv')).toEqual([
      'low,degradation,2,3,simulate,on purpose,duel run low.yaml --only low:degradation:2:3 --seed throw',
      'low,fade,2,3,simulate,on purpose,duel run low.yaml --only low:fade:2:3 --seed throw',
    ]);
  });

  it.each([
    ['exit', 'its worker thread died: worker exited with code: 9', []],
    ['hang', 'it hung: it was given up', ['--task-timeout', '3']],
  ])('is a row as in a local run: a thread that should %s', async (seed, message, more) => {
    await processes.workerOf(redis.url, FAULTY);
    const run = faulty(seed, ...more);
    expect(await run.ended, run.told).toBe(5);
    expect(study.json(`${seed}/manifest.json`)).toMatchObject({ counts: { done: 36, failed: 4 } });
    expect(study.lines(seed, 'failures.csv')[0]).toContain(message);
  });

  it('a worker without threads leaves, and another one does its task', async () => {
    const broken = await processes.workerOf(redis.url, '../../faults/workers/broken-worker.mjs');
    const run = onCluster('broken', '--chunk', '10');
    expect(await broken.ended).not.toBe(0);
    expect(broken.told).toContain('no worker thread can be started: this module is broken on purpose');
    await processes.worker(redis.url);
    expect(await run.ended, run.told).toBe(0);
    expectSame('broken');
  });
});

describe('another model version', () => {
  it('is refused, and both sides say so', async () => {
    const other = join(study.dir, 'other');
    mkdirSync(other);
    for (const name of ['dist', 'data', 'calibration', 'package.json'])
      cpSync(join(root, name), join(other, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'));
    const file = join(other, 'dist/model-version.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"sha256": "./, '"sha256": "_'));
    const early = processes.duelOf(other, 'worker', '--cluster', redis.url);
    await early.says('worker at');
    const run = onCluster('versions', '--chunk', '10');
    await run.says(/^refused: the worker on .* has model version _[0-9a-f]{11}, the run on/m);
    await early.says(/^refused: the worker on .* build the same version of duel on both$/m);
    // One that comes while nothing but this run is there does not wait in vain.
    const late = processes.duelOf(other, 'worker', '--cluster', redis.url);
    expect(await late.ended).toBe(2);
    expect(late.told).toMatch(/^error: refused: the worker on /);
    await processes.worker(redis.url);
    expect(await run.ended, run.told).toBe(0);
    expectSame('versions');
    await early.kill('SIGTERM');
    expect(early.told).toContain('left after 0 tasks');
  });
});

describe('a password', () => {
  const SECRET = 'the-s3cret';
  let locked: TestRedis;
  beforeAll(async () => {
    locked = await TestRedis.start('--requirepass', SECRET);
  });
  afterAll(() => locked?.remove());
  const urlWith = (password: string): string => `redis://:${password}@127.0.0.1:${locked.port}`;

  it.each(['run', 'worker', 'calibrate'])('that is wrong is not said by duel %s', async (command) => {
    const args = command === 'run' ? ['run', 'low.yaml', '--out', 'wrong'] : [command];
    const wrong = processes.duel(...args, '--cluster', urlWith('wr0ng-one'));
    expect(await wrong.ended).toBe(2);
    expect(wrong.told).toContain(`redis://127.0.0.1:${locked.port} refuses the user or password`);
    expect(wrong.told + wrong.out).not.toContain('wr0ng-one');
    expect(study.names()).not.toContain('wrong');
  });

  it('that is right opens, and stands nowhere', async () => {
    const worker = await processes.worker(urlWith(SECRET));
    const run = processes.duel('run', 'low.yaml', '--cluster', urlWith(SECRET), '--out', 'opened');
    expect(await run.ended, run.told).toBe(0);
    await worker.kill('SIGTERM');
    expect(run.told + run.out + worker.told).not.toContain(SECRET);
    for (const file of ['manifest.json', 'plan.json', 'logs/run.json'])
      expect(study.read('opened', file).toString()).not.toContain(SECRET);
    expect(study.json('opened/manifest.json')).toMatchObject({
      command: 'duel run low.yaml --out opened --cluster',
    });
  });

  it('is not needed to see that nothing listens', async () => {
    const run = processes.duel('run', 'low.yaml', '--cluster', 'redis://:pw-x@127.0.0.1:1', '--out', 'none');
    expect(await run.ended).toBe(2);
    expect(run.told).toMatch(
      /^error: redis:\/\/127\.0\.0\.1:1 does not answer as Redis \(connect ECONNREFUSED/m,
    );
    expect(run.told).not.toContain('pw-x');
  });
});

describe('TLS', () => {
  let encrypted: TestRedis;
  beforeAll(async () => {
    encrypted = await TestRedis.startWithTls();
  });
  afterAll(() => encrypted?.remove());

  it('works by a URL from the environment, with a certificate that is trusted', async () => {
    const trusting = new Processes(study.dir, {
      NODE_EXTRA_CA_CERTS: encrypted.certificate,
      DUEL_CLUSTER: encrypted.url,
    });
    try {
      const worker = trusting.duel('worker', '--workers', '1');
      await worker.says('worker at rediss://localhost');
      const run = trusting.duel('run', 'low.yaml', ...SIZE, '--out', 'encrypted', '--cluster');
      expect(await run.ended, run.told).toBe(0);
      expectSame('encrypted');
    } finally {
      await trusting.end();
    }
  });

  it('refuses one that is not', async () => {
    const run = processes.duel('run', 'low.yaml', '--cluster', encrypted.url, '--out', 'untrusted');
    expect(await run.ended).toBe(2);
    expect(run.told).toContain('does not answer as Redis (self-signed certificate)');
  });
});
