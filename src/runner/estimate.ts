/**
 * How long a plan will take and how much it will write: a sample of it is run, folded and put into tables that are
 * thrown away. Time is handed in.
 */
import { Tabulator } from '../analysis/tabulator.js';
import type { RowOf } from '../results/columns.js';
import { rowText } from '../results/csv.js';
import type { PlainTableName } from '../results/table-writer.js';
import { addressesPerExplanation } from './address.js';
import { BLOCK } from './block.js';
import { Collector } from './collect.js';
import { parameterRows } from './parameter-sets.js';
import type { PreparedRun } from './prepare-run.js';
import { TaskRunner } from './task.js';

/** What a run will take, measured on a few of its own replicates: `duel run --dry-run`. */
export interface Estimate {
  /** Addresses of the plan. */
  readonly addresses: number;
  /** Milliseconds of simulating, observing and compressing one address under all scenarios, in a warm thread. */
  readonly simulating: number;
  /** Milliseconds of folding the results of one address. */
  readonly folding: number;
  /** Milliseconds that a thread takes longer at the beginning, until its code is compiled. */
  readonly warming: number;
  /** Milliseconds of making the tables, apart from those with a row for each replicate. */
  readonly tables: number;
  /** Bytes of tables that do not grow with replicates, and of those that do for each address. */
  readonly bytes: { readonly tables: number; readonly perAddress: number };
}

/** Milliseconds of running until code counts as compiled, and of the sample after that. */
const [WARM, SAMPLE] = [1000, 1500];
/** Milliseconds of starting a thread, and those of starting one more beside it. */
const [FIRST_THREAD, NEXT_THREAD] = [150, 30];
/** Bytes a millisecond that are read, hashed and written again when tables are put together. */
const ASSEMBLED = 4e5;
/** Of a row of `runs.csv`. */
const RUN_ROW_BYTES = 110;

/**
 * Measures a few addresses of the plan.
 * @param now milliseconds that only ever grow
 */
export function estimate(prepared: PreparedRun, now: () => number): Estimate {
  const { plan, experiment, geography } = prepared;
  const runner = new TaskRunner(plan);
  const addresses = addressesPerExplanation(plan);
  const blocks = Math.ceil(addresses / BLOCK);
  let written = 0;
  const sink = { append: ({ bytes }: { bytes: Uint8Array }) => void (written += bytes.length) };
  // Explanations take turns here, unlike in most runs.
  const options = { scenarios: experiment.scenarios, geography, layout: plan.layout, interleaved: true };
  const spent = { simulating: 0, folding: 0, done: 0 };
  const collect = (): { readonly tabulator: Tabulator; readonly take: (round: number) => void } => {
    const tabulator = new Tabulator(options);
    const collector = new Collector(plan, tabulator, sink, { append: () => undefined });
    let index = 0;
    const take = (round: number): void => {
      for (const explanation of plan.explanations) {
        const first = BLOCK * round;
        const count = Math.min(BLOCK, addresses - first);
        const began = now();
        const result = runner.run({ index: index++, explanation, first, count });
        const ran = now();
        collector.receive(result);
        spent.simulating += ran - began;
        spent.folding += now() - ran;
        spent.done += count;
      }
    };
    return { tabulator, take };
  };

  const began = now();
  for (let round = 0; now() - began < WARM; round++) collect().take(round % blocks);
  const warm = { ...spent };
  written = spent.simulating = spent.folding = spent.done = 0;
  const { tabulator, take } = collect();
  const sampled = now();
  // Spread over the plan, since draws differ in speed.
  const rounds = Math.min(blocks, Math.max(1, Math.ceil(SAMPLE / ((warm.simulating / warm.done) * BLOCK))));
  for (let round = 0; round < rounds && (round === 0 || now() - sampled < SAMPLE); round++)
    take(Math.floor((round * blocks) / rounds));

  const perAddress = spent.simulating / spent.done;
  const tabulating = now();
  const tableBytes = bytesOfTables(prepared, tabulator);
  return {
    addresses: addresses * plan.explanations.length,
    simulating: perAddress,
    folding: spent.folding / spent.done,
    warming: Math.max(0, warm.simulating - warm.done * perAddress),
    tables: now() - tabulating,
    bytes: {
      tables: tableBytes,
      perAddress: written / spent.done + RUN_ROW_BYTES * plan.scenarios.length,
    },
  };
}

function bytesOfTables({ plan, experiment, parameters }: PreparedRun, tabulator: Tabulator): number {
  let bytes = 0;
  for (const rows of parameterRows(experiment, parameters))
    for (const row of rows) bytes += rowText('parameters', row).length;
  for (const [name, rows] of Object.entries(tabulator.finish(plan.explanations)))
    for (const row of rows) bytes += rowText(name as PlainTableName, row as RowOf<PlainTableName>).length;
  return bytes;
}

/** Seconds from when threads are started to the end. @param workers threads that simulate @param processors in all */
export function secondsFor(
  { addresses, simulating, folding, warming, tables, bytes }: Estimate,
  workers: number,
  processors: number,
): number {
  const threads = workers === 1 ? 0 : FIRST_THREAD + NEXT_THREAD * (workers - 2);
  const shared = Math.max(
    (simulating * addresses) / workers,
    ((simulating + folding) * addresses) / (workers === 1 ? 1 : Math.min(processors, workers + 1)),
  );
  const assembling = (addresses * bytes.perAddress) / ASSEMBLED;
  return (threads + warming + shared + tables + assembling) / 1000;
}

/** Bytes of the results folder. */
export function bytesFor({ addresses, bytes }: Estimate): number {
  return addresses * bytes.perAddress + bytes.tables;
}
