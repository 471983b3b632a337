// @ts-check
// Makes the first table of blessed values, or a new one after a new calibration: every row at once, with one reason.
// It never overwrites: remove the old table first, so that its reasons are given up knowingly.
// Usage: npm run first-blessing -- "REASON" [FOLDER OF A CALIBRATION] [TABLE]
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { blessedText, firstBlessing } from '../dist/calibration/blessed.js';
import { CalibrationFolder } from '../dist/calibration/calibration-folder.js';
import {
  BLESSED_REPLICATES,
  BLESSED_SEED,
  EXACT_REPLICATES,
  exactValues,
  gateDraws,
  statisticalValues,
} from '../dist/calibration/gate-values.js';
import { blessedPath, gateSource } from '../dist/cli/gate-source.js';
import { ioOf } from '../dist/cli/io.js';
import { ProgressLines } from '../dist/cli/progress.js';
import { EXPLANATIONS } from '../dist/model/explanations.js';

const [reason, calibration, table] = process.argv.slice(2);
if (!reason?.trim()) throw new Error('expected a reason: npm run first-blessing -- "REASON"');
const io = ioOf(process);
const files = { ...(calibration ? { calibration } : {}), ...(table ? { blessed: table } : {}) };
const path = resolve(blessedPath(files, io));
if (existsSync(path)) throw new Error(`${path} exists already: duel bless moves single baselines`);

const progress = new ProgressLines(io);
const started = performance.now();
let done = 0;
const given = gateSource(files, EXPLANATIONS, io);
const total = EXPLANATIONS.length * (EXACT_REPLICATES + gateDraws(given) * BLESSED_REPLICATES);
const source = {
  ...given,
  signal: new AbortController().signal,
  /** @param {number} replicates */
  onProgress: (replicates) => {
    done += replicates;
    progress.update({ done, total, failed: 0, elapsed: performance.now() - started });
  },
};
const values = [
  ...(await exactValues(source)),
  ...(await statisticalValues(source, BLESSED_SEED, BLESSED_REPLICATES)),
];
new CalibrationFolder(dirname(path)).file(basename(path), blessedText(firstBlessing(values, reason.trim())));
console.log(`${path}: ${values.length} rows`);
