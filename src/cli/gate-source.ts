/** What the gate and `duel bless` read: the calibrated draws, the targets, and the table of blessed values. */
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Command } from 'commander';
import { BLESSED_FILE, type BlessedRow, parseBlessed } from '../calibration/blessed.js';
import { gateQuantities } from '../calibration/gate-quantities.js';
import type { GateSource } from '../calibration/gate-values.js';
import { SimulationsFailedError } from '../calibration/simulator.js';
import { parseTargets } from '../calibration/target-file.js';
import type { Explanation } from '../model/explanations.js';
import { locationsOf } from '../model/locations.js';
import {
  CALIBRATION,
  geographyText,
  packageFile,
  type PackageFile,
  packagePath,
} from '../runner/package-files.js';
import { PosteriorDraws } from '../runner/posterior-draws.js';
import { packageGeography } from '../runner/prepare-run.js';
import { tableText } from '../scenarios/input-file.js';
import { CommandError, EXIT } from './exit-codes.js';
import { executorOf } from './executor-of.js';
import type { Io } from './io.js';
import { progressOn } from './progress.js';
import { wholeNumber } from './run-options.js';

export interface GateFiles {
  readonly calibration?: string;
  readonly blessed?: string;
  readonly workers?: number;
}

export function withGateFiles(command: Command): Command {
  return command
    .option('--calibration <dir>', 'folder of a calibration, instead of the shipped one')
    .option('--blessed <file>', `the table of blessed values, instead of ${BLESSED_FILE}`)
    .option(
      '--workers <n>',
      'threads that simulate; as many as there are processors if not given',
      wholeNumber,
    );
}

/** @throws CommandError for a file that is missing; PlanError and CsvError for one that is not what it should be */
export function gateSource(
  { calibration, workers }: GateFiles,
  explanations: readonly Explanation[],
  io: Io,
): Omit<GateSource, 'signal' | 'onProgress'> {
  const folder = calibration === undefined ? packagePath(CALIBRATION) : resolve(io.cwd, calibration);
  const draws = (name: string): PosteriorDraws =>
    new PosteriorDraws(readWhole(join(folder, name), io, 'duel calibrate --out makes such a folder'));
  const locations = new Set(locationsOf(packageGeography()).map(({ id }) => id));
  const targets = packageFile('data/targets.csv');
  const threads = Math.min(workers ?? availableParallelism(), availableParallelism());
  return {
    explanations,
    quantities: gateQuantities(parseTargets(targets.text, targets.file, locations)),
    posterior: draws('posterior.csv.gz'),
    point: draws('point.csv'),
    geography: geographyText(),
    executorOf: executorOf(threads, io),
  };
}

export function blessedPath({ blessed }: GateFiles, io: Io): string {
  return blessed === undefined ? packagePath(BLESSED_FILE) : resolve(io.cwd, blessed);
}

/** @throws CommandError where the table is missing; CsvError with file and line where it is damaged */
export function readBlessed(files: GateFiles, io: Io): BlessedRow[] {
  const { file, text } = readWhole(
    blessedPath(files, io),
    io,
    'the first table is made by npm run first-blessing',
  );
  return parseBlessed(text, file);
}

function readWhole(path: string, io: Io, hint: string): PackageFile {
  const file = relative(io.cwd, path) || path;
  try {
    return { file, text: tableText(path) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      code === 'ENOENT' ? `${file} is not there; ${hint}` : `${file} cannot be read: ${message}`,
    );
  }
}

/**
 * Simulates with progress on stderr; a replicate that fails fails the gate.
 * @param total replicates that are simulated in all
 */
export async function simulated<T>(
  source: Omit<GateSource, 'signal' | 'onProgress'>,
  total: number,
  work: (source: GateSource) => Promise<T>,
  io: Io,
): Promise<T> {
  const progress = progressOn(io);
  const started = io.now();
  const stopping = new AbortController();
  const forget = io.onInterrupt(() => stopping.abort());
  let done = 0;
  const onProgress = (replicates: number): void => {
    done += replicates;
    progress.update({ done, total, failed: 0, elapsed: io.now() - started });
  };
  try {
    return await work({ ...source, signal: stopping.signal, onProgress });
  } catch (error) {
    if (stopping.signal.aborted) throw new CommandError('interrupted: nothing was written', EXIT.interrupted);
    if (error instanceof SimulationsFailedError) throw new CommandError(error.message, EXIT.calibration);
    throw error;
  } finally {
    forget();
    progress.stop();
  }
}
