/**
 * `npm run bench:cluster`: what a cluster costs beside the local pool. Runs of the shipped pair on 1, 2 and 4 worker
 * processes of one thread each, in turn with local pools of as many threads; then on a worker that gives the same
 * results again and again, so that what is left is handing out, sending, keeping and folding: what limits a cluster.
 * Needs a redis-server (REDIS_SERVER).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { shown } from './row.js';
import { spreadOf } from './timing.js';

const DUEL = 'dist/cli/duel.js';
const CANNED = ['test/system/cluster/worker.mjs', '1', '../../../bench/canned-thread.mjs'] as const;
const PAIR = ['scenarios/sustained-2023-07.yaml', 'scenarios/lapsed-2023-07.yaml'];
const PER_DRAW = 5 * 10 * PAIR.length;
const PORT = 17_499;
const URL_OF_REDIS = `redis://127.0.0.1:${PORT}`;

const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    draws: { type: 'string', default: '20' },
    'limits-only': { type: 'boolean', default: false },
  },
});
const [rounds, draws] = [Number(asked.rounds), Number(asked.draws)];
const folder = mkdtempSync(join(tmpdir(), 'duel-bench-'));

/** Milliseconds: on the clock, and of processors. */
interface Cost {
  readonly wall: number;
  readonly run: number;
  readonly workers: number;
  readonly redis: number;
}

/** Node options that write the processor time of a process, in milliseconds, to a file when it ends. */
function metered(report: string): string[] {
  const text = `import{writeFileSync}from'node:fs';process.on('exit',()=>{const u=process.resourceUsage();writeFileSync(${JSON.stringify(report)},String((u.userCPUTime+u.systemCPUTime)/1000))})`;
  return ['--import', `data:text/javascript,${encodeURIComponent(text)}`];
}

/** The pair with so many draws. */
function run(drawn: number, more: readonly string[]): { readonly wall: number; readonly cpu: number } {
  const [report, out] = [join(folder, 'run-cpu'), join(folder, 'run')];
  const size = ['--draws', String(drawn), '--replicates', '10'];
  const args = [...metered(report), DUEL, 'run', ...PAIR, ...size, '--out', out, ...more];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`duel run ${more.join(' ')} ended with ${status}: ${stderr}`);
  const { milliseconds } = JSON.parse(readFileSync(join(out, 'logs/run.json'), 'utf8')) as {
    milliseconds: { simulating: number };
  };
  rmSync(out, { recursive: true });
  return { wall: milliseconds.simulating, cpu: Number(readFileSync(report, 'utf8')) };
}

async function redisCpu(redis: Redis): Promise<number> {
  const text = await redis.info('cpu');
  const [sys, user] = ['sys', 'user'].map((kind) =>
    Number(new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(text)?.[1]),
  );
  return 1000 * (sys! + user!);
}

/** A run on workers that are started for it. @param command of each: what node is to run */
async function onCluster(
  size: number,
  count: number,
  redis: Redis,
  command: readonly string[] = [DUEL, 'worker', '--cluster', URL_OF_REDIS, '--workers', '1'],
  more: readonly string[] = [],
): Promise<Cost> {
  const workers = Array.from({ length: count }, (_, at) => {
    const report = join(folder, `worker-${at}`);
    const args = [...metered(report), ...command];
    return { report, child: spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }) };
  });
  await Promise.all(workers.map(({ child }) => isThere(child)));
  const before = await redisCpu(redis);
  const { wall, cpu } = run(size, ['--cluster', URL_OF_REDIS, ...more]);
  const after = await redisCpu(redis);
  await Promise.all(
    workers.map(async ({ child }) => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
    }),
  );
  const spent = workers.reduce((sum, { report }) => sum + Number(readFileSync(report, 'utf8')), 0);
  return { wall, run: cpu, workers: spent, redis: after - before };
}

async function isThere(child: ChildProcess): Promise<void> {
  let text = '';
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  while (!text.includes('worker at')) await pause(50);
}

function onPool(threads: number): Cost {
  const { wall, cpu } = run(draws, ['--workers', String(threads)]);
  return { wall, run: cpu, workers: 0, redis: 0 };
}

const median = (costs: readonly Cost[], of: (cost: Cost) => number): number => spreadOf(costs.map(of)).median;

async function besideThePool(redis: Redis): Promise<void> {
  const replicates = draws * PER_DRAW;
  console.log(`${replicates} replicates a run, ${rounds} rounds, in turn with a pool of as many threads`);
  for (const count of [1, 2, 4]) {
    const [pool, cluster]: [Cost[], Cost[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      pool.push(onPool(count));
      cluster.push(await onCluster(draws, count, redis));
    }
    const ratio = spreadOf(cluster.map(({ wall }, round) => pool[round]!.wall / wall));
    const perSecond = (costs: readonly Cost[]): string =>
      shown((1000 * replicates) / median(costs, ({ wall }) => wall));
    console.log(
      `${count} worker processes: ${perSecond(cluster)} replicates/s, pool of ${count}: ${perSecond(pool)}; ` +
        `× ${shown(ratio.median)} [${shown(ratio.low)} to ${shown(ratio.high)}]`,
    );
  }
}

/** Costs of a task and of a replicate where simulating is free: by runs of two sizes. A share makes no tables. */
async function limits(redis: Redis): Promise<void> {
  const [few, many] = [10, 60];
  const replicates = (many - few) * PER_DRAW;
  const [script, ...rest] = CANNED;
  const kinds: readonly (readonly [name: string, more: readonly string[]])[] = [
    ['tasks of 10 addresses', ['--chunk', '10']],
    ['tasks of 100 addresses', ['--chunk', '100']],
    ['a share, tasks of 10 addresses', ['--share', '1/1']],
  ];
  for (const [name, more] of kinds) {
    const costs: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      const [small, large] = [
        await onCluster(few, 1, redis, [script, URL_OF_REDIS, ...rest], more),
        await onCluster(many, 1, redis, [script, URL_OF_REDIS, ...rest], more),
      ];
      const beyond = (of: (cost: Cost) => number): number => (of(large) - of(small)) / replicates;
      costs.push({
        wall: beyond(({ wall }) => wall),
        run: beyond(({ run: own }) => own),
        workers: beyond(({ workers }) => workers),
        redis: beyond(({ redis: own }) => own),
      });
    }
    const of = (what: (cost: Cost) => number): string => shown(median(costs, what));
    console.log(
      `${name}, nothing simulated: ${of(({ wall }) => wall)} ms a replicate; of processors: ` +
        `run ${of(({ run: own }) => own)}, worker ${of(({ workers }) => workers)}, Redis ${of(({ redis: own }) => own)}`,
    );
  }
}

const server = spawn(
  process.env['REDIS_SERVER'] ?? 'redis-server',
  ['--port', String(PORT), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
  { stdio: 'ignore' },
);
const redis = new Redis(PORT, { maxRetriesPerRequest: null });
redis.on('error', () => undefined);
try {
  if (!asked['limits-only']) await besideThePool(redis);
  await limits(redis);
} finally {
  redis.disconnect();
  server.kill();
  rmSync(folder, { recursive: true });
}
