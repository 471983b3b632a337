/** The commands around scenario files, as processes: init, validate, explain, schema, completion. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEVERS } from '../../src/model/levers.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

describe('duel init', () => {
  it('makes a study that has no problem, and refuses to overwrite any of it', () => {
    const { code, out } = study.duel('init', 'mine');
    expect(code).toBe(0);
    expect(out).toContain('cd mine\n  duel validate .\n');
    expect(study.names('mine')).toEqual([
      '.vscode',
      'README.md',
      'base.yaml',
      'lapsed-2023-07.yaml',
      'schema',
      'sustained-2023-07.yaml',
    ]);
    const valid = study.duel('validate', 'mine');
    expect([valid.code, valid.out]).toEqual([0, 'lapsed-2023-07: fine\nsustained-2023-07: fine\n']);

    study.write('mine/base.yaml', 'mine\n');
    const again = study.duel('init', 'mine');
    expect(again.code).toBe(2);
    expect(again.err).toContain('mine has base.yaml, sustained-2023-07.yaml');
    expect(study.read('mine/base.yaml').toString()).toBe('mine\n');
  });

  it('points editors to a schema inside the folder', () => {
    const line = study.read('mine/lapsed-2023-07.yaml').toString().split('\n')[0]!;
    expect(line).toBe('# yaml-language-server: $schema=schema/scenario.schema.json');
    expect(study.read('mine/schema/scenario.schema.json').toString()).toBe(study.duel('schema').out);
    expect(study.json('mine/.vscode/settings.json')).toEqual({ 'yaml.customTags': ['!unset scalar'] });
  });
});

describe('duel validate', () => {
  it('ends each problem with its code, which duel explain explains', () => {
    const { code, out } = study.duel('validate', 'low.yaml', '--set', 'experiment.drws=3');
    expect(code).toBe(2);
    expect(out.split('\n')[0]).toBe('--set:1:1: error: unknown key "experiment.drws" [unknown-key]');
    expect(out).toContain('    experiment.drws=3\n    ^^^^^^^^^^^^^^^\n    did you mean experiment.draws?');
    expect(study.duel('explain', 'unknown-key').out).toMatch(
      /^unknown-key: Only the documented keys are read/,
    );
  });

  it('takes a folder, with grids expanded', () => {
    study.names('grid');
    study.write('grid/base.yaml', study.read('base.yaml').toString());
    study.write('grid/values.csv', 'parameter,value\n');
    study.write('grid/a.yaml', `${study.read('high.yaml')}vary: {pressure.taliban.to: [0, 1]}\n`);
    expect(study.duel('validate', 'grid').out).toBe('high--to-0: fine\nhigh--to-1: fine\n');
  });

  it('refuses a --set that is no KEY=VALUE', () => {
    const { code, err } = study.duel('validate', 'low.yaml', '--set', 'experiment.draws');
    expect(code).toBe(2);
    expect(err).toContain('expected KEY=VALUE');
  });
});

describe('duel explain', () => {
  it('levers: each with what it takes and the prior of its effect', () => {
    const { code, out } = study.duel('explain', 'levers');
    expect(code).toBe(0);
    for (const { id, kind } of LEVERS) expect(out).toContain(`\n${id} (${kind}): `);
    expect(out).toContain('  takes [side], from, [until], strength, source\n  expected: fewer crossings\n');
    expect(out).toMatch(/effect-border: .* Default 0\.5, prior uniform 0\.2–0\.9, assumed\./);
  });

  it('a file: levers, events, assertions, and what was put in, each with its line', () => {
    study.write(
      'all.yaml',
      [
        'schema: scenario/v1',
        'extends: base.yaml',
        'id: all',
        'title: T',
        'levers:',
        '  - {id: raid-precision, from: 2020-05-15, until: 2020-09-01, strength: 0.5, source: a paper}',
        'events:',
        '  - id: prison-break',
        '    on: 2020-06-01',
        '    location: kabul',
        '    size: 0.1',
        '    source: assumption',
        'assert: [{that: "min(attacks.all)>=0", on_fail: warn, because: it must}]',
        'experiment: {stop: {when: "mcse(attacks.all)<1", at_least: 2}}',
        '',
      ].join('\n'),
    );
    const { code, out } = study.duel('explain', 'all.yaml', '--set', 'experiment.draws=7');
    expect(code).toBe(0);
    const lines = out.split('\n').map((line) => line.replace(/ {2,}/g, ' ').trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'levers.raid-precision in all from 2020-05-15 strength 0.5, until 2020-09-01; source: a paper (all.yaml:6)',
        'events.prison-break in kabul from 2020-06-01 size 0.1, until 2020-06-02; source: assumption (all.yaml:8)',
        'assert.1 min(attacks.all) >= 0, else warn: it must (all.yaml:13)',
        'experiment.stop.when mcse(attacks.all) < 1 (all.yaml:14)',
        'experiment.draws 7 (--set:1)',
        'experiment.draws = 7',
        'raid-precision in all from 2020-09-01: 0',
        'prison-break in kabul from 2020-06-01: 0.1',
      ]),
    );
  });
});

describe('duel completion', () => {
  let script = '';
  beforeAll(() => {
    script = study.duel('completion', 'bash').out;
  });
  /** What bash offers for a line whose last word is being typed. */
  const offered = (...words: string[]): string[] => {
    const { stdout } = spawnSync(
      'bash',
      [
        '-c',
        `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _duel; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        ...words,
      ],
      { cwd: study.dir, encoding: 'utf8' },
    );
    return stdout.split('\n').filter((word) => word !== '');
  };

  it('offers commands, options of the command, words and files', () => {
    expect(offered('duel', 'va')).toEqual(['validate']);
    expect(offered('duel', 'explain', 'lev')).toEqual(['levers', 'lever-key']);
    expect(offered('duel', 'run', '--dr')).toEqual(['--draws', '--dry-run']);
    expect(offered('duel', 'cal')).toEqual(['calibrate']);
    expect(offered('duel', 'calibrate', '--bud')).toEqual(['--budget']);
    expect(offered('duel', 'validate', 'hi')).toEqual(['high.yaml']);
  });

  it('has every command and option in each shell', () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, out } = study.duel('completion', shell);
      expect(code).toBe(0);
      for (const word of [
        'init',
        'validate',
        'explain',
        'run',
        'compare',
        'calibrate',
        'schema',
        'completion',
        'replicates',
      ])
        expect(out, shell).toContain(word);
    }
    const { code, err } = study.duel('completion', 'ksh');
    expect(code).toBe(2);
    expect(err).toContain('expected bash, zsh, fish');
  });
});
