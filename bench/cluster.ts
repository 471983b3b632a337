/**
 * `npm run bench:cluster`: what a cluster costs beside the local pool. Runs of the shipped pair on 1, 2 and 4 worker
 * processes of one thread each, in turn with local pools of as many threads; time, and processor time of everyone
 * involved, which does not depend on what else the machine does. Needs a redis-server (REDIS_SERVER).
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
const PAIR = ['scenarios/sustained-2023-07.yaml', 'scenarios/lapsed-2023-07.yaml'];
const PER_DRAW = 5 * 10 * PAIR.length;
const PORT = 17_499;
const URL_OF_REDIS = `redis://127.0.0.1:${PORT}`;

const { values: asked } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, draws: { type: 'string', default: '20' } },
});
const [rounds, draws] = [Number(asked.rounds), Number(asked.draws)];
const folder = mkdtempSync(join(tmpdir(), 'duel-bench-'));

/** Milliseconds: on the clock, and of processors. */
interface Cost {
  readonly wall: number;
  readonly run: number;
  readonly workers: number;
  readonly redis: number;
  readonly tasks: number;
}

/** Node options that write the processor time of a process, in milliseconds, to a file when it ends. */
function metered(report: string): string[] {
  const text = `import{writeFileSync}from'node:fs';process.on('exit',()=>{const u=process.resourceUsage();writeFileSync(${JSON.stringify(report)},String((u.userCPUTime+u.systemCPUTime)/1000))})`;
  return ['--import', `data:text/javascript,${encodeURIComponent(text)}`];
}

function run(more: readonly string[]): { readonly wall: number; readonly cpu: number } {
  const [report, out] = [join(folder, 'run-cpu'), join(folder, 'run')];
  const size = ['--draws', String(draws), '--replicates', '10'];
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

async function onCluster(count: number, redis: Redis): Promise<Cost> {
  const workers = Array.from({ length: count }, (_, at) => {
    const report = join(folder, `worker-${at}`);
    const args = [...metered(report), DUEL, 'worker', '--cluster', URL_OF_REDIS, '--workers', '1'];
    return { report, child: spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }) };
  });
  const told = await Promise.all(workers.map(({ child }) => toldBy(child)));
  const before = await redisCpu(redis);
  const { wall, cpu } = run(['--cluster', URL_OF_REDIS]);
  const after = await redisCpu(redis);
  await Promise.all(
    workers.map(async ({ child }) => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
    }),
  );
  const spent = workers.reduce((sum, { report }) => sum + Number(readFileSync(report, 'utf8')), 0);
  const tasks = told.reduce((sum, text) => sum + Number(/left after (\d+) tasks/.exec(text())?.[1]), 0);
  return { wall, run: cpu, workers: spent, redis: after - before, tasks };
}

/** What a worker says, once it is there. */
async function toldBy(child: ChildProcess): Promise<() => string> {
  let text = '';
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  while (!text.includes('worker at')) await pause(50);
  return () => text;
}

function onPool(threads: number): Cost {
  const { wall, cpu } = run(['--workers', String(threads)]);
  return { wall, run: cpu, workers: 0, redis: 0, tasks: 0 };
}

const median = (costs: readonly Cost[], of: (cost: Cost) => number): number => spreadOf(costs.map(of)).median;
const all = ({ run: own, workers, redis }: Cost): number => own + workers + redis;

const server = spawn(
  process.env['REDIS_SERVER'] ?? 'redis-server',
  ['--port', String(PORT), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
  { stdio: 'ignore' },
);
const redis = new Redis(PORT, { maxRetriesPerRequest: null });
redis.on('error', () => undefined);
try {
  const replicates = draws * PER_DRAW;
  console.log(`${replicates} replicates a run, ${rounds} rounds, in turn with a pool of as many threads`);
  for (const count of [1, 2, 4]) {
    const [pool, cluster]: [Cost[], Cost[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      pool.push(onPool(count));
      cluster.push(await onCluster(count, redis));
    }
    const ratio = spreadOf(cluster.map(({ wall }, round) => pool[round]!.wall / wall));
    const perSecond = (costs: readonly Cost[]): string =>
      shown((1000 * replicates) / median(costs, ({ wall }) => wall));
    const per = (ms: number): string => shown(ms / replicates);
    const tasks = median(cluster, ({ tasks: n }) => n);
    console.log(
      [
        `${count} worker processes: ${perSecond(cluster)} replicates/s, pool of ${count}: ${perSecond(pool)}`,
        `  throughput against the pool × ${shown(ratio.median)} [${shown(ratio.low)} to ${shown(ratio.high)}]`,
        `  processor ms a replicate: run ${per(median(cluster, ({ run: own }) => own))}, ` +
          `workers ${per(median(cluster, ({ workers }) => workers))}, ` +
          `Redis ${per(median(cluster, ({ redis: of }) => of))}; pool ${per(median(pool, all))}`,
        `  ${tasks} tasks; beyond the pool ${shown((median(cluster, all) - median(pool, all)) / tasks)} processor ms a task`,
      ].join('\n'),
    );
  }
} finally {
  redis.disconnect();
  server.kill();
  rmSync(folder, { recursive: true });
}
