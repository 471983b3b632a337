/** `duel calibrate`: a posterior per explanation from the article's targets, into a folder of its own. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { BUDGETS, mostSimulations } from '../calibration/budget.js';
import { calibrate, type Calibration } from '../calibration/calibrate.js';
import { CalibrationFolder } from '../calibration/calibration-folder.js';
import { LEAST_EFFECTIVE } from '../statistics/weighted.js';
import { fitVerdicts } from '../calibration/summary.js';
import type { CalibrationTables } from '../calibration/calibration-tables.js';
import { JournalStore } from '../calibration/store.js';
import { type CalibrationTarget, measuresOf } from '../calibration/target.js';
import { sha256 } from '../scenarios/meaning.js';
import { parseTargets } from '../calibration/target-file.js';
import { writeCalibration } from '../calibration/write-calibration.js';
import { EXPLANATIONS } from '../model/explanations.js';
import { locationsOf } from '../model/locations.js';
import { syncTree } from '../results/durable-file.js';
import { Journal, segmentsIn } from '../results/journal.js';
import { lockRun, ownerOf, unlockRun } from '../results/run-lock.js';
import { calibrationManifest } from '../report/calibration-page.js';
import { reportOfCalibration, writeReport } from '../report/write-report.js';
import { geographyText, packagePath } from '../runner/package-files.js';
import { packageGeography } from '../runner/prepare-run.js';
import { loadScenarios } from '../scenarios/load.js';
import { begun, type Begun, type CalibrateOptions, resumed } from './calibrate-request.js';
import { type Executors, withCluster } from './cluster-option.js';
import { calibrationExecutors } from './executors.js';
import { diskError } from './disk-error.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { durationText } from './progress.js';
import { wholeNumber } from './run-options.js';

const SEED = 'the-enduring-duel';
const PAIR = ['scenarios/sustained-2023-07.yaml', 'scenarios/lapsed-2023-07.yaml'];
const JOURNAL = 'journal';

export function registerCalibrate(program: Command, io: Io): void {
  withCluster(
    program.command('calibrate'),
    'simulate on the workers of a cluster (duel worker) and not here:',
  )
    .addOption(
      new Option('--explanation <name...>', 'fit these explanations only; all five if not given').choices(
        EXPLANATIONS,
      ),
    )
    .addOption(
      new Option('--budget <name>', 'how much to simulate: small for a look (under 2 minutes), full for use')
        .choices(Object.keys(BUDGETS))
        .default('full'),
    )
    .option('--seed <text>', 'seed', SEED)
    .option(
      '--workers <n>',
      'threads that simulate; as many as there are processors if not given',
      wholeNumber,
    )
    .option('--targets <file>', 'a table of targets of your own, with the columns of data/targets.csv')
    .option('--out <dir>', 'a new folder for the calibration')
    .option('--resume <dir>', 'go on with a calibration that was interrupted')
    .option('--json', 'what was found, for machines, on stdout')
    .action((options: CalibrateOptions) => calibrateCommand(options, io));
}

async function calibrateCommand(options: CalibrateOptions, io: Io): Promise<void> {
  const executors = await calibrationExecutors(options, io);
  try {
    await calibrateWith(executors, options, io);
  } finally {
    await executors.close();
  }
}

async function calibrateWith(executors: Executors, options: CalibrateOptions, io: Io): Promise<void> {
  const { folder, request, targets } =
    options.resume === undefined ? await begun(options, io) : resumed(options, io);
  const shown = relative(io.cwd, folder) || '.';
  await lockRun(folder, ownerOf(io.instant()));
  try {
    if (isFinished(folder))
      return io.err(`nothing is left to do in ${shown}: duel report ${shown} shows it\n`);
    await calibrateIn({ folder, request, targets }, executors, options, io);
  } catch (error) {
    throw diskError(error, shown, io, 'duel calibrate --resume');
  } finally {
    await unlockRun(folder).catch(() => undefined);
  }
}

/** Its journal goes when everything else is on the disk. */
function isFinished(folder: string): boolean {
  return calibrationManifest(folder) !== null && segmentsIn(join(folder, JOURNAL)).length === 0;
}

async function calibrateIn(
  { folder, request, targets }: Begun,
  executors: Executors,
  options: CalibrateOptions,
  io: Io,
): Promise<void> {
  const parsed = parseTargets(
    targets.text,
    targets.file,
    new Set(locationsOf(packageGeography()).map(({ id }) => id)),
  );
  const budget = BUDGETS[request.budget];
  const most = request.explanations.length * mostSimulations(budget);
  const pair = loadScenarios(PAIR.map(packagePath), packageGeography()).scenarios;
  const stopping = new AbortController();
  const forget = io.onInterrupt(() => {
    if (stopping.signal.aborted) io.leave(EXIT.interrupted);
    stopping.abort();
    io.err('interrupted: what is running is finished and kept; once more leaves at once\n');
  });
  const journal = new Journal(join(folder, JOURNAL), () => io.now());
  for (const fault of journal.faults) io.err(`simulated again: ${fault}\n`);
  const started = io.now();
  let [simulations, told] = [0, started];
  const tell = (text: string): void =>
    io.err(`${durationText(io.now() - started)}: ${text}; ${simulations} of at most ${most} simulations\n`);
  let calibration: Calibration;
  try {
    calibration = await calibrate({
      explanations: request.explanations,
      targets: parsed,
      geography: geographyText(),
      seed: request.seed,
      budget,
      pair,
      executorOf: executors.of,
      signal: stopping.signal,
      store: new JournalStore(journal, `${request.model} ${request.seed} ${measuresText(parsed)}`),
      onStep: tell,
      onGeneration: (explanation, kind, run, { generation, tolerance, accepted }) => {
        // A line every few seconds is enough to see that it goes on.
        if (io.now() - told < 5000) return;
        told = io.now();
        const elapsed = told - started;
        const left =
          simulations > 0 ? durationText((elapsed / simulations) * (most - simulations)) : 'unknown';
        tell(
          `${explanation}, ${kind}, run ${run + 1}, generation ${generation}: tolerance ${tolerance.toFixed(2)}, ` +
            `${(100 * accepted).toFixed(0)} % accepted, at most ${left} left`,
        );
      },
      onProgress: (done) => {
        simulations = done;
        // Refining a population is long, and no generation ends meanwhile.
        if (io.now() - told < 30_000) return;
        told = io.now();
        tell('simulating');
      },
    });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    io.err(`interrupted; go on with: duel calibrate --resume ${relative(io.cwd, folder)}\n`);
    io.exitWith(EXIT.interrupted);
    return;
  } finally {
    forget();
    journal.close();
  }
  const tables = writeCalibration(new CalibrationFolder(folder), calibration, {
    targetsFile: targets.file,
    targetsText: targets.text,
    budgetName: request.budget,
  });
  await writeReport(folder, reportOfCalibration(folder, calibrationManifest(folder)!));
  // Before anything is removed: who loses power finds the one or the other.
  await syncTree(folder);
  // What is written is whole: the simulations behind it are not needed any more.
  rmSync(join(folder, JOURNAL), { recursive: true, force: true });
  tell('done');
  const verdicts = fitVerdicts(calibration, tables);
  io.out(
    options.json
      ? `${JSON.stringify({ folder: relative(io.cwd, folder), simulations, fits: verdicts }, null, 2)}\n`
      : endText(relative(io.cwd, folder), verdicts, tables),
  );
}

/** What a simulation is asked to measure: with model, seed, draw and parameters all that decides what it returns. */
function measuresText(targets: readonly CalibrationTarget[]): string {
  return sha256(JSON.stringify(measuresOf(targets)));
}

function endText(
  folder: string,
  verdicts: ReturnType<typeof fitVerdicts>,
  { evidence }: CalibrationTables,
): string {
  const lines = verdicts.map(({ explanation, covered, increments, refused, missed }) =>
    refused
      ? `${explanation}: intervals refused, since they would rest on fewer than ${LEAST_EFFECTIVE} effective draws`
      : `${explanation}: ${covered} of ${increments} increments inside their 90 % predictive interval` +
        (missed.length > 0 ? `; outside: ${missed.join('; ')}` : ''),
  );
  return [
    ...lines,
    `evidence weights ${evidence[0]?.stands ? 'stand' : `are not used: ${evidence[0]?.reason ?? ''}`}`,
    'stylised scenarios, not forecasts',
    `results: ${folder} (report.html or summary.md first)`,
    `next: put "parameters: ${folder}/posterior.csv.gz" into a scenario beside it, or open ${folder}/summary.md`,
    '',
  ].join('\n');
}
