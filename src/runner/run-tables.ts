/** Writes every table of a run, and `datapackage.json` beside them. */
import type { RowOf } from '../results/columns.js';
import { writeDatapackage } from '../results/datapackage.js';
import { type PlainTableName, streamTable, type TableFile, writeTable } from '../results/table-writer.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { PartFiles } from '../results/part-files.js';

/** Tables with a row for each replicate or draw, which are never in memory as a whole. */
type LongTableName = 'runs' | 'parameters';

/** Rows in key order, part by part. */
type Parts<Name extends PlainTableName> =
  Iterable<readonly RowOf<Name>[]> | AsyncIterable<readonly RowOf<Name>[]>;

/** The plain tables of a run: the long ones in key order, the others in memory and in any order. */
export type RunTables = {
  readonly [Name in Exclude<PlainTableName, LongTableName>]: readonly RowOf<Name>[];
};
export type LongRunTables = { readonly [Name in LongTableName]: Parts<Name> };

/** Each table appears when it is whole; the trajectories last, from their parts. */
export async function writeRunTables(
  folder: string,
  tables: RunTables,
  { runs, parameters }: LongRunTables,
  parts: PartFiles,
): Promise<void> {
  const files: TableFile[] = [
    await streamTable(folder, 'runs', runs),
    await streamTable(folder, 'parameters', parameters),
  ];
  for (const name of Object.keys(tables) as (keyof RunTables)[]) {
    files.push(await writeTable(folder, name, tables[name] as readonly RowOf<PlainTableName>[]));
  }
  files.push(await parts.assemble());
  await writeDatapackage(folder, files);
}

export function scenarioRow(scenario: Scenario): RowOf<'scenarios'> {
  return {
    scenario_id: scenario.id,
    title: scenario.title,
    purpose: scenario.purpose,
    question: scenario.question,
    counterfactual_id: scenario.counterfactual,
    assumptions: scenario.assumptions.join('\n'),
    start: scenario.start,
    end: scenario.end,
    sha256: scenario.sha256,
  };
}

export function forcingRows(scenario: Scenario): RowOf<'forcings'>[] {
  return scenario.forcingRows.map((row) => ({ scenario_id: scenario.id, ...row }));
}
