// @ts-check
// The built command as a process that may be killed, and what its run left: for studies of runs that are interrupted.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const DUEL = fileURLToPath(new URL('../dist/cli/duel.js', import.meta.url));

/**
 * Runs the command; kills it with SIGKILL after so many milliseconds.
 * @param {string} dir @param {string[]} args @param {number} [after]
 * @returns {Promise<{ code: number | null, killed: boolean, took: number, out: string, err: string }>}
 */
export function duel(dir, args, after) {
  const began = performance.now();
  const child = spawn(process.execPath, [DUEL, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, killed: signal === 'SIGKILL', took: performance.now() - began, out, err });
    }),
  );
}

/** SHA-256 of all of `tables/` and `datapackage.json`. @param {string} run */
export function digests(run) {
  const hash = createHash('sha256');
  for (const name of [...readdirSync(join(run, 'tables')).sort(), '../datapackage.json'])
    hash.update(`${name}\n`).update(readFileSync(join(run, 'tables', name)));
  return hash.digest('hex');
}

/** Mulberry32: what happens when is drawn from a seed, so that a study can be repeated as far as a clock allows. @param {number} seed */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
