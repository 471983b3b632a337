/**
 * Bytes allocated by a replicate: growth of the used heap and of buffers over a few replicates in which the
 * collector does not run, since the young generation is made larger than they need. A program of its own, for
 * those flags; writes one JSON line. Run with --expose-gc --min-semi-space-size=256 --max-semi-space-size=256.
 */
import { simulate } from '../src/model/simulate.js';
import { State } from '../src/model/state.js';
import { PlainLoop } from './plain/plain-loop.js';
import { spreadOf } from './timing.js';
import { drawsOf, geography, standardWorlds } from './worlds.js';

const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error('bytes.js needs --expose-gc');

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Median over some tries; a try in which the collector ran shows less than nothing and is left out. */
function bytesOf(work: () => void): number {
  for (let i = 0; i < 3; i++) work();
  const found: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    collect!();
    const before = used();
    work();
    const bytes = used() - before;
    if (bytes >= 0) found.push(bytes);
  }
  return spreadOf(found).median;
}

const worlds = standardWorlds();
const states = worlds.map(({ months }) => new State(drawsOf(0), geography, months));
const loops = worlds.map((world) => new PlainLoop(world));
const fast = bytesOf(() => worlds.forEach((world, at) => simulate(states[at]!, world, drawsOf(1))));
const plain = bytesOf(() => loops.forEach((loop) => loop.run(drawsOf(1))));
process.stdout.write(JSON.stringify({ fast: fast / worlds.length, plain: plain / worlds.length }) + '\n');
