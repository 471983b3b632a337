/**
 * `npm run bench`: how fast, against what, and how that has changed. Times are taken in turn with what they are
 * compared with; see bench/README.md for what each row means.
 */
import { parseArgs } from 'node:util';
import { againstBaseline, writeBaseline } from './baseline.js';
import { bytesRow, commandRows } from './command-speed.js';
import { goalTable } from './goals.js';
import { kernelRows } from './kernel-speed.js';
import { pairingRows, pairingTable } from './pairing/pairing.js';
import { speedTable, writeTable } from './readme-table.js';
import { shown } from './row.js';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    baseline: { type: 'boolean', default: false },
    pairing: { type: 'boolean', default: false },
  },
});

/** Progress goes to stderr, so that stdout holds results only. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const effort = asked.quick
  ? { kernel: { rounds: 5, replicates: 10 }, command: { runs: 2, starts: 7, thorough: false } }
  : { kernel: { rounds: 11, replicates: 30 }, command: { runs: 5, starts: 21, thorough: true } };

function speed(): void {
  say('replicates …');
  const kernel = [...kernelRows(effort.kernel), bytesRow()];
  say('the command …');
  const rows = [...kernel, ...commandRows(effort.command)];
  const all = [...rows, ...againstBaseline(rows)];
  const json = all.map(({ name, ratio, against }) => ({
    name,
    ratio: ratio.median,
    low: ratio.low,
    high: ratio.high,
    against,
  }));
  if (asked.json) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  else {
    for (const { name, ratio, against, detail } of all)
      process.stdout.write(
        `${name.padEnd(38)} ${shown(ratio.median).padStart(7)} (${shown(ratio.low)} – ${shown(ratio.high)}) against ${against}; ${detail}\n`,
      );
  }
  if (asked.write) {
    writeTable('speed', speedTable(all));
    writeTable('goals', goalTable(all));
  }
  if (asked.baseline) writeBaseline(rows);
}

function pairing(): void {
  const rows = pairingRows(asked.quick ? 60 : 400, say);
  if (asked.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else process.stdout.write(`${pairingTable(rows)}\n`);
  if (asked.write) writeTable('pairing', pairingTable(rows));
}

if (asked.pairing) pairing();
else speed();
