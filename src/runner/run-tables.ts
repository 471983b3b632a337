/** Writes every table of a run, and `datapackage.json` beside them. */
import type { RowOf } from '../results/columns.js';
import { writeDatapackage } from '../results/datapackage.js';
import type { LongTableName, PartFiles } from '../results/part-files.js';
import { type PlainTableName, streamTable, type TableFile, writeTable } from '../results/table-writer.js';
import type { Scenario } from '../scenarios/scenario.js';

/** The tables of a run that are in memory, in any order. */
export type RunTables = {
  readonly [Name in Exclude<PlainTableName, LongTableName | 'parameters'>]: readonly RowOf<Name>[];
};

/**
 * Each table appears when it is whole.
 * @param parameters in key order, part by part @param long tables that wait in parts
 * @returns SHA-256 of `datapackage.json`
 */
export async function writeRunTables(
  folder: string,
  tables: RunTables,
  parameters: Iterable<readonly RowOf<'parameters'>[]>,
  long: readonly PartFiles[],
): Promise<string> {
  const files: TableFile[] = [await streamTable(folder, 'parameters', parameters)];
  for (const name of Object.keys(tables) as (keyof RunTables)[]) {
    files.push(await writeTable(folder, name, tables[name] as readonly RowOf<PlainTableName>[]));
  }
  for (const parts of long) files.push(await parts.assemble());
  return writeDatapackage(folder, files);
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
    settings: scenario.settings.map(({ key, value }) => `${key}=${value}`).join('; '),
    sha256: scenario.sha256,
  };
}

export function forcingRows(scenario: Scenario): RowOf<'forcings'>[] {
  return scenario.forcingRows.map((row) => ({ scenario_id: scenario.id, ...row }));
}
