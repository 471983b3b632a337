// @ts-check
// Draws the README's picture from the quantiles of a run: claims a month in Afghanistan, sustained against lapsed,
// one panel per explanation. Usage: node scripts/write-picture.mjs results/<run> docs/lapse.svg
import { readFileSync, writeFileSync } from 'node:fs';

const [run, file] = process.argv.slice(2);
if (!run || !file) throw new Error('expected the folder of a run and the name of the picture');
const rows = readFileSync(`${run}/tables/quantiles.csv`, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [scenario = '', explanation = '', location, target, month = '', , q, value, n] = line.split(',');
    return { scenario, explanation, location, target, month, q: Number(q), value: Number(value), n };
  })
  .filter(({ location, target }) => location === 'afghanistan' && target === 'attacks');
const explanations = [...new Set(rows.map((row) => row.explanation))]
  .filter((name) => name !== 'equal')
  .sort();
const styles = { sustained: { colour: '#1f5a8a', dash: '' }, lapsed: { colour: '#b5432a', dash: '6 3' } };
const [width, height, left, top, gap] = [300, 170, 44, 46, 34];
const first = '2022-01';
const months = [...new Set(rows.map((row) => row.month))].filter((month) => month >= first).sort();
const most = 52;
/** @param {string} month */
const x = (month) => (months.indexOf(month) / (months.length - 1)) * (width - 20);
/** @param {number} value */
const y = (value) => height - (Math.min(value, most) / most) * height;
/** @param {number} number */
const round = (number) => number.toFixed(1);

/** @param {string} explanation @param {number} index */
function panel(explanation, index) {
  const parts = [];
  for (const [name, { colour, dash }] of Object.entries(styles)) {
    /** @param {number} q */
    const level = (q) =>
      months.map((month) => {
        const row = rows.find(
          (r) =>
            r.scenario.startsWith(name) && r.explanation === explanation && r.month === month && r.q === q,
        );
        if (!row) throw new Error(`no quantile ${q} of ${name} under ${explanation} in ${month}`);
        return { px: x(month), py: y(row.value) };
      });
    /** @param {{ px: number, py: number }[]} points */
    const path = (points) => points.map(({ px, py }) => `${round(px)},${round(py)}`).join(' L');
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
const n = rows[0]?.n;
const legend = `<g transform="translate(${left + 2 * (width + 20)},${top + 60 + height + gap + 30})"><rect width="26" height="12" fill="${styles.sustained.colour}" fill-opacity="0.4"/><text x="34" y="11">pressure sustained</text><rect y="22" width="26" height="12" fill="${styles.lapsed.colour}" fill-opacity="0.4"/><text x="34" y="33">pressure lapses in July 2023</text><text y="62">${n} replicates; median (dashed: lapsed), 5–95 %:</text><text y="80">chance alone, one provisional parameter set per</text><text y="98">explanation. Dotted: July 2023. Not a forecast.</text></g>`;
writeFileSync(
  file,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${all} ${tall}" font-family="sans-serif" font-size="12" role="img" aria-label="Claims a month under sustained and lapsed pressure, by explanation"><rect width="${all}" height="${tall}" fill="white"/><text x="${left}" y="26" font-size="16" font-weight="bold">Claimed attacks a month in Afghanistan: under some explanations they return</text>${explanations.map(panel).join('')}${legend}</svg>\n`,
);
