/** A run that ended, one of whose files a stranger has changed, given to every command that takes a run. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { EXIT } from '../../../src/cli/exit-codes.js';
import { runCommandLine } from '../../../src/cli/program.js';
import { ioOf, type Told } from './command-lines.js';
import { hostileBytes } from './mutations.js';
import type { Sandbox } from './sandbox.js';
import type { Subject } from './subject.js';

const COMMANDS: readonly (readonly string[])[] = [
  ['ls'],
  ['report', 'foreign', '--json'],
  ['compare', 'foreign:low', 'foreign:tiny', '--md'],
  ['export', 'foreign', '--format', 'ro-crate'],
  ['export', 'foreign', '--format', 'parquet'],
  // These follow the plan, and one that asks for a thousand times as much is followed too.
  ['verify', 'foreign', '--sample', '0'],
  ['run', '--resume', 'foreign', '--workers', '1', '--why'],
  ['merge', 'foreign', '--workers', '1'],
];
const FOLLOWING = 5;

/** Runs `tiny.yaml` and what compares with it, once. @returns the files of the run by path */
async function theRun(sandbox: Sandbox): Promise<ReadonlyMap<string, Buffer>> {
  const out = join('results', 'foreign');
  const told: Told = { code: 0, text: '' };
  await runCommandLine(['run', 'low.yaml', 'tiny.yaml', '--workers', '1', '--out', out], ioOf(sandbox, told));
  if (told.code !== EXIT.fine) throw new Error(told.text);
  const folder = join(sandbox.study, out);
  cpSync(folder, join(sandbox.root, 'study', 'foreign-whole'), { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path)];
    }),
  );
}

/** Each command answers, whatever one file of the run has become; none is a defect. */
export async function foreignRunSubject(
  sandbox: Sandbox,
): Promise<Subject<readonly [string, Buffer, number]>> {
  const files = await theRun(sandbox);
  const [folder, whole] = ['results/foreign', 'foreign-whole'].map((name) => join(sandbox.study, name)) as [
    string,
    string,
  ];
  const results = new Set(readdirSync(join(sandbox.study, 'results')));
  return {
    name: 'foreign runs',
    share: 8,
    cases: fc
      .constantFrom(...files.keys())
      .chain((path) =>
        fc.tuple(
          fc.constant(path),
          hostileBytes([files.get(path)!]),
          fc.nat((path === 'plan.json' ? FOLLOWING : COMMANDS.length) - 1),
        ),
      ),
    meets: async ([path, bytes, at]) => {
      writeFileSync(join(folder, path), bytes);
      const told: Told = { code: 0, text: '' };
      try {
        await runCommandLine(COMMANDS[at]!, ioOf(sandbox, told));
      } finally {
        rmSync(folder, { recursive: true });
        cpSync(whole, folder, { recursive: true });
        for (const name of readdirSync(join(sandbox.study, 'results')))
          if (!results.has(name)) rmSync(join(sandbox.study, 'results', name), { recursive: true });
      }
      if (told.code === EXIT.defect) throw new Error(`${COMMANDS[at]!.join(' ')}: ${told.text}`);
      if (told.code === EXIT.invalid && told.text.trim() === '') throw new Error('refused without a word');
    },
  };
}
