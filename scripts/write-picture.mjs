// Draws the README's picture from the quantiles of a run: claims a month in Afghanistan, sustained against lapsed,
// one panel per explanation. Usage: node scripts/write-picture.mjs results/<run> docs/lapse.svg
import { readFileSync, writeFileSync } from 'node:fs';

const [run, file] = process.argv.slice(2);
const rows = readFileSync(`${run}/tables/quantiles.csv`, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .filter(([, , location, target]) => location === 'afghanistan' && target === 'attacks');
const explanations = [...new Set(rows.map((row) => row[1]))].filter((name) => name !== 'equal').sort();
const styles = { sustained: { colour: '#1f5a8a', dash: '' }, lapsed: { colour: '#b5432a', dash: '6 3' } };
const [width, height, left, top, gap] = [300, 170, 44, 46, 34];
const first = '2022-01';
const months = [...new Set(rows.map((row) => row[4]))].filter((month) => month >= first).sort();
const most = 45;
const x = (month) => (months.indexOf(month) / (months.length - 1)) * (width - 20);
const y = (value) => height - (Math.min(value, most) / most) * height;
const round = (number) => number.toFixed(1);

function panel(explanation, index) {
  const parts = [];
  for (const [name, { colour, dash }] of Object.entries(styles)) {
    const level = (q) =>
      months.map((month) => {
        const row = rows.find(
          (r) => r[0].startsWith(name) && r[1] === explanation && r[4] === month && Number(r[6]) === q,
        );
        return [x(month), y(Number(row[7]))];
      });
    const path = (points) => points.map(([px, py]) => `${round(px)},${round(py)}`).join(' L');
    parts.push(
      `<path d="M${path(level(0.05))} L${path(level(0.95).reverse())} Z" fill="${colour}" fill-opacity="0.18"/>`,
    );
    parts.push(
      `<path d="M${path(level(0.5))}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`,
    );
  }
  const ticks = [0, 20, 40].map(
    (v) =>
      `<text x="-6" y="${round(y(v) + 4)}" text-anchor="end">${v}</text><line x2="${width - 20}" y1="${round(y(v))}" y2="${round(y(v))}" stroke="#ddd"/>`,
  );
  const years = months
    .filter((month) => month.endsWith('-01'))
    .map(
      (month) =>
        `<text x="${round(x(month))}" y="${height + 16}" text-anchor="middle">${month.slice(0, 4)}</text>`,
    );
  const lapse = `<line x1="${round(x('2023-07'))}" x2="${round(x('2023-07'))}" y2="${height}" stroke="#555" stroke-dasharray="2 2"/>`;
  const [column, line] = [index % 3, Math.floor(index / 3)];
  return `<g transform="translate(${left + column * (width + 20)},${top + 30 + line * (height + gap + 30)})">${ticks.join('')}${parts.join('')}${lapse}${years.join('')}<text y="-10" font-weight="bold" font-size="14">${explanation}</text></g>`;
}

const [all, tall] = [left + 3 * (width + 20), top + 2 * (height + gap + 30) + 30];
const n = rows[0][8];
const legend = `<g transform="translate(${left + 2 * (width + 20)},${top + 60 + height + gap + 30})"><rect width="26" height="12" fill="${styles.sustained.colour}" fill-opacity="0.4"/><text x="34" y="11">pressure sustained</text><rect y="22" width="26" height="12" fill="${styles.lapsed.colour}" fill-opacity="0.4"/><text x="34" y="33">pressure lapses in July 2023</text><text y="62">lines: medians of ${n} replicates; bands: 5–95 %,</text><text y="80">chance alone, one provisional parameter set</text><text y="98">per explanation. Not a forecast.</text></g>`;
writeFileSync(
  file,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${all} ${tall}" font-family="sans-serif" font-size="12" role="img" aria-label="Claims a month under sustained and lapsed pressure, by explanation"><rect width="${all}" height="${tall}" fill="white"/><text x="${left}" y="26" font-size="16" font-weight="bold">Claimed attacks a month in Afghanistan: whether they return depends on why they fell</text>${explanations.map(panel).join('')}${legend}</svg>\n`,
);
