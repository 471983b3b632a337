/** Tables in `bench/README.md`, between markers, written by the command and by nobody else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Row, shown } from './row.js';

const README = 'bench/README.md';

export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

export function speedTable(rows: readonly Row[]): string {
  return tableOf(
    ['row', 'ratio', 'lowest – highest', 'against', 'figures'],
    rows.map(({ name, ratio, against, detail }) => [
      `\`${name}\``,
      shown(ratio.median),
      `${shown(ratio.low)} – ${shown(ratio.high)}`,
      against,
      detail,
    ]),
  );
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. @throws Error where the markers are missing */
export function writeTable(name: string, table: string): void {
  const text = readFileSync(README, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${README} has no ${start} … ${end}`);
  writeFileSync(README, `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`);
}
