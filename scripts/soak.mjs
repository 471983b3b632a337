// @ts-check
// Runs random small scenarios for a while, and does to them whatever happens to runs: other numbers of workers, other
// chunks, kills at random moments, shares. Every one must end with the bytes of a run that was left in peace, and
// `duel verify` must find nothing. `npm run soak -- 30` for thirty minutes; the second number is the seed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { digests, duel, uniform } from './duel-process.mjs';
import { MemoryWatch } from './soak-memory.mjs';

const CLUSTER = fileURLToPath(new URL('./soak-cluster.mjs', import.meta.url));
/** Of the time, where there is a Redis. */
const CLUSTER_SHARE = 0.25;

class Soak {
  counts = { scenarios: 0, runs: 0, kills: 0, shares: 0, merges: 0, verified: 0, different: 0 };
  /** @type {string[]} */
  wrong = [];

  /** @param {string} dir @param {() => number} next @param {(text: string) => void} tell */
  constructor(dir, next, tell) {
    this.dir = dir;
    this.next = next;
    this.tell = tell;
  }

  /** A whole number from `least` to `most`. @param {number} least @param {number} most */
  whole(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  one(list) {
    return /** @type {T} */ (list[this.whole(0, list.length - 1)]);
  }

  /** A study of two scenarios; what it is asked for in numbers. */
  scenario() {
    const month = String(this.whole(1, 12)).padStart(2, '0');
    const change = `2020-${month}-15`;
    const shape = this.one(['step', 'ramp', 'pulse']);
    const more = { step: '', ramp: ', over_days: 60', pulse: ', for_days: 90' }[shape];
    const all = ['degradation', 'displacement', 'fade', 'mixed', 'slowdown'];
    const from = this.whole(0, 4);
    const explanations = all.slice(from, from + this.whole(1, 3));
    /** @param {string} name @param {string} text */
    const write = (name, text) => writeFileSync(join(this.dir, name), text);
    write('values.csv', `parameter,value\ncells-afghanistan,${this.whole(5, 25)}\n`);
    write(
      'base.yaml',
      `schema: scenario/v1
purpose: sensitivity
question: Does anything depend on how it was run?
assumptions: [None of this is meant.]
time: {start: 2020-01-01, end: 2021-${this.one(['06-30', '12-31'])}}
explanation: [${explanations.join(', ')}]
parameters: ${this.one(['values.csv', 'point', 'prior'])}
experiment: {seed: soak-${this.counts.scenarios}}
rebound: {from: ${change}, bars: [1], months: 3}
outputs: {targets: [attacks, attacks_expected, kp_share], trajectories: [national, zone], quantiles: [national]}
`,
    );
    for (const [id, level, rest] of [
      ['high', 1, ''],
      ['low', this.one([0, 0.1, 0.5, 2]), 'counterfactual: high\n'],
    ])
      write(
        `${id}.yaml`,
        `schema: scenario/v1\nextends: base.yaml\nid: ${id}\ntitle: ${id}\n` +
          `pressure: {taliban: {after: ${change}, shape: ${shape}, to: ${level}${more}}}\n${rest}`,
      );
    const [draws, replicates] = [this.whole(2, 8), this.whole(3, 12)];
    const blocks = explanations.length * Math.ceil((draws * replicates) / 10);
    return { asked: ['low.yaml', '--draws', String(draws), '--replicates', String(replicates)], blocks };
  }

  /** Threads and chunk of a command, at random. */
  manner() {
    const chunk = this.one([[], ['--chunk', '1'], ['--chunk', '25']]);
    return ['--workers', String(this.whole(1, 3)), ...chunk];
  }

  /**
   * Runs to the end, killed on the way as often as chance has it.
   * @param {string[]} first @param {string} name @param {number} patience milliseconds before the latest kill
   */
  async through(first, name, patience) {
    let left = this.whole(0, 4);
    for (;;) {
      const begun = existsSync(join(this.dir, name));
      const args = begun
        ? ['run', '--resume', name, ...this.manner()]
        : [...first, ...this.manner(), '--out', name];
      const after = left-- > 0 ? this.next() * patience : undefined;
      const { code, killed, err } = await duel(this.dir, args, after);
      if (killed) this.counts.kills++;
      else if (code === 0) return;
      else throw new Error(`duel ${args.join(' ')} ended with ${code}: ${err}`);
    }
  }

  /** @param {string} name @param {string} expected digest */
  async hold(name, expected) {
    const run = join(this.dir, name);
    if (digests(run) !== expected) {
      this.counts.different++;
      const kept = mkdtempSync(join(tmpdir(), 'duel-soak-different-'));
      cpSync(this.dir, kept, { recursive: true });
      this.wrong.push(`${name} has other bytes than a run left in peace: see ${kept}`);
    }
    await this.verify(name);
    rmSync(run, { recursive: true });
  }

  /** @param {string} name */
  async verify(name) {
    const { code, out, err } = await duel(this.dir, ['verify', name]);
    const isFine = code === 0 && out.includes('nothing is broken') && !/not made again|not read/.test(out);
    if (isFine) this.counts.verified++;
    else this.wrong.push(`duel verify ${name} ended with ${code}: ${out}${err}`);
  }

  /** One scenario: in peace, killed and gone on with, and in shares. */
  async round() {
    const { asked, blocks } = this.scenario();
    this.counts.scenarios++;
    const peace = await duel(this.dir, ['run', ...asked, '--out', 'peace']);
    if (peace.code !== 0) throw new Error(`the run in peace ended with ${peace.code}: ${peace.err}`);
    const expected = digests(join(this.dir, 'peace'));
    await this.verify('peace');
    await this.through(['run', ...asked], 'killed', 1.1 * peace.took);
    this.counts.runs++;
    await this.hold('killed', expected);
    if (blocks > 1) {
      const of = this.whole(2, Math.min(4, blocks));
      const names = Array.from({ length: of }, (_, at) => `share-${at + 1}`);
      for (const [at, name] of names.entries()) {
        await this.through(['run', ...asked, '--share', `${at + 1}/${of}`], name, peace.took / of);
        this.counts.shares++;
        await this.verify(name);
      }
      const merge = ['merge', ...names, '--workers', String(this.whole(1, 2)), '--out', 'merged'];
      const { code, err } = await duel(this.dir, merge);
      if (code !== 0) throw new Error(`duel ${merge.join(' ')} ended with ${code}: ${err}`);
      this.counts.merges++;
      await this.hold('merged', expected);
      for (const name of names) rmSync(join(this.dir, name), { recursive: true });
    }
    rmSync(join(this.dir, 'peace'), { recursive: true });
    this.tell(`${JSON.stringify(this.counts)}\n`);
  }
}

/** @param {number} minutes @param {(text: string) => void} tell @returns {Promise<string | null>} why there was none */
async function soakedCluster(minutes, tell) {
  if (!existsSync(CLUSTER)) return 'scripts/soak-cluster.mjs is not there';
  const { status } = spawnSync(process.env['REDIS_SERVER'] ?? 'redis-server', ['--version']);
  if (status !== 0) return 'there is no redis-server';
  const { soakCluster } = await import(pathToFileURL(CLUSTER).href);
  await soakCluster(minutes, (/** @type {string} */ text) => tell(`${text}\n`));
  return null;
}

/**
 * @param {number} minutes @param {number} seed @param {(text: string) => void} tell
 * @returns {Promise<{ counts: Soak['counts'], wrong: string[], memory: ReturnType<MemoryWatch['verdict']>, noCluster: string | null }>}
 */
export async function soak(minutes, seed, tell) {
  const dir = mkdtempSync(join(tmpdir(), 'duel-soak-'));
  const began = performance.now();
  const still = mkdtempSync(join(tmpdir(), 'duel-soak-memory-'));
  const soaking = new Soak(dir, uniform(seed), tell);
  try {
    const noCluster = await soakedCluster(CLUSTER_SHARE * minutes, tell).catch((error) => {
      soaking.wrong.push(`cluster: ${error.message}`);
      return null;
    });
    /** @type {MemoryWatch | null} */
    let memory = null;
    do {
      await soaking.round();
      // Always the same study, or memory would follow the size of what chance drew.
      if (!memory) {
        cpSync(dir, still, { recursive: true });
        memory = new MemoryWatch(still);
      }
      for (let run = 0; run < 3; run++) await memory.round();
    } while (performance.now() - began < 60_000 * minutes);
    const verdict = memory.verdict();
    if (verdict.isFlat === false) soaking.wrong.push(`memory grew: ${JSON.stringify(verdict)}`);
    return { counts: soaking.counts, wrong: soaking.wrong, memory: verdict, noCluster };
  } finally {
    for (const folder of [dir, still]) rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const minutes = Number(process.argv[2] ?? 30);
  const seed = Number(process.argv[3] ?? 20230701);
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    console.error('expected npm run soak -- MINUTES [SEED], with minutes above 0 and a whole seed');
    process.exit(2);
  }
  /** @type {string[]} */
  let wrong;
  try {
    const { counts, memory, noCluster, ...found } = await soak(minutes, seed, (text) =>
      process.stderr.write(text),
    );
    ({ wrong } = found);
    const { runs, rule, rss, heap, isFlat } = memory;
    /** @param {{ mean: number, grew: number }} trend */
    const text = ({ mean, grew }) => `${(mean / 1e6).toFixed(0)} MB, grew by ${(grew / 1e6).toFixed(1)} MB`;
    const flat = isFlat === null ? 'too few runs to tell' : isFlat ? 'flat' : 'NOT FLAT';
    console.log(JSON.stringify(counts));
    console.log(
      `memory after ${runs} runs in one process: rss ${text(rss)}; heap ${text(heap)}: ${flat} (${rule})`,
    );
    console.log(noCluster === null ? 'cluster: soaked' : `cluster: not soaked, ${noCluster}`);
  } catch (error) {
    wrong = [error instanceof Error ? error.message : String(error)];
  }
  for (const problem of wrong) console.log(problem);
  console.log(wrong.length === 0 ? 'PASS' : `FAIL: ${wrong.length}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
