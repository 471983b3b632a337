/**
 * A long run on a cluster that is not left in peace: `node scripts/soak-cluster.mjs [MINUTES]`, after the build, with a
 * redis-server on the path (or in REDIS_SERVER). Workers are killed and started at random, one is slow, Redis crashes
 * and comes back with its append-only file. In the end no replicate may be lost and none counted twice, and the tables
 * must be those of a quiet local run.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = process.env['REDIS_SERVER'] ?? 'redis-server';
const DUEL = fileURLToPath(new URL('../dist/cli/duel.js', import.meta.url));
const SLOW = fileURLToPath(new URL('../test/system/cluster/worker.mjs', import.meta.url));
const SCENARIOS = ['sustained-2023-07', 'lapsed-2023-07'].map((id) =>
  fileURLToPath(new URL(`../scenarios/${id}.yaml`, import.meta.url)),
);
/** Replicates of one round: explanations × draws × replicates × scenarios. */
const SIZE = ['--draws', '20', '--replicates', '10', '--chunk', '10'];
const EXPECTED = 5 * 20 * 10 * SCENARIOS.length;
/** Quick workers that are there at a time, and seconds between two misfortunes at most. */
const [WORKERS, AT_MOST] = [2, 5];

/** Chance of what goes wrong when; results have none. @param {number} seed */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {number} seconds */
const pause = (seconds) => setTimeout(1000 * seconds);

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** @param {number} port @returns {Promise<boolean>} */
function isReady(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      resolve(answer.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

/** SHA-256 of every table of a run. @param {string} run */
function digestsOf(run) {
  const folder = join(run, 'tables');
  const hashes = readdirSync(folder)
    .sort()
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}`,
    );
  return hashes.join('\n');
}

class Cluster {
  /** @param {string} folder @param {number} port */
  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    /** @type {Set<import('node:child_process').ChildProcess>} */
    this.workers = new Set();
    /** @type {import('node:child_process').ChildProcess | null} */
    this.redis = null;
  }

  async startRedis() {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec'];
    this.redis = spawn(SERVER, [...own, ...durable], { stdio: 'ignore' });
    this.redis.on('error', () => undefined);
    for (let attempt = 0; !(await isReady(this.port)); attempt++) {
      if (attempt === 200) throw new Error(`${SERVER} does not answer: is a redis-server installed?`);
      await pause(0.1);
    }
  }

  async crashRedis() {
    const { redis } = this;
    const ended = new Promise((resolve) => redis?.once('exit', resolve));
    redis?.kill('SIGKILL');
    await ended;
  }

  /** @param {readonly string[]} args */
  startWorker(args = [DUEL, 'worker', '--cluster', this.url, '--workers', '1']) {
    const worker = spawn(process.execPath, args, { stdio: 'ignore' });
    this.workers.add(worker);
    worker.on('exit', () => this.workers.delete(worker));
    return worker;
  }

  async end() {
    for (const worker of this.workers) worker.kill('SIGKILL');
    await this.crashRedis();
  }
}

/**
 * Runs until the time is over, at least once, and counts what went wrong and came right.
 * @param {number} minutes
 * @param {(text: string) => void} say
 * @returns {Promise<{ runs: number, replicates: number, workersKilled: number, workersAsked: number, redisCrashes: number }>}
 * @throws Error for a replicate that was lost, that counted twice, or that has other bytes
 */
export async function soakCluster(minutes, say) {
  const folder = mkdtempSync(join(tmpdir(), 'duel-soak-'));
  const random = chance(20230801);
  const cluster = new Cluster(join(folder, 'redis'), await freePort());
  const count = { runs: 0, replicates: 0, workersKilled: 0, workersAsked: 0, redisCrashes: 0 };
  const until = performance.now() + 60_000 * minutes;
  try {
    mkdirSync(cluster.folder);
    await cluster.startRedis();
    const local = join(folder, 'local');
    const { status, stderr } = spawnSync(
      process.execPath,
      [DUEL, 'run', ...SCENARIOS, ...SIZE, '--out', local],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`the local run ended with ${status}: ${stderr}`);
    cluster.startWorker([SLOW, cluster.url, '1', 'slow-thread.mjs']);
    do {
      const out = join(folder, `run-${count.runs}`);
      const misfortunes = new AbortController();
      const troubled = trouble(cluster, random, count, misfortunes.signal);
      const told = await ranOn(cluster, out);
      misfortunes.abort();
      await troubled;
      const { counts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
      if (counts.done !== EXPECTED || counts.failed !== 0 || counts.dropped !== 0)
        throw new Error(`${EXPECTED} replicates were to be done, but ${JSON.stringify(counts)}: ${told}`);
      if (digestsOf(out) !== digestsOf(local)) throw new Error(`the tables in ${out} differ from ${local}`);
      rmSync(out, { recursive: true });
      count.runs++;
      count.replicates += counts.done;
      say(`cluster: ${JSON.stringify(count)}`);
    } while (performance.now() < until);
    rmSync(folder, { recursive: true });
    return count;
  } finally {
    await cluster.end();
  }
}

/** @param {Cluster} cluster @param {string} out @returns {Promise<string>} what it said */
async function ranOn(cluster, out) {
  const args = ['run', ...SCENARIOS, ...SIZE, '--cluster', cluster.url, '--out', out];
  const run = spawn(process.execPath, [DUEL, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  run.stderr.on('data', (chunk) => (told += chunk.toString()));
  const code = await new Promise((resolve) => run.once('close', resolve));
  if (code !== 0) throw new Error(`the run ended with ${code}: ${told}`);
  return told;
}

/**
 * Misfortunes until the run has ended.
 * @param {Cluster} cluster
 * @param {() => number} random
 * @param {{ workersKilled: number, workersAsked: number, redisCrashes: number }} count
 * @param {AbortSignal} signal
 */
async function trouble(cluster, random, count, signal) {
  while (!signal.aborted) {
    while (cluster.workers.size < WORKERS + 1) cluster.startWorker();
    const wait = AT_MOST * random();
    for (let waited = 0; waited < wait && !signal.aborted; waited += 0.2) await pause(0.2);
    if (signal.aborted) return;
    const [, ...quick] = cluster.workers;
    const victim = quick[Math.floor(random() * quick.length)];
    const kind = random();
    if (kind < 0.2) {
      await cluster.crashRedis();
      await pause(2 * random());
      await cluster.startRedis();
      count.redisCrashes++;
    } else if (kind < 0.7) {
      victim?.kill('SIGKILL');
      count.workersKilled++;
    } else {
      victim?.kill('SIGTERM');
      count.workersAsked++;
    }
    await pause(0.5);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const minutes = Number(process.argv[2] ?? 10);
  if (!(minutes > 0)) throw new Error(`expected a number of minutes, got "${process.argv[2]}"`);
  const count = await soakCluster(minutes, console.log);
  console.log(`no replicate was lost and none counted twice: ${JSON.stringify(count)}`);
}
