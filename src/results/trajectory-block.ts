/**
 * Rows of `trajectories.csv.gz`, of which there are millions: written as bytes, with everything but the value put
 * together once for each replicate and series.
 */
import type { Column } from './column.js';
import { TABLES } from './columns.js';
import { cellText, TableError } from './csv.js';
import { writeNumber } from './decimal.js';

export interface ReplicateAddress {
  readonly scenario_id: string;
  readonly explanation: string;
  /** Parameter draw. */
  readonly run_grouping: number;
  /** Replicate. */
  readonly stochastic_run: number;
}

/** A target at a location, month by month. */
export interface TrajectorySeries {
  readonly location: string;
  readonly target: string;
  /** A month may be without a value, NaN: a share without a denominator. */
  readonly mayMiss: boolean;
}

const [SCENARIO, EXPLANATION, RUN, REPLICATE, LOCATION, TARGET, MONTH, VALUE] = TABLES.trajectories.columns;
/** Bytes that the text of a number and the end of its line take at most. */
const ROOM = 33;
const NEWLINE = 10;

/** Collects the rows of replicates. Give replicates in key order, and series in the order of location, target. */
export class TrajectoryBlock {
  private readonly names: readonly Uint8Array[];
  private readonly months: readonly Uint8Array[];
  private bytes = new Uint8Array(1 << 16);
  private size = 0;
  private count = 0;

  /** @param months names of the months that every series has, `YYYY-MM`, ascending. @throws TableError */
  constructor(
    private readonly series: readonly TrajectorySeries[],
    months: readonly string[],
  ) {
    this.names = series.map(({ location, target }) =>
      bytesOf(`${cell(LOCATION, location)},${cell(TARGET, target)},`),
    );
    this.months = months.map((month) => bytesOf(`${cell(MONTH, month)},`));
  }

  /** Rows since the last {@link take}. */
  get rows(): number {
    return this.count;
  }

  /**
   * Appends a replicate.
   * @param values months of the first series, then of the second, and so on.
   * @throws TableError for an infinity, for NaN where it is not allowed, or for another number of values.
   */
  append(address: ReplicateAddress, values: ArrayLike<number>): void {
    const { series, months } = this;
    if (values.length !== series.length * months.length) {
      throw new TableError(
        `table trajectories: ${series.length} series of ${months.length} months, but ${values.length} values`,
      );
    }
    const prefix = bytesOf(addressText(address));
    for (const [index, { mayMiss }] of series.entries()) {
      const name = this.names[index]!;
      this.reserve(months.length * (prefix.length + name.length + 'YYYY-MM,'.length + ROOM));
      const out = this.bytes;
      let at = this.size;
      for (let month = 0; month < months.length; month++) {
        const value = values[index * months.length + month]!;
        at = put(out, at, prefix);
        at = put(out, at, name);
        at = put(out, at, months[month]!);
        if (Number.isFinite(value)) at = writeNumber(out, at, value);
        else if (!(mayMiss && Number.isNaN(value))) throw this.refused(index, month, value);
        out[at++] = NEWLINE;
      }
      this.size = at;
      this.count += months.length;
    }
  }

  /** The rows so far as UTF-8, a view until the next {@link append}; then it starts again. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.size);
    this.size = 0;
    this.count = 0;
    return taken;
  }

  private reserve(more: number): void {
    if (this.size + more <= this.bytes.length) return;
    const grown = new Uint8Array(2 * (this.size + more));
    grown.set(this.bytes.subarray(0, this.size));
    this.bytes = grown;
  }

  private refused(series: number, month: number, value: number): TableError {
    const { target, location } = this.series[series]!;
    const name = Buffer.from(this.months[month]!).toString().slice(0, -1);
    return new TableError(
      `table trajectories, column ${VALUE.name}: ${value} for ${target} in ${location}, ${name}`,
    );
  }
}

function addressText(address: ReplicateAddress): string {
  return [
    cell(SCENARIO, address.scenario_id),
    cell(EXPLANATION, address.explanation),
    cell(RUN, address.run_grouping),
    cell(REPLICATE, address.stochastic_run),
    '',
  ].join(',');
}

/** A loop, since these are a few dozen bytes: a call of `set` costs more than copying them. */
function put(out: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index++) out[at + index] = bytes[index]!;
  return at + bytes.length;
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
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
