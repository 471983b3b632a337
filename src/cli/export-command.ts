/** `duel export RUN --format …`: a finished run in other people's formats. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { fillFolder } from '../export/export-folder.js';
import { FinishedRun } from '../results/finished-run.js';
import { assertSelfContained, findRun } from '../results/folder.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';

/** Writes into a folder. @returns what was left out and why */
type Export = (run: FinishedRun, folder: string) => Promise<readonly string[]>;

const FORMATS: Readonly<Record<string, () => Promise<Export>>> = {
  hubverse: async () => (await import('../export/hubverse.js')).exportHubverse,
  'ro-crate': async () => (await import('../export/ro-crate.js')).exportRoCrate,
  parquet: async () => (await import('../export/parquet.js')).exportParquet,
};

export function registerExport(program: Command, io: Io): void {
  program
    .command('export')
    .argument('<RUN>', 'a name in results/ or a path')
    .addOption(
      new Option('--format <format>', 'what to write').choices(Object.keys(FORMATS)).makeOptionMandatory(),
    )
    .option('--out <dir>', 'folder to write, which must not exist yet (default: RUN/export/<format>)')
    .action((run: string, flags: { format: string; out?: string }) => exportCommand(run, flags, io));
}

async function exportCommand(
  name: string,
  { format, out }: { readonly format: string; readonly out?: string },
  io: Io,
): Promise<void> {
  const run = await FinishedRun.open(await findRun(name, io.results));
  run.assertEnded();
  if (out === undefined) await assertSelfContained(run.path);
  const folder = out ?? join(run.path, 'export', format);
  const write = await FORMATS[format]!();
  // Left in order, so that unfinished and temporary files go.
  const deaf = io.onInterrupt(() => io.leave(EXIT.interrupted));
  const left = await fillFolder(folder, (unfinished) => write(run, unfinished)).finally(deaf);
  for (const what of left) io.err(`left out: ${what}\n`);
  for (const file of filesIn(folder)) io.out(`${relative(io.cwd, file) || file}\n`);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}
