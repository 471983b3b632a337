// @ts-check
// A study of the calibration's own method into calibration/study: ranks, runs of the engine on data that the model
// made, recovery, confusion. Usage: node scripts/study.mjs [small|full] [folder] [workers]
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { BUDGETS } from '../dist/calibration/budget.js';
import { CalibrationFolder } from '../dist/calibration/calibration-folder.js';
import { study } from '../dist/calibration/study.js';
import { STUDY_TABLES } from '../dist/calibration/study-columns.js';
import { studyText } from '../dist/calibration/study-text.js';
import { parseTargets } from '../dist/calibration/target-file.js';
import { locationsOf } from '../dist/model/locations.js';
import { geographyText } from '../dist/runner/package-files.js';
import { PoolExecutor } from '../dist/runner/pool-executor.js';
import { packageGeography } from '../dist/runner/prepare-run.js';

const FILE = 'data/targets.csv';
const SIZES = {
  small: {
    table: 256,
    data: 128,
    runs: 1,
    pooled: 2,
    fit: { ...BUDGETS.small.fit, size: 60 },
    draws: 20,
    replicates: 2,
    truth: 20,
  },
  full: {
    table: 4096,
    data: 256,
    runs: 4,
    pooled: 4,
    fit: {
      ...BUDGETS.full.fit,
      size: 200,
      leastAccepted: 0.03,
      most: 4000,
      refinement: { ...BUDGETS.full.fit.refinement, replicates: 24 },
    },
    draws: 100,
    replicates: 8,
    truth: 200,
  },
};

const [size = 'full', folder = 'calibration/study', threads] = process.argv.slice(2);
if (size !== 'small' && size !== 'full') throw new Error(`expected small or full and not "${size}"`);
const sizes = SIZES[size];
const began = performance.now();
/** @param {string} step */
const tell = (step) => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${step}`);
const locations = new Set(locationsOf(packageGeography()).map(({ id }) => id));
const tables = await study({
  targets: parseTargets(readFileSync(new URL(`../${FILE}`, import.meta.url), 'utf8'), FILE, locations),
  geography: geographyText(),
  seed: 'the-enduring-duel',
  sizes,
  executorOf: (plan) =>
    new PoolExecutor(plan, Number(threads ?? availableParallelism()), { now: () => performance.now() }),
  signal: new AbortController().signal,
  onStep: tell,
});
const out = new CalibrationFolder(folder);
out.table('ranks', STUDY_TABLES.ranks, tables.ranks);
out.table('engine', STUDY_TABLES.engine, tables.engine);
out.table('recovery', STUDY_TABLES.recovery, tables.recovery);
out.table('confusion', STUDY_TABLES.confusion, tables.confusion);
out.file('study.md', studyText(tables, sizes));
tell('done');
