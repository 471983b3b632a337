/** Two tables without replicates, such as two `summary.csv`: differences of values with the same key. */
import type { RowOf } from '../results/columns.js';
import { CsvFile } from '../results/csv-file.js';
import { numberText } from '../results/decimal.js';
import { type Cell, type Engine, literal } from '../results/engine.js';
import { keyOrder } from '../results/key-order.js';
import { CompareError } from './compare-error.js';
import type { Comparison } from './compare.js';
import { BY_KEY } from './not-computed.js';
import { shown } from './sentence.js';
import { idsOf, type Listed, type NamedSide, NOT_STATED, scenariosOf } from './sides.js';
import type { Holding } from './holding.js';
import { type CompareOptions, isAsked } from './wanted-measures.js';
import type { Workspace } from './workspace.js';

export type Keyed = Exclude<Holding, 'replicates'>;

/** Values of a summary that are compared, by the name that their difference has. The mean's is plain. */
const OF_SUMMARY = ['mean', 'sd', 'q05', 'q25', 'median', 'q75', 'q95'];
const KEYS = ['explanation', 'target', 'location', 'window', 'statistic'] as const;
/** Differences that are held at once: each is a row with a sentence, and takes some 3 kB. */
const MOST_ROWS = 400_000;

/** One side in the database: a table of {@link KEYS}, scenario and value. */
interface Loaded {
  readonly table: string;
  readonly listed: readonly Listed[];
}

/**
 * Every row says what the values are, and none has an interval: a table does not say how its error goes with that
 * of the other. `n_draws` and `n_pairs` are 0, since no replicate is read.
 *
 * @throws CompareError for two rows with the same key; CsvError with file and line for what cannot be read
 */
export async function compareByKey(
  a: NamedSide,
  b: NamedSide,
  table: Keyed,
  options: CompareOptions,
  workspace: Workspace,
): Promise<Comparison> {
  const files = [await fileOf(a, table, workspace), await fileOf(b, table, workspace)] as const;
  const engine = await workspace.engine();
  const own = await loaded(engine, 'keyed_a', files[0], a, table, workspace);
  const other = await loaded(engine, 'keyed_b', files[1], b, table, workspace);
  const [scenarioId, referenceId] = idsOf(a, b, own.listed, other.listed);
  const left = await selectOf(engine, own, ['scenario', scenarioId], a, table);
  const right = await selectOf(engine, other, ['reference', referenceId], b, table);
  const keys = KEYS.map(literalName).join(', ');
  const { targets } = options;
  const only = targets ? ` WHERE target IN (${targets.map(literal).join(', ')})` : '';
  const joined = `FROM (${left}) own FULL JOIN (${right}) other USING (${keys})${only}`;
  const bound = { scenario: scenarioId, reference: referenceId };
  const [size] = await engine.rows(`SELECT count(*) AS n ${joined}`, bound);
  if (Number(size!['n']) > MOST_ROWS)
    throw new CompareError(
      `${a.source.name} and ${b.source.name} have ${Number(size!['n'])} values to compare by key, and ${MOST_ROWS} are held at once\n` +
        'expected fewer: choose targets with --target, or compare parts of the tables',
    );
  const found = await engine.rows(
    `SELECT ${keys}, own.value AS own, other.value AS other, own.present AND other.present AS both ${joined}`,
    bound,
  );
  const asked = found.filter((row) => isAsked(row as unknown as RowOf<'contrasts'>, options));
  const shared = asked.filter(({ both }) => both === true);
  if (shared.length === 0)
    throw new CompareError(`no row of ${a.source.name} has the key of one of ${b.source.name}`);
  const rows = shared.map((row) => rowOf(row, scenarioId, referenceId)).sort(keyOrder('contrasts'));
  return {
    scenarioId,
    referenceId,
    paired: false,
    why: `tables of ${table} hold no replicates to pair: values with the same key are compared, without an interval`,
    unmatched: asked.length - shared.length,
    unit: 'rows',
    after: null,
    notComputed: BY_KEY,
    rows,
  };
}

async function fileOf({ source }: NamedSide, table: Keyed, workspace: Workspace): Promise<CsvFile> {
  if (!source.run || source.file.has('window') || source.file.has('output_type_id')) return source.file;
  const file = await CsvFile.open(await source.run.fileOf(table));
  workspace.admit(file);
  return file;
}

async function loaded(
  engine: Engine,
  name: string,
  file: CsvFile,
  { source }: NamedSide,
  table: Keyed,
  workspace: Workspace,
): Promise<Loaded> {
  const column = (of: string): string => (file.has(of) ? file.sql(of) : `''`);
  const month = table === 'quantiles' ? file.sql('month') : '';
  const window = table === 'quantiles' ? `${month} || '/' || ${month}` : file.sql('window');
  const values = table === 'summary' ? OF_SUMMARY.filter((of) => file.has(of)) : [VALUE[table]];
  const statistic = STATISTIC[table](file);
  await file.into(
    engine,
    name,
    Object.fromEntries(values.map((of) => [of, 'DOUBLE'])),
    `${column('scenario_id')} AS scenario, ${column('explanation')} AS explanation, ` +
      `${file.sql('target')} AS target, ${file.sql('location')} AS location, ${window} AS "window", ` +
      `${statistic} AS statistic, ${values.map((of) => `${file.sql(of)} AS "${of}"`).join(', ')}`,
  );
  const required = ['scenario_id', ...KEYS, 'month', 'output_type_id'].filter((of) => file.has(of));
  await file.assertFilled(engine, required);
  for (const of of values) await file.assertFinite(engine, of);
  // A table of its own for each value, one under another.
  const unpivoted = values.map((of) => {
    const named = of === 'mean' ? 'difference' : `${of}_difference`;
    const said = table === 'summary' ? literal(named) : `statistic || '_difference'`;
    return `SELECT scenario, explanation, target, location, "window", ${said} AS statistic, "${of}" AS value FROM ${name}`;
  });
  await engine.run(`CREATE TABLE ${name}_values AS ${unpivoted.join(' UNION ALL ')}`);
  return {
    table: `${name}_values`,
    listed: await listedIn(engine, `${name}_values`, file, source, workspace),
  };
}

const VALUE = { quantiles: 'value', contrasts: 'estimate' } as const;

/** SQL of the statistic: `q05` of a quantile's level. */
const STATISTIC: Readonly<Record<Keyed, (file: CsvFile) => string>> = {
  summary: () => `''`,
  contrasts: (file) => file.sql('statistic'),
  quantiles: (file) => {
    const level = `CAST(TRY_CAST(${file.sql('output_type_id')} AS DOUBLE) AS VARCHAR)`;
    return `coalesce('q' || rpad(substr(${level}, 3), 2, '0'), ${file.sql('output_type_id')})`;
  },
};

async function listedIn(
  engine: Engine,
  table: string,
  file: CsvFile,
  source: NamedSide['source'],
  workspace: Workspace,
): Promise<Listed[]> {
  if (source.run) return scenariosOf(source, workspace);
  if (!file.has('scenario_id')) return [{ id: source.name, counterfactual: null }];
  const found = await engine.rows(`SELECT DISTINCT scenario FROM ${table} ORDER BY scenario`);
  return found.map(({ scenario }) => ({ id: String(scenario), counterfactual: null }));
}

/** SQL of a side's rows with what the join needs. @throws CompareError for two rows with the same key */
async function selectOf(
  engine: Engine,
  { table }: Loaded,
  [binding, scenario]: readonly [string, string],
  { source }: NamedSide,
  of: Keyed,
): Promise<string> {
  const keys = KEYS.map(literalName).join(', ');
  // A file without that column holds the empty text there.
  const chosen = `scenario IN ('', $${binding})`;
  const [twice] = await engine.rows(
    `SELECT ${keys} FROM ${table} WHERE ${chosen} GROUP BY ALL HAVING count(*) > 1 LIMIT 1`,
    { [binding]: scenario },
  );
  if (twice)
    throw new CompareError(
      `${source.name} has two rows of ${of} for ${KEYS.map((key) => String(twice[key])).join(', ')}`,
    );
  return (
    `SELECT if(explanation = '', ${literal(NOT_STATED)}, explanation) AS explanation, ` +
    `target, location, "window", statistic, value, true AS present FROM ${table} WHERE ${chosen}`
  );
}

function literalName(column: string): string {
  return `"${column}"`;
}

function rowOf(
  row: Readonly<Record<string, Cell>>,
  scenarioId: string,
  referenceId: string,
): RowOf<'contrasts'> {
  const [own, other] = [row['own'] as number | null, row['other'] as number | null];
  const estimate = own === null || other === null ? null : Number(numberText(own - other));
  const key = Object.fromEntries(KEYS.map((name) => [name, String(row[name])]));
  const { explanation, target, location, window, statistic } = key as Record<(typeof KEYS)[number], string>;
  const what = `${statistic === 'difference' ? 'mean' : statistic.replace(/_difference$/, '')} of ${target}`;
  const text = (value: number | null): string => (value === null ? 'missing' : shown(value));
  return {
    scenario_id: scenarioId,
    reference_id: referenceId,
    explanation,
    target,
    location,
    window,
    statistic,
    estimate,
    mc_lower: null,
    mc_upper: null,
    posterior_lower: null,
    posterior_upper: null,
    level: 0.9,
    mcse: null,
    share_pairs_greater: null,
    n_draws: 0,
    n_pairs: 0,
    resolved: null,
    draws_needed: null,
    replicates_needed: null,
    sentence:
      `Under ${explanation}, ${what} in ${location} over ${window} is ${text(own)} in ${scenarioId} and ` +
      `${text(other)} in ${referenceId}; not paired: compared by key, without an interval.`,
  };
}
