// @ts-check
// Kills a run at random moments and goes on with it until it ends; then all of `tables/` must be, byte for byte, what
// a run gives that was never interrupted. `npm run kill-study -- 1000` for a thousand kills; the test does twenty.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const DUEL = fileURLToPath(new URL('../dist/cli/duel.js', import.meta.url));
const ARGS = ['--draws', '8', '--replicates', '10', '--workers', '2', '--chunk', '10'];

/** @param {string} dir */
function study(dir) {
  /** @param {string} name @param {string} text */
  const write = (name, text) => writeFileSync(join(dir, name), text);
  write(
    'base.yaml',
    `schema: scenario/v1
purpose: sensitivity
question: Is anything lost that was computed?
assumptions: [None of this is meant.]
time: {start: 2020-01-01, end: 2021-05-31}
explanation: [fade, degradation]
parameters: point
experiment: {seed: killed}
rebound: {from: 2020-05-15, bars: [1], months: 3}
outputs: {targets: [attacks, attacks_expected, kp_share], trajectories: [national, zone], quantiles: [national]}
`,
  );
  for (const [id, level, more] of [
    ['high', 1, ''],
    ['low', 0.1, 'counterfactual: high\n'],
  ])
    write(
      `${id}.yaml`,
      `schema: scenario/v1\nextends: base.yaml\nid: ${id}\ntitle: ${id}\n` +
        `pressure: {taliban: {after: 2020-05-15, shape: step, to: ${level}}}\n${more}`,
    );
}

/**
 * Runs the command; kills it with SIGKILL after so many milliseconds.
 * @param {string} dir @param {string[]} args @param {number} [after]
 * @returns {Promise<{ code: number | null, killed: boolean, took: number, err: string }>}
 */
function duel(dir, args, after) {
  const began = performance.now();
  const child = spawn(process.execPath, [DUEL, 'run', ...args], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, killed: signal === 'SIGKILL', took: performance.now() - began, err });
    }),
  );
}

/** @param {string} run */
function digests(run) {
  const hash = createHash('sha256');
  for (const name of [...readdirSync(join(run, 'tables')).sort(), '../datapackage.json'])
    hash.update(`${name}\n`).update(readFileSync(join(run, 'tables', name)));
  return hash.digest('hex');
}

/** Mulberry32: where to kill is drawn from a seed, so that a study can be repeated as far as a clock allows. @param {number} seed */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * @param {number} kills @param {number} seed @param {(text: string) => void} [tell]
 * @returns {Promise<{ kills: number, runs: number, reused: number, different: number }>}
 */
export async function killStudy(kills, seed, tell = () => undefined) {
  const dir = mkdtempSync(join(tmpdir(), 'duel-kill-'));
  const next = uniform(seed);
  const done = { kills: 0, runs: 0, reused: 0, different: 0 };
  try {
    study(dir);
    const whole = await duel(dir, ['low.yaml', ...ARGS, '--out', 'whole']);
    if (whole.code !== 0)
      throw new Error(`the run without interruption ended with ${whole.code}: ${whole.err}`);
    const expected = digests(join(dir, 'whole'));
    while (done.kills < kills) {
      const name = `run-${done.runs++}`;
      for (let ended = false; !ended;) {
        const begun = existsSync(join(dir, name));
        const args = begun ? ['--resume', name, '--workers', '2'] : ['low.yaml', ...ARGS, '--out', name];
        const after = done.kills < kills ? next() * whole.took * 1.1 : undefined;
        const { code, killed, err } = await duel(dir, args, after);
        if (killed) done.kills++;
        else if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
        ended = code === 0;
      }
      const { counts } = JSON.parse(readFileSync(join(dir, name, 'manifest.json'), 'utf8'));
      done.reused += counts.reused;
      if (digests(join(dir, name)) !== expected) {
        done.different++;
        cpSync(join(dir, name), join(tmpdir(), `duel-kill-different-${done.runs}`), { recursive: true });
      }
      rmSync(join(dir, name), { recursive: true });
      tell(`${done.kills} of ${kills} kills, ${done.runs} runs, ${done.different} of them different\n`);
    }
    return done;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const kills = Number(process.argv[2] ?? 1000);
  const seed = Number(process.argv[3] ?? 20230701);
  const done = await killStudy(kills, seed, (text) => process.stderr.write(text));
  console.log(JSON.stringify(done));
  process.exitCode = done.different === 0 && done.kills >= kills ? 0 : 1;
}
