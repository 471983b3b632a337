import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

/** Folders of src in the order of the house: each imports only from itself and from folders before it. */
const ORDER = [
  'random',
  'statistics',
  'model',
  'scenarios',
  'results',
  'analysis',
  'runner',
  'cluster',
  'calibration',
  'report',
  'export',
  'cli',
];

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : [];
  });
}

/** Files by path, as a guard takes them; a guard gives those that break its rule. */
type Sources = ReadonlyMap<string, string>;

/** Imports that go against the order, as "from -> to". */
function violations(files: Sources): string[] {
  const folderOf = (path: string): string => relative('src', path).split('/')[0]!;
  return [...files].flatMap(([file, text]) =>
    [...text.matchAll(/(?:from|import) ?\(?'(\.[^']+)'/g)].flatMap((match) => {
      const to = folderOf(relative(process.cwd(), resolve(dirname(file), match[1]!)));
      const from = folderOf(file);
      return ORDER.indexOf(to) < 0 || ORDER.indexOf(to) > ORDER.indexOf(from)
        ? [`${file} -> ${match[1]}`]
        : [];
    }),
  );
}

const where = (files: Sources, isBad: (path: string, text: string) => boolean): string[] =>
  [...files].filter(([path, text]) => isBad(path, text)).map(([path]) => path);

const IMPURE =
  /(from|import) ?\(?'(node:|yaml|piscina|zod)|process\.|Date\.now|performance\.|new Date\(\)|Math\.random/;
const impure = (files: Sources): string[] =>
  where(files, (path, text) => /^src\/(random|statistics|model)\//.test(path) && IMPURE.test(text));

const exits = (files: Sources): string[] =>
  where(files, (path, text) => !path.startsWith('src/cli/') && /process\.(exit\b|exitCode|argv)/.test(text));

const long = (files: Sources): string[] => where(files, (_, text) => text.split('\n').length > 301);

const vague = (files: Sources): string[] =>
  where(files, (path) => /(^|\/)(utils?|helpers?|common|misc|core)(\/|\.ts$)/.test(path));

const branches = (files: Sources): string[] =>
  where(
    files,
    (path, text) =>
      !/model\/(parameters|explanations)\.ts$/.test(path) &&
      /['"](degradation|slowdown|displacement|fade|mixed)['"]/.test(
        text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''),
      ),
  );

/** The queue costs a third of a second to load: only what runs on a cluster may, and only when it does. */
const eager = (files: Sources): string[] =>
  where(files, (path, text) =>
    path.startsWith('src/cluster/')
      ? path.endsWith('/cluster-address.ts') && /^(import|export) .*from/m.test(text)
      : /from '(bullmq|ioredis)'/.test(text) ||
        /^import (?!type )[^;]*from '\.\.\/cluster\/(?!cluster-address\.js)/m.test(text),
  );

const files = new Map(sources('src').map((path) => [path, readFileSync(path, 'utf8')]));

describe('the house', () => {
  it('has one import direction', () => {
    expect(files.size).toBeGreaterThan(50);
    expect(violations(files)).toEqual([]);
  });

  it('knows no YAML, file, thread, environment or clock in random, statistics and model', () => {
    expect(impure(files)).toEqual([]);
  });

  it('exits and reads the command line in src/cli only', () => {
    expect(exits(files)).toEqual([]);
  });

  it('keeps files short and names that say something', () => {
    expect(long(files)).toEqual([]);
    expect(vague(files)).toEqual([]);
  });

  it('loads the queue of a cluster only when it is asked for', () => {
    expect(eager(files)).toEqual([]);
  });

  it('has no branch on an explanation outside the parameter table', () => {
    expect(branches(files)).toEqual([]);
  });
});

describe('each guard notices what it is there for:', () => {
  it.each<readonly [string, (files: Sources) => string[], string, string]>([
    [
      'an import against the direction',
      violations,
      'src/model/a.ts',
      "import { x } from '../runner/plan.js';",
    ],
    ['an import of a test', violations, 'src/model/a.ts', "import { y } from '../../test/z.js';"],
    ['an import for its effect', violations, 'src/model/a.ts', "import '../cli/duel.js';"],
    ['an import when called', violations, 'src/model/a.ts', "await import('../cli/duel.js');"],
    ['a file', impure, 'src/model/a.ts', "import { readFileSync } from 'node:fs';"],
    ['a thread', impure, 'src/random/a.ts', "import { move } from 'piscina';"],
    ['YAML', impure, 'src/statistics/a.ts', "import { parse } from 'yaml';"],
    ['a schema', impure, 'src/model/submodels/a.ts', "import { z } from 'zod';"],
    ['an environment', impure, 'src/model/a.ts', "const fast = process.env['FAST'];"],
    ['a clock', impure, 'src/model/a.ts', 'const now = Date.now();'],
    ['a stopwatch', impure, 'src/model/a.ts', 'const now = performance.now();'],
    ['a date of today', impure, 'src/model/a.ts', 'const now = new Date();'],
    ['chance without an address', impure, 'src/random/a.ts', 'const u = Math.random();'],
    ['an exit', exits, 'src/runner/a.ts', 'process.exit(1);'],
    ['an exit code', exits, 'src/results/a.ts', 'process.exitCode = 1;'],
    ['arguments', exits, 'src/runner/a.ts', 'const [, , file] = process.argv;'],
    ['a long file', long, 'src/model/a.ts', 'const x = 1;\n'.repeat(301)],
    ['utils', vague, 'src/model/utils.ts', ''],
    ['a folder of helpers', vague, 'src/helpers/a.ts', ''],
    ['common', vague, 'src/common/a.ts', ''],
    ['misc', vague, 'src/model/misc.ts', ''],
    ['core', vague, 'src/core/a.ts', ''],
    ['a queue', eager, 'src/runner/a.ts', "import { Queue } from 'bullmq';"],
    ['a session', eager, 'src/cli/a.ts', "import { Session } from '../cluster/session.js';"],
    ['an address that loads', eager, 'src/cluster/cluster-address.ts', "import { Redis } from 'ioredis';"],
    ['a branch', branches, 'src/model/submodels/a.ts', "if (explanation === 'fade') skip();"],
    ['a case', branches, 'src/runner/a.ts', 'case "mixed":'],
  ])('%s', (_, guard, path, text) => {
    expect(guard(new Map([[path, text]]))).toHaveLength(1);
  });

  it('and nothing else', () => {
    const good = new Map([
      ['src/cli/duel.ts', "import { run } from '../runner/run.js';\nprocess.exitCode = 2;"],
      ['src/runner/a.ts', "import { readFileSync } from 'node:fs';\n// As under 'fade'.\nDate.now();"],
      ['src/model/a.ts', "import { b } from './b.js';\nconst day = new Date(0);"],
      ['src/model/explanations.ts', "export const EXPLANATIONS = ['fade'];"],
      ['src/model/short.ts', 'const x = 1;\n'.repeat(300)],
      [
        'src/cli/b.ts',
        "import { x } from '../cluster/cluster-address.js';\nimport('../cluster/session.js');",
      ],
      ['src/cluster/session.ts', "import { Queue } from 'bullmq';"],
    ]);
    for (const guard of [violations, impure, exits, long, vague, eager, branches])
      expect(guard(good)).toEqual([]);
  });
});

describe('the linter', () => {
  const linter = new ESLint();
  const rules = async (path: string, code: string): Promise<(string | null)[]> => {
    const [result] = await linter.lintText(code, { filePath: path });
    return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
  };
  const MADE_HERE = [
    'src/random/a.ts',
    'src/statistics/a.ts',
    'src/model/submodels/a.ts',
    ...['replicate', 'worker', 'collect', 'task', 'plan'].map((name) => `src/runner/${name}.ts`),
  ];

  it.each([
    ['no-restricted-properties', 'export const x = Math.random();'],
    ['no-restricted-properties', 'export const { random } = Math;'],
    ['no-restricted-properties', 'export const x = Date.now();'],
    ['no-restricted-syntax', 'export const x = new Date();'],
    ['no-restricted-syntax', 'export const x = Date();'],
    ['no-restricted-syntax', 'export const X = Date;'],
    ['no-restricted-syntax', "export const x = await import('./clock.js');"],
    ['no-restricted-globals', 'export const x = performance.now();'],
    ['no-restricted-globals', 'export const x = process.hrtime();'],
    ['no-restricted-globals', "export const x = process.env['X'];"],
    ['no-restricted-globals', 'export const x = crypto.getRandomValues(new Uint8Array(1));'],
    ['no-restricted-globals', 'export const x = globalThis.performance;'],
    ['no-restricted-globals', 'export const x = global.performance;'],
    [
      'no-restricted-imports',
      "import { performance } from 'node:perf_hooks';\nexport const x = performance;",
    ],
    ['no-restricted-imports', "import { hrtime } from 'process';\nexport const x = hrtime;"],
    ['no-restricted-imports', "export { randomBytes } from 'node:crypto';"],
    ['no-restricted-imports', "import * as c from 'node:crypto';\nexport const x = c;"],
    ['no-restricted-imports', "import c from 'node:crypto';\nexport const x = c;"],
    ['no-restricted-imports', "import '../../test/model-fixture.js';"],
  ])('reports by %s: %s', async (rule, code) => {
    for (const path of MADE_HERE) expect(await rules(path, code), path).toEqual([rule]);
  });

  it('lets hashes pass where replicates and scenarios need them, and nowhere in the model', async () => {
    const hash = "import { createHash } from 'node:crypto';\nexport const x = createHash('sha256');";
    expect(await rules('src/runner/replicate.ts', hash)).toEqual([]);
    expect(await rules('src/scenarios/meaning.ts', hash)).toEqual([]);
    expect(await rules('src/model/a.ts', hash)).toEqual(['no-restricted-imports']);
    const entropy = hash.replaceAll('createHash', 'randomBytes');
    expect(await rules('src/scenarios/meaning.ts', entropy)).toEqual(['no-restricted-imports']);
  });

  it('lets arithmetic on dates pass, and a clock where no result is made', async () => {
    const dates =
      'export const x = (at: Date): number => at.getTime() - new Date(0).getTime() + Date.UTC(2020, 0);';
    for (const path of MADE_HERE) expect(await rules(path, dates), path).toEqual([]);
    expect(await rules('src/runner/run.ts', 'export const x = Date.now() + performance.now();')).toEqual([]);
  });

  it('looks at every folder of sources', async () => {
    for (const folder of ORDER) expect(await linter.isPathIgnored(`src/${folder}/a.ts`)).toBe(false);
    expect(await linter.isPathIgnored('results/a.ts')).toBe(true);
  });
});
