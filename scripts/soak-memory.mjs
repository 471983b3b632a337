// @ts-check
// Whether a process that runs one small run after another keeps its memory flat.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PoolExecutor, packageGeography, prepareRun, run } from '../dist/runner/index.js';
import { loadScenarios } from '../dist/scenarios/index.js';

setFlagsFromString('--expose-gc');
const collect = /** @type {() => void} */ (runInNewContext('gc'));

/** Memory may grow by so many bytes, or by this share of what it was, over all runs that are looked at. */
const BYTES = 32e6;
const SHARE = 0.1;
/** Runs before the process has grown to its size: the first third, at least so many. */
const WARM = 5;
/** Fewer runs after these say nothing. */
const FEWEST = 10;

/** One small run after another in this process, each by a pool of its own; what is in use after each. */
export class MemoryWatch {
  /** @type {{ rss: number, heap: number }[]} */
  samples = [];

  /** @param {string} dir of a study with `low.yaml` */
  constructor(dir) {
    this.dir = dir;
    const { scenarios } = loadScenarios([join(dir, 'low.yaml')], packageGeography());
    this.scenarios = scenarios;
  }

  async round() {
    const out = join(this.dir, 'memory');
    const now = () => performance.now();
    await run(prepareRun(this.scenarios, { draws: 2, replicates: 10 }), {
      executor: (plan) => new PoolExecutor(plan, 2, { now }),
      chunk: 10,
      place: { out },
      command: 'soak',
      given: ['low.yaml'],
      cwd: this.dir,
      clock: { now, instant: () => new Date().toISOString() },
    });
    rmSync(out, { recursive: true });
    collect();
    const { rss, heapUsed } = process.memoryUsage();
    this.samples.push({ rss, heap: heapUsed });
  }

  /**
   * Flat: the straight line through what was in use grows by less than 32 MB, or by less than a tenth of the mean,
   * from the first run that is looked at to the last.
   * @returns {{ runs: number, rule: string, rss: Trend, heap: Trend, isFlat: boolean | null }} null: too few runs
   */
  verdict() {
    const warm = Math.max(WARM, Math.floor(this.samples.length / 3));
    const seen = this.samples.slice(warm);
    const [rss, heap] = [trend(seen.map((one) => one.rss)), trend(seen.map((one) => one.heap))];
    const isFlat = [rss, heap].every(({ grew, mean }) => grew < Math.max(BYTES, SHARE * mean));
    const rule = `least squares over runs ${warm + 1} to ${this.samples.length}: growth below 32 MB or 10 % of the mean`;
    return { runs: this.samples.length, rule, rss, heap, isFlat: seen.length < FEWEST ? null : isFlat };
  }
}

/** @typedef {{ mean: number, grew: number }} Trend bytes */

/** The mean, and how much the line of least squares grows from the first value to the last. @param {number[]} values @returns {Trend} */
function trend(values) {
  const { length: n } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  const middle = (n - 1) / 2;
  const [across, along] = values.reduce(
    ([a, b], value, at) => [a + (at - middle) * (value - mean), b + (at - middle) ** 2],
    [0, 0],
  );
  return { mean: Math.round(mean), grew: Math.round(along === 0 ? 0 : (across / along) * (n - 1)) };
}
