// @ts-check
// Kills a run at random moments and goes on with it until it ends; then all of `tables/` must be, byte for byte, what
// a run gives that was never interrupted. `npm run kill-study -- 1000` for a thousand kills; the test does twenty.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digests, duel, uniform } from './duel-process.mjs';

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
 * @param {number} kills @param {number} seed @param {(text: string) => void} [tell]
 * @returns {Promise<{ kills: number, runs: number, reused: number, different: number }>}
 */
export async function killStudy(kills, seed, tell = () => undefined) {
  const dir = mkdtempSync(join(tmpdir(), 'duel-kill-'));
  const next = uniform(seed);
  const done = { kills: 0, runs: 0, reused: 0, different: 0 };
  try {
    study(dir);
    const whole = await duel(dir, ['run', 'low.yaml', ...ARGS, '--out', 'whole']);
    if (whole.code !== 0)
      throw new Error(`the run without interruption ended with ${whole.code}: ${whole.err}`);
    const expected = digests(join(dir, 'whole'));
    while (done.kills < kills) {
      const name = `run-${done.runs++}`;
      for (let ended = false; !ended;) {
        const begun = existsSync(join(dir, name));
        const args = begun ? ['--resume', name, '--workers', '2'] : ['low.yaml', ...ARGS, '--out', name];
        const after = done.kills < kills ? next() * whole.took * 1.1 : undefined;
        const { code, killed, err } = await duel(dir, ['run', ...args], after);
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
