/** `duel check calibration`: the shipped parameter sets against the article's increments. */
import { availableParallelism } from 'node:os';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { type CheckRow, checkCalibration, hindcastPlan, TOLERANCE } from '../calibration/check.js';
import { EXPLANATIONS } from '../model/explanations.js';
import { InlineExecutor } from '../runner/inline-executor.js';
import { geographyText } from '../runner/package-files.js';
import { provisionalSets } from '../runner/parameter-sets.js';
import { PoolExecutor } from '../runner/pool-executor.js';
import type { Io } from './io.js';
import { wholeNumber } from './run-options.js';
import { tableStyle } from './table-style.js';

const REPLICATES = 200;
const SEED = 'check-calibration';
/** Replicates a task: a fifth of an explanation's, so that two workers end at about the same time. */
const CHUNK = 20;

interface CheckOptions {
  readonly replicates: number;
  readonly json?: true;
}

export function registerCheck(program: Command, io: Io): void {
  const check = program.command('check');
  check
    .command('calibration')
    .description(
      "compare the shipped parameter sets with the article's increments, by replicates of the hindcast",
    )
    .option('--replicates <n>', 'replicates of the hindcast per explanation', wholeNumber, REPLICATES)
    .option('--json', 'the rows for machines on stdout')
    .action((options: CheckOptions) => checkCommand(options, io));
}

async function checkCommand({ json, replicates }: CheckOptions, io: Io): Promise<void> {
  const plan = hindcastPlan(geographyText(), provisionalSets(EXPLANATIONS), replicates, SEED);
  const workers = availableParallelism();
  const executor =
    workers === 1 ? new InlineExecutor(plan) : new PoolExecutor(plan, workers, { now: io.now });
  try {
    const rows = await checkCalibration(plan, executor, CHUNK, new AbortController().signal);
    io.out(json ? `${JSON.stringify(rows, null, 2)}\n` : `${checkText(rows, io.outColour)}\n`);
  } finally {
    await executor.close();
  }
}

const figure = (value: number): string => String(Number(value.toFixed(1)));

function verdict({ near, covered }: CheckRow): string {
  if (near) return 'within tolerance';
  return covered ? 'median off, interval holds it' : 'NOT REACHED';
}

/** One table per explanation and a line that sums up. */
export function checkText(rows: readonly CheckRow[], colour: boolean): string {
  const parts = EXPLANATIONS.map((explanation) => {
    const own = rows.filter((row) => row.explanation === explanation);
    const table = new Table({
      ...tableStyle(colour),
      head: ['increment', 'facts', 'printed', 'median', '90 % interval', 'n', ''],
    });
    for (const row of own) {
      table.push([
        row.sentence,
        row.facts,
        figure(row.printed),
        figure(row.median),
        `${figure(row.lower)} – ${figure(row.upper)}`,
        row.n,
        verdict(row),
      ]);
    }
    const near = own.filter((row) => row.near).length;
    const missed = own.filter((row) => !row.near && !row.covered).map((row) => row.increment);
    const reached = `${near} of ${own.length} medians within tolerance`;
    return `${explanation}: ${reached}${missed.length > 0 ? `; cannot reach ${missed.join(', ')}` : ''}\n${table.toString()}`;
  });
  const rule = `Tolerance of a median: ${TOLERANCE.share * 100} %, or ${TOLERANCE.distance} where the printed value is below ${TOLERANCE.small}.`;
  return `${parts.join('\n\n')}\n\nOne provisional parameter set per explanation, reading R1; intervals are of replicates: chance alone. ${rule}`;
}
