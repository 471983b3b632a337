// @ts-check
// Writes the figures of a run's report as the README shows them, and the README's gallery with what each of them says.
// Usage: node scripts/write-figures.mjs RUN
// The report of that run must have been made (duel report RUN).
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Each with what it shows; what it says stands in its own title. */
const FIGURES = {
  fan: 'Claims a month under both scenarios, one panel per explanation',
  excess: 'Excess claims after the change by explanation, with intervals',
  bars: 'How often each bar of claims a month is reached',
  difference: 'The paired difference month by month, one panel per explanation',
  hindcast: 'The simulated past against the totals of the article',
  'where-map': 'The difference by region, one map per explanation',
};
const GALLERY = /(<!-- gallery: npm run figures -->\n)[^]*(<!-- end of the gallery -->)/;
const root = fileURLToPath(new URL('..', import.meta.url));

const [run] = process.argv.slice(2);
if (!run) throw new Error('expected the folder of a run that duel report has been over');
mkdirSync(`${root}docs/figures`, { recursive: true });
for (const name of Object.keys(FIGURES)) {
  const file = `${run}/figures/${name}.svg`;
  if (!existsSync(file)) throw new Error(`${file} is missing: run duel report ${run}`);
  copyFileSync(file, `${root}docs/figures/${name}.svg`);
}
const entries = Object.entries(FIGURES).map(([name, shows]) => {
  const { title, n, band } = JSON.parse(readFileSync(`${run}/figures/${name}.json`, 'utf8'));
  return `![${shows}](docs/figures/${name}.svg)\n\n${title} n: ${n}. Band: ${band}.\n\n`;
});
const readme = readFileSync(`${root}README.md`, 'utf8');
if (!GALLERY.test(readme)) throw new Error('README.md has no place for the gallery');
writeFileSync(
  `${root}README.md`,
  readme.replace(GALLERY, (_, before, after) => `${before}\n${entries.join('')}${after}`),
);
console.log(`README.md; docs/figures/: ${Object.keys(FIGURES).join(', ')}`);
