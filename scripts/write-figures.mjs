// @ts-check
// Writes the figures of a run's report as the README shows them. Usage: node scripts/write-figures.mjs RUN
// The report of that run must have been made (duel report RUN).
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FIGURES = ['fan', 'excess', 'bars', 'difference', 'hindcast', 'where-map'];
const root = fileURLToPath(new URL('..', import.meta.url));

const [run] = process.argv.slice(2);
if (!run) throw new Error('expected the folder of a run that duel report has been over');
mkdirSync(`${root}docs/figures`, { recursive: true });
for (const name of FIGURES) {
  const file = `${run}/figures/${name}.svg`;
  if (!existsSync(file)) throw new Error(`${file} is missing: run duel report ${run}`);
  copyFileSync(file, `${root}docs/figures/${name}.svg`);
}
console.log(`docs/figures/: ${FIGURES.join(', ')}`);
