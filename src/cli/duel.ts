#!/usr/bin/env node
/** The command `duel`: registers every command, and turns whatever comes out of it into an exit code. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { registerCommands } from './commands.js';
import { CommandError, EXIT, type ExitCode } from './exit-codes.js';
import { type Io, ioOf } from './io.js';

/** Errors of the layers below that are about what the user gave, by name: their modules are not always loaded. */
const OF_INPUT: readonly string[] = ['PlanError', 'RunFolderError', 'DamagedRunError', 'CsvError'];

async function programOf(io: Io, args: readonly string[]): Promise<Command> {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const program = new Command('duel')
    .description('Paired Monte Carlo comparison of scenarios: stylised scenarios, not forecasts')
    .version(version)
    .showHelpAfterError('(--help says what there is)')
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .exitOverride();
  await registerCommands(program, io, args);
  return program;
}

/** Tells the user what ended the command. @returns the exit code */
function told(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.invalid;
  if (error instanceof CommandError) {
    io.err(`error: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && OF_INPUT.includes(error.name)) {
    io.err(`error: ${error.message}\n`);
    return EXIT.invalid;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  io.err(`a defect of duel, not of your input: ${message}\n${stack ?? ''}\n`);
  return EXIT.defect;
}

const io = ioOf(process);
try {
  const program = await programOf(io, process.argv.slice(2));
  await program.parseAsync(process.argv);
} catch (error) {
  io.exitWith(told(error, io));
}
