/** The package as a library: what other projects import by its name, from the build, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Runs an ES module at the root of the package, where its own name resolves through `exports`. */
function node(code: string): { readonly out: string; readonly err: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
  });
  return { out: stdout, err: stderr };
}

describe('the package', () => {
  it.each([
    ['model', ['EXPLANATIONS', 'PARAMETERS', 'parseGeography', 'prepare', 'simulate', 'State', 'Tallies']],
    ['scenarios', ['loadScenarios', 'PROBLEM_CODES', 'SCENARIO_SCHEMA', 'scenarioJsonSchema']],
    [
      'runner',
      ['experimentOf', 'InlineExecutor', 'planOf', 'PoolExecutor', 'prepareRun', 'run', 'TaskRunner'],
    ],
    ['analysis', ['compare', 'CompareError', 'layoutOf', 'runSource', 'fileSource', 'Tabulator']],
  ])('exports enduring-duel/%s', (name, promised) => {
    const { out, err } = node(
      `console.log(JSON.stringify(Object.keys(await import('enduring-duel/${name}'))));`,
    );
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual(expect.arrayContaining(promised));
  });

  it('has types and code for each export', () => {
    const { exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
      exports: Record<string, { types: string; default: string }>;
    };
    expect(Object.keys(exports)).toEqual(['./model', './scenarios', './runner', './analysis']);
    for (const { types, default: code } of Object.values(exports)) {
      expect([types, code].filter((file) => !existsSync(resolve(root, file)))).toEqual([]);
    }
  });

  it('does what a library is for: scenarios loaded by one export, planned by another', () => {
    const { out, err } = node(`
      import { loadScenarios } from 'enduring-duel/scenarios';
      import { experimentOf, packageGeography } from 'enduring-duel/runner';
      const { scenarios, problems } = loadScenarios(['scenarios/hindcast.yaml'], packageGeography());
      console.log(JSON.stringify([problems, experimentOf(scenarios, { draws: 3 }).draws]));
    `);
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual([[], { first: 1, last: 3 }]);
  });

  it('keeps everything else to itself', () => {
    expect(node("await import('enduring-duel/cli');").err).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    expect(node("await import('enduring-duel/dist/model/state.js');").err).toContain(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});
