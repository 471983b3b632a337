/** Writes small finished runs with the program's own writers, and runs `duel compare` on them in this process. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Measure } from '../../../src/analysis/layout.js';
import { layoutOf } from '../../../src/analysis/layout-of.js';
import { Tabulator } from '../../../src/analysis/tabulator.js';
import { registerCompare } from '../../../src/cli/compare-command.js';
import { CommandError } from '../../../src/cli/exit-codes.js';
import type { Io } from '../../../src/cli/io.js';
import { locationsOf } from '../../../src/model/locations.js';
import { targetOf } from '../../../src/model/targets.js';
import type { RowOf } from '../../../src/results/columns.js';
import { writeDatapackage } from '../../../src/results/datapackage.js';
import { createRunFolder } from '../../../src/results/folder.js';
import { gzipMember } from '../../../src/results/gzip.js';
import { PartFiles } from '../../../src/results/part-files.js';
import { type PlainTableName, writeTable } from '../../../src/results/table-writer.js';
import { TrajectoryBlock } from '../../../src/results/trajectory-block.js';
import type { Scenario } from '../../../src/scenarios/scenario.js';
import { GEOGRAPHY } from '../../known/analysis/toy.js';

const LOCATIONS = locationsOf(GEOGRAPHY);

/** Monthly value at a region; what a location shows is the sum over its regions. */
export type Monthly = (
  scenario: string,
  explanation: string,
  draw: number,
  replicate: number,
  month: number,
) => number;

export interface RunOptions {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  readonly explanations: readonly string[];
  readonly monthly: Monthly;
  readonly seed?: string;
  /** Hash of the model. */
  readonly model?: string;
  readonly draws?: number;
  readonly replicates?: number;
  readonly parameters?: readonly RowOf<'parameters'>[];
}

/** A folder of results of its own. */
export async function resultsFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'compare-'));
}

/** Writes the run and returns the rows of its contrasts before they were written. */
export async function finishedRun(
  results: string,
  options: RunOptions,
): Promise<readonly RowOf<'contrasts'>[]> {
  const { scenarios, explanations, seed = 'toy', draws = 3, replicates = 2 } = options;
  const layout = layoutOf(scenarios, GEOGRAPHY);
  const folder = await createRunFolder(
    { out: join(results, options.name) },
    {
      schema: 'results/v1',
      command: 'duel run',
      status: 'complete',
      created: '2026-01-01T00:00:00.000Z',
      finished: null,
      scenarios: scenarios.map(({ id, file, sha256 }) => ({ id, file, sha256 })),
      experiment: { explanations: [...explanations], draws, replicates },
      stop: null,
      seed: { text: seed, addressing: 'by address' },
      version: '0.0.0',
      model: options.model ?? 'a'.repeat(64),
      node: 'v20',
      data: [],
      counts: { planned: 0, done: 0, reused: 0, failed: 0, dropped: 0, spared: 0 },
      checks: null,
      datapackage: null,
    },
    new Map(),
  );
  const tabulator = new Tabulator({ scenarios, geography: GEOGRAPHY, layout });
  const parts = new PartFiles(
    folder,
    'trajectories',
    scenarios.map(({ id }) => id),
  );
  for (const explanation of explanations) {
    for (let draw = 0; draw < draws; draw++) {
      for (let replicate = 0; replicate < replicates; replicate++) {
        const value = (scenario: Scenario, target: string, location: string, month: number): number => {
          const { places } = LOCATIONS.find(({ id }) => id === location)!;
          const one = options.monthly(scenario.id, explanation, draw, replicate, month);
          if (target === 'kp_share') return one % 2 === 0 ? NaN : 0.5;
          return places.length * (target === 'attacks_expected' ? one + 1 / 3 : one);
        };
        const over = (scenario: Scenario, { target, location, window }: Measure): number => {
          let sum = 0;
          for (let month = window.from; month < window.to; month++)
            sum += value(scenario, target, location, month);
          return targetOf(target).aggregation === 'stock' ? sum / (window.to - window.from) : sum;
        };
        const measured = scenarios.map((scenario) => ({
          windows: layout.measures.map((measure) => over(scenario, measure)),
          series: layout.series.flatMap(({ target, location }) =>
            layout.months.map(({ from }) => value(scenario, target, location, from)),
          ),
          // Nothing is asserted, so that every probe is one place over a window.
          probes: layout.probes.map(({ places, window }) => over(scenario, { ...places[0]!, window })),
        }));
        tabulator.add({ explanation, draw, replicate }, measured);
        for (const scenario of scenarios) {
          const address = {
            scenario_id: scenario.id,
            explanation,
            run_grouping: draw,
            stochastic_run: replicate,
          };
          const stored = LOCATIONS.filter(({ resolution }) =>
            scenario.outputs.trajectories.includes(resolution),
          );
          const series = stored
            .map(({ id }) => id)
            .sort()
            .flatMap((location) =>
              [...scenario.outputs.targets].sort().map((target) => ({ location, target, mayMiss: true })),
            );
          const block = new TrajectoryBlock(
            series,
            layout.months.map(({ id }) => id.slice(0, 7)),
          );
          block.append(
            address,
            series.flatMap(({ location, target }) =>
              layout.months.map(({ from }) => value(scenario, target, location, from)),
            ),
          );
          const at = { draw, replicate };
          parts.append({
            scenario_id: scenario.id,
            explanation,
            first: at,
            last: at,
            rows: block.rows,
            bytes: gzipMember(block.take()),
          });
        }
      }
    }
  }
  const tables = tabulator.finish(explanations);
  const rows = {
    scenarios: scenarios.map(({ id, title, purpose, question, counterfactual, start, end, sha256 }) => ({
      scenario_id: id,
      title,
      purpose,
      question,
      counterfactual_id: counterfactual,
      assumptions: null,
      settings: null,
      start,
      end,
      sha256,
    })),
    forcings: [],
    runs: [],
    parameters: options.parameters ?? [],
    failures: [],
    ...tables,
  } satisfies { [Name in PlainTableName]: readonly RowOf<Name>[] };
  const files = [];
  for (const [name, of] of Object.entries(rows))
    files.push(await writeTable(folder, name as PlainTableName, of as readonly RowOf<PlainTableName>[]));
  files.push(await parts.assemble());
  await writeDatapackage(folder, files);
  return tables.contrasts;
}

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** `duel compare …args` with everything it printed and the code it would end with. */
export async function compareInProcess(results: string, ...args: string[]): Promise<Outcome> {
  let [out, err, code] = ['', '', 0];
  const io = {
    out: (text: string) => void (out += text),
    data: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    outColour: false,
    columns: 100,
    results,
    onInterrupt: () => () => undefined,
    exitWith: (given: number) => void (code = given),
  } as unknown as Io;
  const program = new Command('duel')
    .exitOverride()
    .configureOutput({ writeErr: (text) => void (err += text) });
  registerCompare(program, io);
  program.commands[0]!.exitOverride().configureOutput({ writeErr: (text) => void (err += text) });
  try {
    await program.parseAsync(['compare', ...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommandError) return { out, err: `${err}${error.message}\n`, code: error.exitCode };
    // As duel.ts does.
    if (['CsvError', 'DamagedRunError'].includes((error as Error).name))
      return { out, err: `${err}${(error as Error).message}\n`, code: 2 };
    if ((error as { code?: string }).code?.startsWith('commander.')) return { out, err, code: 2 };
    throw error;
  }
  return { out, err, code };
}
