/**
 * The fast path for trajectories, which have millions of rows: the key is quoted once for each replicate and
 * joined once for each series, so that a row costs one concatenation.
 */
import type { Column } from './column.js';
import { TABLES } from './columns.js';
import { cellText, numberText, TableError } from './csv.js';

export interface ReplicateAddress {
  readonly scenario_id: string;
  readonly explanation: string;
  /** Parameter draw. */
  readonly run_grouping: number;
  /** Replicate. */
  readonly stochastic_run: number;
}

/** How a NaN among the values is meant: refused, or a month without a value (a share without a denominator). */
export type NotANumber = 'refused' | 'missing';

const [SCENARIO, EXPLANATION, RUN, REPLICATE, LOCATION, TARGET, MONTH, VALUE] = TABLES.trajectories.columns;

/** Rows of `trajectories.csv.gz` for one replicate. Give series in the order of location, then target. */
export class TrajectoryText {
  private readonly address: string;
  private readonly months: readonly string[];
  private text = '';
  private count = 0;

  /** @param months names of the months that every series has, `YYYY-MM`, ascending. @throws TableError */
  constructor(address: ReplicateAddress, months: readonly string[]) {
    this.address = [
      cell(SCENARIO, address.scenario_id),
      cell(EXPLANATION, address.explanation),
      cell(RUN, address.run_grouping),
      cell(REPLICATE, address.stochastic_run),
    ].join(',');
    this.months = months.map((month) => cell(MONTH, month));
  }

  /** Rows written so far. */
  get rows(): number {
    return this.count;
  }

  /**
   * Appends the months of one series.
   * @param values one for each month, read from `offset` on.
   * @throws TableError for an infinity, for NaN where it is refused, or for too few values.
   */
  series(
    location: string,
    target: string,
    values: ArrayLike<number>,
    notANumber: NotANumber,
    offset = 0,
  ): void {
    const prefix = `${this.address},${cell(LOCATION, location)},${cell(TARGET, target)},`;
    const { months } = this;
    if (values.length < offset + months.length) {
      throw new TableError(
        `table trajectories, ${target} in ${location}: ${months.length} months need as many values`,
      );
    }
    let text = this.text;
    for (let month = 0; month < months.length; month++) {
      const value = values[offset + month]!;
      const missing = notANumber === 'missing' && Number.isNaN(value);
      if (!missing && !Number.isFinite(value)) {
        throw new TableError(
          `table trajectories, column ${VALUE.name}: ${value} for ${target} in ${location}, ${months[month]}`,
        );
      }
      text += `${prefix}${months[month]!},${missing ? '' : numberText(value)}\n`;
    }
    this.text = text;
    this.count += months.length;
  }

  /** All rows so far, as UTF-8. */
  bytes(): Buffer {
    return Buffer.from(this.text, 'utf8');
  }
}

function cell(column: Column, value: string | number): string {
  // The reader streams line by line, so a row must be one line.
  if (typeof value === 'string' && /[\n\r]/.test(value)) {
    throw new TableError(
      `table trajectories, column ${column.name}: a line break in ${JSON.stringify(value)}`,
    );
  }
  return cellText('trajectories', column, value);
}
