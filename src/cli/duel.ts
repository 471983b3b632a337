#!/usr/bin/env node
/** The command `duel`: registers every command, and turns whatever comes out of it into an exit code. */
import { Command, CommanderError } from 'commander';
import { DamagedRunError } from '../results/damaged-run.js';
import { RunFolderError } from '../results/folder.js';
import { CsvError } from '../results/csv-reader.js';
import { packageFile } from '../runner/package-files.js';
import { PlanError } from '../runner/plan.js';
import { registerCheck } from './check-command.js';
import { registerCompare } from './compare-command.js';
import { CommandError, EXIT, type ExitCode } from './exit-codes.js';
import { registerExplain } from './explain-command.js';
import { type Io, ioOf } from './io.js';
import { registerRun } from './run-command.js';
import { registerSchema } from './schema-command.js';
import { registerValidate } from './validate-command.js';

/** Each adds one command, in the order in which help lists them. */
const COMMANDS: readonly ((program: Command, io: Io) => void)[] = [
  registerValidate,
  registerExplain,
  registerRun,
  registerCompare,
  registerCheck,
  registerSchema,
];

function programOf(io: Io): Command {
  const { version } = JSON.parse(packageFile('package.json').text) as { version: string };
  const program = new Command('duel')
    .description('Paired Monte Carlo comparison of scenarios: stylised scenarios, not forecasts')
    .version(version)
    .showHelpAfterError('(--help says what there is)')
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .exitOverride();
  for (const register of COMMANDS) register(program, io);
  return program;
}

/** Tells the user what ended the command. @returns the exit code */
function told(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.invalid;
  if (error instanceof CommandError) {
    io.err(`error: ${error.message}\n`);
    return error.exitCode;
  }
  if (
    error instanceof PlanError ||
    error instanceof RunFolderError ||
    error instanceof DamagedRunError ||
    error instanceof CsvError
  ) {
    io.err(`error: ${error.message}\n`);
    return EXIT.invalid;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  io.err(`a defect of duel, not of your input: ${message}\n${stack ?? ''}\n`);
  return EXIT.defect;
}

const io = ioOf(process);
try {
  await programOf(io).parseAsync(process.argv);
} catch (error) {
  io.exitWith(told(error, io));
}
