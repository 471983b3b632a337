/** `duel calibrate`: a posterior per explanation from the article's targets, into a folder of its own. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type BudgetName, BUDGETS, mostSimulations } from '../calibration/budget.js';
import { calibrate, type Calibration } from '../calibration/calibrate.js';
import { CalibrationFolder } from '../calibration/calibration-folder.js';
import { LEAST_EFFECTIVE } from '../calibration/posterior.js';
import { fitVerdicts } from '../calibration/summary.js';
import type { CalibrationTables } from '../calibration/calibration-tables.js';
import { JournalStore } from '../calibration/store.js';
import { type CalibrationTarget, measuresOf } from '../calibration/target.js';
import { sha256 } from '../scenarios/meaning.js';
import { parseTargets } from '../calibration/target-file.js';
import { writeCalibration } from '../calibration/write-calibration.js';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import { locationsOf } from '../model/locations.js';
import { Journal } from '../results/journal.js';
import { lockRun, ownerOf, unlockRun } from '../results/run-lock.js';
import { twoWords } from '../results/run-name.js';
import { calibrationManifest } from '../report/calibration-page.js';
import { reportOfCalibration, writeReport } from '../report/write-report.js';
import { geographyText, modelVersion, packageFile, packagePath } from '../runner/package-files.js';
import { packageGeography } from '../runner/prepare-run.js';
import { tableText } from '../scenarios/input-file.js';
import { loadScenarios } from '../scenarios/load.js';
import { type ClusterOption, type Executors, withCluster } from './cluster-option.js';
import { calibrationExecutors } from './executors.js';
import { CommandError, EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { durationText } from './progress.js';
import { wholeNumber } from './run-options.js';

const SEED = 'the-enduring-duel';
const PAIR = ['scenarios/sustained-2023-07.yaml', 'scenarios/lapsed-2023-07.yaml'];
const TARGETS = 'data/targets.csv';
const REQUEST_FILE = 'request.json';
const JOURNAL = 'journal';

/** What decides the result; kept in the folder, so that it can be resumed. */
const REQUEST = z.strictObject({
  explanations: z.array(z.enum(EXPLANATIONS)).min(1),
  budget: z.enum(Object.keys(BUDGETS) as [BudgetName, ...BudgetName[]]),
  seed: z.string().min(1),
  model: z.string(),
  targets: z.strictObject({ file: z.string(), sha256: z.string() }),
});
type Request = z.infer<typeof REQUEST>;

interface CalibrateOptions {
  readonly explanation?: readonly Explanation[];
  readonly budget: BudgetName;
  readonly seed: string;
  readonly workers?: number;
  readonly cluster?: ClusterOption;
  readonly targets?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly json?: true;
}

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
    options.resume === undefined ? begun(options, io) : resumed(options, io);
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
  await lockRun(folder, ownerOf(io.instant()));
  const journal = new Journal(join(folder, JOURNAL), () => io.now());
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
    await unlockRun(folder);
  }
  const tables = writeCalibration(new CalibrationFolder(folder), calibration, {
    targetsFile: targets.file,
    targetsText: targets.text,
    budgetName: request.budget,
  });
  await writeReport(folder, reportOfCalibration(folder, calibrationManifest(folder)!));
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

interface Begun {
  readonly folder: string;
  readonly request: Request;
  readonly targets: { readonly file: string; readonly text: string };
}

function targetsOf(file: string | undefined, io: Io): Begun['targets'] {
  if (file === undefined) return packageFile(TARGETS);
  try {
    return { file, text: tableText(resolve(io.cwd, file)) };
  } catch (error) {
    throw new CommandError(`--targets ${file} cannot be read: ${(error as Error).message}`);
  }
}

function begun(options: CalibrateOptions, io: Io): Begun {
  const folder = resolve(
    io.cwd,
    options.out ?? join('results', `${io.instant().slice(0, 10)}-calibration-${twoWords(io.random(), 0)}`),
  );
  if (existsSync(folder))
    throw new CommandError(`${folder} exists already: --out names a new folder, and nothing is overwritten`);
  if (options.seed === '') throw new CommandError('--seed needs at least one character');
  const targets = targetsOf(options.targets, io);
  const request: Request = {
    explanations: EXPLANATIONS.filter((name) => options.explanation?.includes(name) ?? true),
    budget: options.budget,
    seed: options.seed,
    model: modelVersion(),
    targets: { file: targets.file, sha256: sha256(targets.text) },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, REQUEST_FILE), `${JSON.stringify(request, null, 2)}\n`);
  return { folder, request, targets };
}

function resumed(options: CalibrateOptions, io: Io): Begun {
  const folder = resolve(io.cwd, options.resume!);
  const path = join(folder, REQUEST_FILE);
  let request: Request;
  try {
    request = REQUEST.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new CommandError(`${folder} is no calibration that can be resumed: ${(error as Error).message}`);
  }
  if (request.model !== modelVersion())
    throw new CommandError(
      `${folder} was begun by another version of the model, whose simulations are not reused; start anew with --out`,
    );
  const { file, sha256: begun } = request.targets;
  const targets = targetsOf(file === TARGETS ? undefined : file, io);
  if (sha256(targets.text) !== begun)
    throw new CommandError(
      `${file} is not what it was when ${folder} was begun: put it back as it was, or start anew with --out`,
    );
  return { folder, request, targets };
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
