/** Replicates of one file in the database, whatever the order of its rows and columns. */
import { monthNumber } from '../model/calendar.js';
import type { CsvFile } from '../results/csv-file.js';
import { CsvError } from '../results/csv-reader.js';
import type { Engine } from '../results/engine.js';

/** Between the parts of a series' key: no name holds it. */
const UNIT = '\u001f';
const LABELS = ['scenario_id', 'explanation', 'location', 'target'] as const;
const NUMBERS = ['run_grouping', 'stochastic_run'] as const;

/** A monthly series: everything but the month and the replicate. */
export interface Series {
  readonly scenario: string;
  readonly explanation: string;
  readonly location: string;
  readonly target: string;
}

/** A series under the numbers that a query is to give for it. */
export interface Coded {
  readonly series: Series;
  readonly explanation: number;
  readonly place: number;
}

export class ReplicateStore {
  private queries = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly table: string,
    /** False where the scenario's name is not in the file. */
    private readonly named: boolean,
    /** Rows hold an address; without, each series is a single replicate. */
    readonly addressed: boolean,
    readonly series: readonly Series[],
    /** Month names, ascending. */
    readonly months: readonly string[],
  ) {}

  /**
   * Loads a file. A column `scenario_id` or `explanation` that is not there is taken for one unnamed value, a
   * number that is not there for 0.
   *
   * @param unnamed the scenario of a file without that column
   * @throws CsvError with the line of what cannot be read, is empty, or is no month
   */
  static async load(engine: Engine, table: string, file: CsvFile, unnamed: string): Promise<ReplicateStore> {
    const labels = LABELS.map((name) => (file.has(name) ? file.sql(name) : "''"));
    const numbers = NUMBERS.map((name) => (file.has(name) ? file.sql(name) : '0'));
    const key = labels.join(` || chr(31) || `);
    await file.into(
      engine,
      table,
      { run_grouping: 'INTEGER', stochastic_run: 'INTEGER', value: 'DOUBLE' },
      `${key} AS series, ${numbers[0]} AS draw, ${numbers[1]} AS replicate, ` +
        `${file.sql('month')} AS month, ${file.sql('value')} AS value`,
    );
    await assertComplete(engine, table, file);
    const found = await engine.rows(`SELECT DISTINCT series FROM ${table}`);
    const series = found.map(({ series }) => {
      const parts = String(series).split(UNIT);
      if (parts.length !== LABELS.length)
        throw new CsvError(file.path, 1, 'a name holds the control character U+001F');
      const [scenario, explanation, location, target] = parts as [string, string, string, string];
      return { scenario: file.has('scenario_id') ? scenario : unnamed, explanation, location, target };
    });
    const months = await monthsIn(engine, table, file);
    const named = file.has('scenario_id');
    const addressed = NUMBERS.some((name) => file.has(name));
    return new ReplicateStore(engine, table, named, addressed, series, months);
  }

  /**
   * SQL of the rows of some series: explanation and place by their numbers, draw, replicate, month by its number,
   * value.
   */
  async select(coded: readonly Coded[], months: Iterable<number>): Promise<string> {
    const id = `${this.table}_${this.queries++}`;
    await this.engine.run(`CREATE TABLE ${id}_s (series VARCHAR, explanation INTEGER, place INTEGER)`);
    await this.engine.run(`CREATE TABLE ${id}_m (month VARCHAR, number INTEGER)`);
    const rows = coded.map(({ series, explanation, place }): [string, number, number] => {
      const { scenario, location, target } = series;
      const key = [this.named ? scenario : '', series.explanation, location, target].join(UNIT);
      return [key, explanation, place];
    });
    await this.engine.fill(`${id}_s`, rows);
    const wanted = new Set(months);
    const numbered = this.months.map((name): [string, number] => [name, monthNumber(name)]);
    await this.engine.fill(
      `${id}_m`,
      numbered.filter(([, number]) => wanted.has(number)),
    );
    return (
      `SELECT s.explanation, s.place, r.draw, r.replicate, m.number AS month, r.value ` +
      `FROM ${this.table} r JOIN ${id}_s s USING (series) JOIN ${id}_m m USING (month)`
    );
  }
}

async function assertComplete(engine: Engine, table: string, file: CsvFile): Promise<void> {
  const [found] = await engine.rows(
    `SELECT count(*) FILTER (series IS NULL OR draw IS NULL OR replicate IS NULL OR month IS NULL) AS lacking, ` +
      `count(*) FILTER (NOT isfinite(value)) AS endless, count(*) AS n FROM ${table}`,
  );
  if (found!['n'] === 0) throw new CsvError(file.path, 1, 'there is no row under the header');
  // Where something is wrong, the file is read again to say in which line.
  const required = [...LABELS, ...NUMBERS, 'month'].filter((name) => file.has(name));
  if (Number(found!['lacking']) > 0) await file.assertFilled(engine, required);
  if (Number(found!['endless']) > 0) await file.assertFinite(engine, 'value');
}

async function monthsIn(engine: Engine, table: string, file: CsvFile): Promise<string[]> {
  const found = await engine.rows(`SELECT DISTINCT month FROM ${table}`);
  const months = found.map(({ month }) => String(month)).sort();
  for (const month of months) {
    if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) continue;
    const line = await file.lineOf(engine, `${file.sql('month')} = $month`, { month });
    throw new CsvError(file.path, line ?? 1, `column month: "${month}" is not a month (expected YYYY-MM)`);
  }
  return months;
}
