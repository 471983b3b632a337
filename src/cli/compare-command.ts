/** `duel compare A B`: the effect of one scenario against another, from finished runs or from CSV files. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import {
  BY,
  type By,
  compare,
  CompareError,
  type CompareOptions,
  fileSource,
  type NamedSide,
  runSource,
} from '../analysis/index.js';
import { findRun, RunFolderError } from '../results/folder.js';
import { isFile } from '../scenarios/study-files.js';
import { comparisonText, differs } from './comparison-text.js';
import { CommandError, EXIT } from './exit-codes.js';
import type { Io } from './io.js';

interface Flags {
  readonly target?: readonly string[];
  readonly by?: By;
  readonly json?: true;
  readonly csv?: true;
  readonly md?: true;
  readonly failIfDiff?: true;
}

export function registerCompare(program: Command, io: Io): void {
  program
    .command('compare')
    .argument('<A>', 'the scenario: RUN, RUN:scenario or a CSV file; RUN is a name in results/ or a path')
    .argument('<B>', 'the reference: RUN, RUN:scenario or a CSV file')
    .option('--target <target...>', 'only these targets (default: all; the table shows attacks)')
    .addOption(new Option('--by <what>', 'break down').choices(BY))
    .addOption(new Option('--json', 'print JSON').conflicts(['csv', 'md']))
    .addOption(new Option('--csv', 'print the columns of contrasts.csv').conflicts(['json', 'md']))
    .addOption(new Option('--md', 'print a Markdown table').conflicts(['json', 'csv']))
    .option(
      '--fail-if-diff',
      'exit 1 if any of what is compared differs, or replicates are in one of the two only',
    )
    .action(async (a: string, b: string, flags: Flags) => {
      try {
        await compareCommand(a, b, flags, io);
      } catch (error) {
        if (error instanceof CompareError || error instanceof RunFolderError)
          throw new CommandError(error.message, EXIT.invalid);
        throw error;
      }
    });
}

async function compareCommand(a: string, b: string, flags: Flags, io: Io): Promise<void> {
  const [left, right] = [await sideOf(a, io), await sideOf(b, io)];
  const options: CompareOptions = {
    ...(flags.target ? { targets: flags.target.flatMap((text) => text.split(',')) } : {}),
    ...(flags.by ? { by: flags.by } : {}),
  };
  // Left in order, so that temporary files go.
  const deaf = io.onInterrupt(() => io.leave(EXIT.interrupted));
  const comparison = await compare(left, right, options).finally(deaf);
  const format = flags.json ? 'json' : flags.csv ? 'csv' : flags.md ? 'md' : 'text';
  const text = comparisonText(comparison, format, options);
  if (format === 'csv') io.data(text);
  else io.out(text);
  const { unmatched, unit, rows } = comparison;
  const sides = left.source.run && right.source.run ? 'runs' : 'files';
  if (unmatched > 0) {
    const difference = flags.failIfDiff ? ', which is a difference' : '';
    io.err(`${unmatched} ${unit} are in one of the ${sides} only and were left out${difference}\n`);
  }
  if (flags.failIfDiff && (unmatched > 0 || rows.some(differs))) io.exitWith(EXIT.difference);
}

async function sideOf(text: string, io: Io): Promise<NamedSide> {
  const file = await csvSide(text);
  if (file) return file;
  const colon = text.lastIndexOf(':');
  // A path may hold a colon of its own.
  const whole = colon < 0 || existsSync(text);
  const path = await findRun(whole ? text : text.slice(0, colon), io.results);
  return { source: await runSource(path), scenario: whole ? null : text.slice(colon + 1) };
}

/** A file, or what is named as if it were one. */
async function csvSide(text: string): Promise<NamedSide | null> {
  if (isFile(text)) return { source: await fileSource(text), scenario: null };
  const [, path, scenario] = /^(.*?)(?::([^:/]+))?$/s.exec(text) as unknown as [string, string, string?];
  if (scenario !== undefined && isFile(path)) return { source: await fileSource(path), scenario };
  if (/\.csv(\.gz)?$/i.test(path)) throw new CommandError(`no file "${path}"`);
  return null;
}
