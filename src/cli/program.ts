/** The program: a command line in, an exit code out, whatever happens between. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { registerCommands } from './commands.js';
import { CommandError, EXIT, type ExitCode } from './exit-codes.js';
import type { Io } from './io.js';

/** Errors of the layers below that are about what the user gave, by name: their modules are not always loaded. */
const OF_INPUT: readonly string[] = [
  'PlanError',
  'RunFolderError',
  'DamagedRunError',
  'CsvError',
  'InputFileError',
  'ClusterError',
];
/** What the system says where a path that was given cannot be used; the message names it. */
const OF_THE_SYSTEM: readonly string[] = [
  'EACCES',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
];

/** Runs one command line. Never throws: what went wrong is told, and the code is handed to `io.exitWith`. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<void> {
  try {
    const program = await programOf(io, args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    io.exitWith(told(error, io));
  }
}

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
  const { name, message, stack, code } =
    error instanceof Error
      ? (error as NodeJS.ErrnoException)
      : (new Error(String(error)) as NodeJS.ErrnoException);
  if (OF_INPUT.includes(name) || OF_THE_SYSTEM.includes(code ?? '')) {
    io.err(`error: ${message}\n`);
    return EXIT.invalid;
  }
  io.err(`a defect of duel, not of your input: ${message}\n${stack ?? ''}\n`);
  return EXIT.defect;
}
