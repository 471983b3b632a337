/** What the ratios are to reach, so that the table says where they do not. */
import { type Row, shown } from './row.js';
import { tableOf } from './readme-table.js';

interface Goal {
  readonly row: string;
  readonly atLeast: number;
  readonly says: string;
}

const GOALS: readonly Goal[] = [
  {
    row: 'replicate',
    atLeast: 20,
    says: 'the hindcast plus two years at least 20 times faster than the plain loop',
  },
  {
    row: 'workers-2',
    atLeast: 1.8,
    says: 'two workers at least 1.8 times one on 1,000 replicates of a pair',
  },
  { row: 'days-10', atLeast: 1, says: 'ten times the days at most ten times the time' },
  {
    row: 'cells-10-same-events',
    atLeast: 3,
    says: 'ten times the cells with as many events well under ten times the time (here: a third of that)',
  },
  { row: 'help', atLeast: 1 / 3, says: '`duel --help` at most 3 times `node -e 0`' },
  { row: 'validate', atLeast: 1 / 8, says: '`duel validate` at most 8 times `node -e 0`' },
  { row: 'memory-10000', atLeast: 1, says: 'a run of 10,000 replicates under 600 MB' },
];

/** Goals whose row was measured. */
export function goalTable(rows: readonly Row[]): string {
  return tableOf(
    ['goal', 'row', 'needed', 'measured', 'reached'],
    GOALS.flatMap(({ row: name, atLeast, says }) => {
      const row = rows.find((each) => each.name === name);
      if (!row) return [];
      const { median } = row.ratio;
      return [[says, `\`${name}\``, shown(atLeast), shown(median), median >= atLeast ? 'yes' : 'no']];
    }),
  );
}
