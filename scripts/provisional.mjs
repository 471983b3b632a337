// @ts-check
// Searches the provisional parameter sets and writes calibration/provisional/<explanation>.csv.
// Usage: node scripts/provisional.mjs [EXPLANATION…]   (all five by default; a few minutes each on one core)
import { readFileSync, writeFileSync } from 'node:fs';
import { provisionalSet } from '../dist/calibration/provisional.js';
import { EXPLANATIONS, isExplanation } from '../dist/model/explanations.js';
import { parseGeography } from '../dist/model/geography.js';
import { masterKey } from '../dist/random/seed.js';

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const geography = parseGeography(read('data/regions.csv'), read('data/adjacency.csv'));
const named = process.argv.slice(2);
for (const name of named) {
  if (!isExplanation(name)) throw new Error(`no explanation "${name}"; expected ${EXPLANATIONS.join(', ')}`);
}
const chosen = named.length > 0 ? named.filter(isExplanation) : EXPLANATIONS;

for (const explanation of chosen) {
  const settings = {
    explanation,
    generations: 160,
    population: 24,
    replicates: 5,
    scan: 500,
    master: masterKey('provisional'),
  };
  const values = provisionalSet(geography, settings, (generation, best) => {
    if (generation % 20 === 19)
      console.error(`${explanation}: generation ${generation + 1}, best loss ${best.toFixed(1)}`);
  });
  const lines = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = lines.map(([parameter, value]) => `${parameter},${Number(value.toPrecision(5))}`);
  writeFileSync(
    new URL(`../calibration/provisional/${explanation}.csv`, import.meta.url),
    `parameter,value\n${rows.join('\n')}\n`,
  );
}
