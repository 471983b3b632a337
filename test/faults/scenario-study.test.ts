import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BASE, loadStudy } from './scenarios/study.js';

const scenario = (id: string, ...lines: string[]): string =>
  ['schema: scenario/v1', `id: ${id}`, 'extends: base.yaml', ...lines, ''].join('\n');

describe('extends', () => {
  test('a missing parent, and one outside the study folder', () => {
    const files = {
      'base.yaml': BASE,
      'study/a.yaml': scenario('a').replace('base.yaml', 'bass.yaml'),
      'study/b.yaml': scenario('b').replace('base.yaml', '../base.yaml'),
      'study/c.yaml': scenario('c').replace('base.yaml', '/etc/passwd'),
    };
    expect(loadStudy(files, ['study']).shown).toEqual([
      'study/a.yaml:3:10: there is no file "bass.yaml"',
      'study/b.yaml:3:10: "../base.yaml" is outside the study folder',
      'study/c.yaml:3:10: "/etc/passwd" is outside the study folder',
    ]);
  });

  test('a link inside the folder that leads out of it', () => {
    const { shown } = loadStudy({ 'study/a.yaml': scenario('a'), 'out.yaml': BASE }, ['study'], (folder) => {
      symlinkSync(join(folder, 'out.yaml'), join(folder, 'study', 'base.yaml'));
    });
    expect(shown).toContain('study/a.yaml:3:10: "base.yaml" is outside the study folder');
  });

  test('a cycle is reported where it closes', () => {
    const files = {
      'a.yaml': scenario('a').replace('base.yaml', 'b.yaml'),
      'b.yaml': 'schema: scenario/v1\nextends: a.yaml\n',
    };
    expect(loadStudy(files, ['a.yaml']).shown).toEqual(['b.yaml:2:10: "a.yaml" extends itself']);
    expect(loadStudy({ 'a.yaml': scenario('a').replace('base.yaml', 'a.yaml') }).shown).toEqual([
      'a.yaml:3:10: "a.yaml" extends itself',
    ]);
  });

  test("a parent's mistakes are reported once, at the parent", () => {
    const files = {
      'base.yaml': `${BASE}experiment: {draws: 0}\n`,
      'a.yaml': scenario('a'),
      'b.yaml': scenario('b'),
    };
    expect(loadStudy(files).shown).toEqual(['base.yaml:8:21: draws is 0, out of range']);
  });

  test('unset of something that the parent does not say', () => {
    const { problems, shown } = loadStudy({
      'base.yaml': `${BASE}rebound: {from: 2023-07-01}\n`,
      'a.yaml': scenario('a', 'rebuond: !unset'),
    });
    expect(shown).toEqual(['a.yaml:4:1: !unset removes nothing: base.yaml does not say "rebuond"']);
    expect(problems[0]?.hint).toBe('did you mean rebound?');
  });
});

describe('files of one run', () => {
  test('a file that is not there, an empty folder, a base that is run alone', () => {
    const { shown } = loadStudy({ 'base.yaml': BASE }, ['none.yaml', 'empty', 'base.yaml'], (folder) =>
      mkdirSync(join(folder, 'empty')),
    );
    expect(shown).toEqual([
      'base.yaml:1:1: the file has no id: it is a base and is never run alone',
      'empty:1:1: no *.yaml file in this folder',
      'none.yaml:1:1: there is no such file',
    ]);
  });

  test('a file without an id in a folder is passed over, with a warning if nothing extends it', () => {
    const { shown, scenarios, problems } = loadStudy({
      'base.yaml': BASE,
      'a.yaml': scenario('a'),
      'forgotten.yaml': BASE,
    });
    expect(scenarios.map(({ id }) => id)).toEqual(['a']);
    expect(shown).toEqual(['forgotten.yaml:1:1: skipped: the file has no id and nothing here extends it']);
    expect(problems[0]?.severity).toBe('warning');
  });

  test('two files with one id; one file named twice', () => {
    const files = { 'base.yaml': BASE, 'a.yaml': scenario('a'), 'b.yaml': scenario('a') };
    const { shown } = loadStudy(files);
    expect(shown).toEqual([expect.stringMatching(/^b\.yaml:2:5: the id "a" is also that of .*a\.yaml$/)]);
    expect(loadStudy(files, ['a.yaml', './a.yaml']).scenarios).toHaveLength(1);
  });

  test('a counterfactual beside the scenario is run along and named, and so is its own', () => {
    const files = {
      'base.yaml': BASE,
      'a.yaml': scenario('a', 'counterfactual: b'),
      'b.yaml': scenario('b', 'counterfactual: c'),
      'c.yaml': scenario('c'),
    };
    const { scenarios, added, shown } = loadStudy(files, ['a.yaml']);
    expect(shown).toEqual([]);
    expect(scenarios.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(added).toEqual(['b', 'c']);
    expect(loadStudy(files, ['b.yaml', 'c.yaml']).added).toEqual([]);
  });

  test('a counterfactual that is broken is reported for what is wrong with it', () => {
    const files = {
      'base.yaml': BASE,
      'a.yaml': scenario('a', 'counterfactual: b'),
      'b.yaml': scenario('b', 'title: ['),
    };
    expect(loadStudy(files, ['a.yaml']).shown.map((text) => text.slice(0, 6))).toEqual(['b.yaml']);
  });

  test('a file of the right name with another id is no counterfactual', () => {
    const files = {
      'base.yaml': BASE,
      'a.yaml': scenario('a', 'counterfactual: b'),
      'b.yaml': scenario('other'),
    };
    expect(loadStudy(files, ['a.yaml']).shown).toEqual(['a.yaml:4:17: no scenario "b" was found']);
  });

  test('what must agree with the counterfactual is named key by key', () => {
    const files = {
      'base.yaml': BASE,
      'a.yaml': scenario(
        'a',
        'counterfactual: b',
        'experiment: {draws: 5, seed: x}',
        'time: {end: 2023-12-31}',
        'explanation: fade',
      ),
      'b.yaml': scenario('b', 'explanation: [fade, mixed]', 'parameters: prior'),
    };
    const { shown, problems, scenarios } = loadStudy(files);
    expect(shown).toEqual([
      'a.yaml:5:14: experiment.draws is 5, but 100 in the counterfactual "b"',
      'a.yaml:5:24: experiment.seed is "x", but "the-enduring-duel" in the counterfactual "b"',
      'a.yaml:6:8: time.end is "2023-12-31", but "2024-12-31" in the counterfactual "b"',
      'a.yaml:7:1: explanation is ["fade"], but ["fade","mixed"] in the counterfactual "b"',
      'base.yaml:7:1: parameters is point, but prior in the counterfactual "b"',
    ]);
    // The command line may still settle the first two.
    const severities = problems.map(({ severity }) => severity);
    expect(severities).toEqual(['warning', 'warning', 'error', 'error', 'error']);
    expect(problems[0]?.hint).toBe('expected the same in both, or --draws for a run of the two');
    expect(scenarios).toEqual([]);
  });

  test.each([
    ['2022-07-01', 'after'],
    ['2021-07-01', 'before'],
  ])('a change on %s and a rebound from 2022-01-01 are told apart', (day, when) => {
    const change = (to: number) => `pressure: {taliban: {after: ${day}, shape: step, to: ${to}}}`;
    const rebound = 'rebound: {from: 2022-01-01}';
    const files = {
      'base.yaml': BASE,
      'a.yaml': scenario('a', 'counterfactual: b', change(0), rebound),
      'b.yaml': scenario('b', change(1), rebound),
    };
    const { problems, scenarios } = loadStudy(files);
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        code: 'rebound-from',
        line: 6,
        message: `rebound.from is 2022-01-01, ${when === 'after' ? 'before' : 'after'} ${day}, the first day on which a differs from b`,
        hint: `expected rebound: {from: ${day}}, unless another day is meant`,
      },
    ]);
    expect(scenarios).toHaveLength(2);
    expect(loadStudy({ ...files, 'a.yaml': files['a.yaml'].replace('2022-01-01', day) }).problems).toEqual(
      [],
    );
  });

  test('draws, replicates and seed alone may differ when loaded: a run is told by its options', () => {
    const { problems, scenarios } = loadStudy({
      'base.yaml': BASE,
      'a.yaml': scenario('a', 'counterfactual: b', 'experiment: {draws: 5, replicates: 3, seed: x}'),
      'b.yaml': scenario('b'),
    });
    expect(problems.map(({ severity, code, hint }) => [severity, code, hint])).toEqual(
      ['draws', 'replicates', 'seed'].map((option) => [
        'warning',
        'not-comparable',
        `expected the same in both, or --${option} for a run of the two`,
      ]),
    );
    expect(scenarios.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('a parameter file is found in the study folder, and nowhere else', () => {
    const files = { 'base.yaml': BASE, 'a.yaml': scenario('a', 'parameters: ./mine.csv') };
    const { scenarios, shown } = loadStudy(files, ['a.yaml'], (folder) =>
      writeFileSync(join(folder, 'mine.csv'), 'parameter,value\n'),
    );
    expect(shown).toEqual([]);
    expect(scenarios[0]?.parameters).toEqual({
      kind: 'file',
      path: expect.stringMatching(/^\/.*\/mine\.csv$/) as string,
      form: 'set',
    });
    expect(loadStudy(files).shown).toEqual(['a.yaml:4:13: there is no file "./mine.csv"']);
    expect(loadStudy({ ...files, 'a.yaml': scenario('a', 'parameters: ../mine.csv') }).shown).toEqual([
      'a.yaml:4:13: "../mine.csv" is outside the study folder',
    ]);
  });

  test('all mistakes of all files at once, by file and position', () => {
    const { shown } = loadStudy({
      'base.yaml': BASE,
      'b.yaml': scenario('b', 'explanaton: all', 'purpose: x'),
      'a.yaml': scenario('a', 'time: {end: 2040-01-01}', 'pressure: {iran: 1}'),
    });
    expect(shown).toEqual([
      'a.yaml:4:13: end is 2040-01-01, out of range',
      'a.yaml:5:12: unknown key "iran"',
      'b.yaml:4:1: unknown key "explanaton"',
      'b.yaml:5:10: unknown value "x" for purpose',
    ]);
  });

  test('an alias bomb is refused before it grows', () => {
    const bomb = [
      'a: &a [1,1,1,1,1,1,1,1,1,1]',
      ...'bcdefgh'
        .split('')
        .map((key, i) => `${key}: &${key} [${Array(10).fill(`*${'abcdefg'[i]}`).join(',')}]`),
    ];
    const { problems } = loadStudy({ 'bomb.yaml': ['schema: scenario/v1', ...bomb].join('\n') }, [
      'bomb.yaml',
    ]);
    expect(problems.filter(({ code }) => code === 'alias-limit').map(({ message }) => message)).toEqual([
      'more than 10000 values, aliases expanded',
    ]);
  });

  test('brackets without end are a problem and not a crash', () => {
    const { problems } = loadStudy({ 'deep.yaml': `schema: scenario/v1\nid: ${'['.repeat(50_000)}` }, [
      'deep.yaml',
    ]);
    expect(problems.map(({ message }) => message)).toEqual(['nested too deeply to be read']);
  });
});
