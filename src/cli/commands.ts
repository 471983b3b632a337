/**
 * The commands, in the order in which help lists them. A command's own module is loaded when it is asked for, so that
 * help and short commands do not wait for what they do not use.
 */
import type { Command } from 'commander';
import type { Io } from './io.js';

/** Adds the command, without its description. */
type Register = (program: Command, io: Io) => void;

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<Register>;
}

const LISTED: readonly Listed[] = [
  {
    name: 'init',
    description: 'make a study folder: a base, a sustained and a lapsed scenario, and the schema for editors',
    load: async () => (await import('./init-command.js')).registerInit,
  },
  {
    name: 'validate',
    description: 'report every problem of scenario files at once; runs nothing',
    load: async () => (await import('./validate-command.js')).registerValidate,
  },
  {
    name: 'explain',
    description:
      'show a resolved scenario with file and line per value, the parameter table, the levers, or an error code',
    load: async () => (await import('./explain-command.js')).registerExplain,
  },
  {
    name: 'run',
    description: 'simulate scenarios, compare them, and write a results folder; or go on with one (--resume)',
    load: async () => (await import('./run-command.js')).registerRun,
  },
  {
    name: 'merge',
    description: 'put the shares of a run (duel run --share) together: the tables of the run that was shared',
    load: async () => (await import('./merge-command.js')).registerMerge,
  },
  {
    name: 'worker',
    description: 'simulate for runs on other machines, which find it through Redis (--cluster)',
    load: async () => (await import('./worker-command.js')).registerWorker,
  },
  {
    name: 'compare',
    description: 'compare two scenarios, of finished runs or of CSV files',
    load: async () => (await import('./compare-command.js')).registerCompare,
  },
  {
    name: 'report',
    description: 'write report.html and figures/ into the folder of a finished run',
    load: async () => (await import('./report-command.js')).registerReport,
  },
  {
    name: 'verify',
    description: 'check a run: its files against their checksums, a sample of its replicates simulated again',
    load: async () => (await import('./verify-command.js')).registerVerify,
  },
  {
    name: 'export',
    description: 'write a finished run in the format of the hubverse, of RO-Crate, or as Parquet',
    load: async () => (await import('./export-command.js')).registerExport,
  },
  {
    name: 'ls',
    description: 'list the runs in results/, the most recent first',
    load: async () => (await import('./ls-command.js')).registerLs,
  },
  {
    name: 'calibrate',
    description: "infer the parameters from the article's counts under each explanation",
    load: async () => (await import('./calibrate-command.js')).registerCalibrate,
  },
  {
    name: 'check',
    description: 'hold the calibrated model to what was blessed: check calibration, the gate',
    load: async () => (await import('./check-command.js')).registerCheck,
  },
  {
    name: 'bless',
    description: 'move one baseline of the gate to what the model gives now, with the reason',
    load: async () => (await import('./bless-command.js')).registerBless,
  },
  {
    name: 'schema',
    description: 'print the JSON Schema (draft-07) of scenario files, for editors',
    load: async () => (await import('./schema-command.js')).registerSchema,
  },
  {
    name: 'completion',
    description: 'print a completion script; for bash: source <(duel completion bash)',
    load: async () => (await import('./completion-command.js')).registerCompletion,
  },
];

/**
 * Adds every command to the program: those that the arguments name in full, the others by name and description, which
 * is all that help and a suggestion need. A completion script reads all of them in full.
 */
export async function registerCommands(program: Command, io: Io, args: readonly string[]): Promise<void> {
  for (const { name, description, load } of LISTED) {
    if (args.includes(name) || args.includes('completion')) (await load())(program, io);
    else program.command(name);
    program.commands.at(-1)!.description(description);
  }
}
