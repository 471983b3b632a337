import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
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
  'calibration',
  'report',
  'cli',
];

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : [];
  });
}

/** Imports that go against the order, as "from -> to". */
function violations(files: ReadonlyMap<string, string>): string[] {
  const folderOf = (path: string): string => relative('src', path).split('/')[0]!;
  return [...files].flatMap(([file, text]) =>
    [...text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].flatMap((match) => {
      const target = resolve(dirname(file), (match[1] ?? match[2])!);
      const to = folderOf(relative(process.cwd(), target));
      const from = folderOf(file);
      return ORDER.indexOf(to) < 0 || ORDER.indexOf(to) > ORDER.indexOf(from)
        ? [`${file} -> ${match[1] ?? match[2]}`]
        : [];
    }),
  );
}

const files = new Map(sources('src').map((path) => [path, readFileSync(path, 'utf8')]));

describe('the house', () => {
  it('has one import direction', () => {
    expect(files.size).toBeGreaterThan(50);
    expect(violations(files)).toEqual([]);
  });

  it('would notice an import against it', () => {
    const bad = new Map([
      [
        'src/model/simulate.ts',
        "import { x } from '../runner/plan.js';\nimport { y } from '../../test/z.js';",
      ],
    ]);
    expect(violations(bad)).toHaveLength(2);
  });

  it('knows no YAML, file, thread, environment or clock in random, statistics and model', () => {
    const impure = [...files].filter(
      ([path, text]) =>
        /^src\/(random|statistics|model)\//.test(path) &&
        /from '(node:|yaml|piscina|zod)|process\.|Date\.now|performance\.|new Date\(\)|Math\.random/.test(
          text,
        ),
    );
    expect(impure.map(([path]) => path)).toEqual([]);
  });

  it('exits and reads the command line in src/cli only', () => {
    const exits = [...files].filter(
      ([path, text]) => !path.startsWith('src/cli/') && /process\.(exit\b|exitCode|argv)/.test(text),
    );
    expect(exits.map(([path]) => path)).toEqual([]);
  });

  it('keeps files short and names that say something', () => {
    const long = [...files].filter(([, text]) => text.split('\n').length > 301).map(([path]) => path);
    expect(long).toEqual([]);
    expect(
      [...files.keys()].filter((path) => /(^|\/)(utils?|helpers?|common|misc|core)(\/|\.ts$)/.test(path)),
    ).toEqual([]);
  });

  it('has no branch on an explanation outside the parameter table', () => {
    const branches = [...files].filter(
      ([path, text]) =>
        path.startsWith('src/') &&
        !/model\/(parameters|explanations)\.ts$/.test(path) &&
        /['"](degradation|slowdown|displacement|fade|mixed)['"]/.test(
          text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''),
        ),
    );
    expect(branches.map(([path]) => path)).toEqual([]);
  });
});
