/** Writes every table of a run, and `datapackage.json` beside them. */
import type { RowOf } from '../results/columns.js';
import { writeDatapackage } from '../results/datapackage.js';
import { type PlainTableName, type TableFile, writeTable } from '../results/table-writer.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { PartFiles } from '../results/part-files.js';

/** The plain tables of a run, in memory. */
export type RunTables = { readonly [Name in PlainTableName]: readonly RowOf<Name>[] };

/** Each table appears when it is whole; the trajectories last, from their parts. */
export async function writeRunTables(folder: string, tables: RunTables, parts: PartFiles): Promise<void> {
  const files: TableFile[] = [];
  for (const name of Object.keys(tables) as PlainTableName[]) {
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
