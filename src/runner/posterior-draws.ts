/**
 * Weighted draws of parameters from a file: `explanation,draw,weight` and a column for each parameter that varies. A
 * run's draws have equal weight: draw k takes a row by its weight, whatever the number of draws, so that more draws
 * keep the ones before.
 */
import { type Explanation, EXPLANATIONS, isExplanation } from '../model/explanations.js';
import { PARAMETERS, type ParameterValues, parameterValues } from '../model/parameters.js';
import { priorSupport } from '../model/priors.js';
import { deriveKey } from '../random/draws.js';
import type { Key } from '../random/threefry.js';
import { CsvError, parseCsv } from '../results/csv-reader.js';
import { spreadDraws } from '../statistics/resampling.js';
import { effectiveSampleSize } from '../statistics/weighted.js';
import type { PackageFile } from './package-files.js';
import { PlanError, type Range } from './plan.js';

/** First columns; what follows are parameters. */
const KEYS = ['explanation', 'draw', 'weight'];
/** The posterior that ships has several thousand. */
const MOST_ROWS = 500_000;
/** Word of the random address by which rows are drawn. */
const SPACE = 0x706f7374;

interface Rows {
  readonly weights: number[];
  readonly cells: (readonly string[])[];
  readonly lines: number[];
}

export class PosteriorDraws {
  private readonly rows = new Map<Explanation, Rows>();
  private readonly parameters: readonly string[];

  /** @throws CsvError with file and line for what is no table of draws */
  constructor(private readonly file: PackageFile) {
    const { header, rows, lines } = parseCsv(file.text, file.file, {
      header: (names) => {
        if (names.slice(0, KEYS.length).join() !== KEYS.join())
          throw new CsvError(file.file, 1, `the header does not begin with ${KEYS.join()}`);
      },
      mostRows: MOST_ROWS,
    });
    this.parameters = header.slice(KEYS.length);
    for (const [at, name] of this.parameters.entries()) {
      if (!PARAMETERS.some(({ id }) => id === name))
        throw new CsvError(file.file, 1, `unknown parameter "${name}"`);
      if (this.parameters.indexOf(name) !== at)
        throw new CsvError(file.file, 1, `parameter "${name}" has two columns`);
    }
    for (const [at, cells] of rows.entries()) {
      const [explanation, , written] = cells as [string, string, string];
      const line = lines[at]!;
      if (!isExplanation(explanation))
        throw new CsvError(file.file, line, `"${explanation}" is not one of ${EXPLANATIONS.join(', ')}`);
      const weight = written.trim() === '' ? NaN : Number(written);
      if (!(weight > 0 && Number.isFinite(weight)))
        throw new CsvError(file.file, line, `weight "${written}" is not a number above 0`);
      const own = this.rows.get(explanation) ?? { weights: [], cells: [], lines: [] };
      this.rows.set(explanation, own);
      own.weights.push(weight);
      own.cells.push(cells.slice(KEYS.length));
      own.lines.push(line);
    }
  }

  has(parameter: string): boolean {
    return this.parameters.includes(parameter);
  }

  /** Rows of an explanation. */
  count(explanation: Explanation): number {
    return this.rows.get(explanation)?.weights.length ?? 0;
  }

  /** Kish's effective sample size of the rows of an explanation; 0 where there are none. */
  effectiveSampleSize(explanation: Explanation): number {
    const rows = this.rows.get(explanation);
    return rows ? effectiveSampleSize(rows.weights) : 0;
  }

  /**
   * One set a draw, or a single one where the explanation has one row.
   * @throws PlanError for an explanation without rows; CsvError for a value that is no number or out of bounds
   */
  sets(explanation: Explanation, draws: Range, master: Key): ParameterValues[] {
    const rows = this.rows.get(explanation);
    if (!rows) throw new PlanError(`${this.file.file} has no draws of ${explanation}`);
    if (rows.weights.length === 1) return [this.values(explanation, rows, 0)];
    const pick = spreadDraws(rows.weights, deriveKey(master, SPACE, EXPLANATIONS.indexOf(explanation), 0, 0));
    const known = new Map<number, ParameterValues>();
    return Array.from({ length: draws.last - draws.first + 1 }, (_, at) => {
      const row = pick(draws.first + at - 1);
      const values = known.get(row) ?? this.values(explanation, rows, row);
      known.set(row, values);
      return values;
    });
  }

  private values(explanation: Explanation, { cells, lines }: Rows, row: number): ParameterValues {
    const given = fixedBy(explanation);
    for (const [at, name] of this.parameters.entries()) {
      const written = cells[row]![at]!;
      const value = written.trim() === '' ? NaN : Number(written);
      if (!Number.isFinite(value))
        throw new CsvError(this.file.file, lines[row]!, `${name} "${written}" is not a number`);
      given[name] = value;
    }
    try {
      return parameterValues(given);
    } catch (error) {
      if (error instanceof RangeError) throw new CsvError(this.file.file, lines[row]!, error.message);
      throw error;
    }
  }
}

/** What an explanation fixes at another value than the table's default. */
function fixedBy(explanation: Explanation): Record<string, number> {
  return Object.fromEntries(
    PARAMETERS.filter(({ prior }) => prior[explanation].kind === 'fixed').map(({ id, prior }) => [
      id,
      priorSupport(prior[explanation])[0],
    ]),
  );
}
