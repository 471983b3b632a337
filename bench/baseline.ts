/** The committed figures of an earlier state, as ratios only: they mean something on another machine too. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Row, scaled } from './row.js';

const FILE = 'bench/baseline.json';

type Baseline = Readonly<Record<string, number>>;

function read(): Baseline {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Baseline;
}

/** How each ratio compares with the committed one of that name, where there is one. */
export function againstBaseline(rows: readonly Row[]): Row[] {
  const baseline = read();
  return rows.flatMap(({ name, ratio, against }) => {
    const before = baseline[name];
    if (before === undefined) return [];
    return [
      {
        name: `${name}-since-baseline`,
        ratio: scaled(ratio, 1 / before),
        against: 'bench/baseline.json',
        detail: `${ratio.median.toPrecision(3)} now, ${before} then, both against ${against}`,
      },
    ];
  });
}

export function writeBaseline(rows: readonly Row[]): void {
  const ratios = rows.map(({ name, ratio }) => [name, Number(ratio.median.toPrecision(3))] as const);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(ratios), null, 2)}\n`);
}
