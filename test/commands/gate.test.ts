/** `duel check calibration` and `duel bless` as whole processes, on a calibration of one small set an explanation. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateReport } from '../../src/calibration/gate.js';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

const FILES = ['--calibration', 'small', '--blessed', 'blessed.csv', '--workers', '1'];
/** Enough replicates of the one set for a normal z. */
const CHECK = ['check', 'calibration', '--replicates', '60', ...FILES];

function calibration(folder: string, tempo: number): void {
  mkdirSync(join(study.dir, folder), { recursive: true });
  const rows = EXPLANATIONS.map((name) => `${name},1,1,6,2,${tempo},0.5\n`).join('');
  const text = `explanation,draw,weight,cells-afghanistan,cells-kp,tempo,inflow\n${rows}`;
  for (const name of ['posterior.csv.gz', 'point.csv']) study.write(join(folder, name), text);
}

function firstBlessing(...args: string[]) {
  const script = resolve(import.meta.dirname, '../../scripts/first-blessing.mjs');
  return spawnSync(process.execPath, [script, ...args], { cwd: study.dir, encoding: 'utf8' });
}

const table = (): string => readFileSync(join(study.dir, 'blessed.csv'), 'utf8');
const isAbout = (quantity: string) => (line: string) => line.startsWith(`${quantity},`);

let whole = '';
beforeAll(() => {
  calibration('small', 0.3);
  calibration('livelier', 0.9);
  const { status, stderr } = firstBlessing('first', 'small', 'blessed.csv');
  expect([status, stderr.includes('Error')]).toEqual([0, false]);
  whole = table();
});

describe('duel check calibration', () => {
  it('passes where nothing changed, whatever the seed', () => {
    const { code, out } = study.duel(...CHECK, '--seed', 'another');
    expect(out).toContain('calibration gate: passed');
    expect(out).toMatch(/exact: (\d+) of \1 whole numbers equal/);
    expect(out).toMatch(
      /statistical: (\d+) of \1 means agree: \|z\| up to 4\.\d\d, 1 % false alarms over the table/,
    );
    expect(out).toContain('seed "another", 1 draws × 60 replicates');
    expect(code).toBe(0);
  });

  it('fails with 4 where the model gives something else, and names it', () => {
    const { code, out } = study.duel(...CHECK, '--json', '--calibration', 'livelier');
    const { passed, rows } = JSON.parse(out) as GateReport;
    expect([code, passed]).toEqual([4, false]);
    const moved = (tier: string): string[] =>
      rows.flatMap((row) => (row.tier === tier && row.outcome === 'moved' ? [row.quantity] : []));
    expect(moved('exact')).toEqual(expect.arrayContaining(['afghanistan-2020', 'tallies', 'draws']));
    expect(moved('statistical')).toContain('attacks_expected.nangarhar.2020-01/2020-12');
    expect(moved('statistical')).not.toContain('raids.afghanistan.2020-01/2020-12');
  });

  it('names rows that are missing, extra or moved', () => {
    const [, first = ''] = whole.split('\n');
    const [quantity, explanation, tier, value] = first.split(',');
    const lines = whole.split('\n').filter((line) => !line.startsWith('kp-2020,fade,exact'));
    lines[1] = [quantity, explanation, tier, Number(value) + 1, '', 'first'].join();
    lines.splice(2, 0, 'nobody-knows,fade,exact,1,,first');
    study.write('blessed.csv', lines.join('\n'));
    const { code, out } = study.duel('check', 'calibration', '--tier', 'exact', ...FILES);
    study.write('blessed.csv', whole);
    expect(code).toBe(4);
    expect(out).toContain(
      `MOVED ${quantity}, ${explanation}, exact: blessed ${Number(value) + 1}, now ${value} (-1)`,
    );
    expect(out).toContain('MISSING kp-2020, fade, exact');
    expect(out).toContain('EXTRA nobody-knows, fade, exact: blessed 1');
    expect(out).toContain('calibration gate: FAILED, 3 quantities named above');
  });

  it('refuses a damaged or missing table, the blessed seed and single replicates with 2', () => {
    study.write('damaged.csv', whole.slice(0, whole.lastIndexOf(',')));
    const refused = (expected: string, ...args: string[]): void => {
      const { code, out, err } = study.duel('check', 'calibration', ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(expected);
    };
    const last = whole.trimEnd().split('\n').length;
    refused(`damaged.csv:${last}: `, ...FILES, '--blessed', 'damaged.csv');
    refused('none.csv is not there; the first table is made by', ...FILES, '--blessed', 'none.csv');
    refused('expected another one', ...FILES, '--seed', 'gate-blessed');
    refused('expected at least 2', ...FILES, '--replicates', '1');
  });
});

describe('duel bless', () => {
  const bless = (...args: string[]) => study.duel('bless', ...args, ...FILES);

  it('moves one baseline to what the model gives now, and nothing else', () => {
    const { code, out } = bless(
      'kp-2020',
      '--reason',
      'KP is livelier, by design',
      '--calibration',
      'livelier',
    );
    expect(code).toBe(0);
    expect(out).toContain('kp-2020 fade statistical: ');
    expect(out).toContain('blessed.csv: 10 rows, reason: KP is livelier, by design');
    const [before, after] = [whole.split('\n'), table().split('\n')];
    const others = (lines: string[]): string[] => lines.filter((line) => !isAbout('kp-2020')(line));
    expect(others(after)).toEqual(others(before));
    const own = after.filter(isAbout('kp-2020'));
    expect(own.every((line) => line.endsWith(',"KP is livelier, by design"'))).toBe(true);
    expect(own).toHaveLength(2 * EXPLANATIONS.length);
    study.write('blessed.csv', whole);
  });

  it('of one explanation and tier moves one row', () => {
    const only = ['--explanation', 'fade', '--tier', 'exact', '--calibration', 'livelier'];
    expect(bless('tallies', '--reason', 'more', ...only).code).toBe(0);
    const lines = table().split('\n');
    const different = whole.split('\n').flatMap((line, at) => (line === lines[at] ? [] : [lines[at]]));
    expect(different).toEqual([expect.stringMatching(/^tallies,fade,exact,\d+,,more$/)]);
    study.write('blessed.csv', whole);
  });

  it('takes out what nothing gives any more', () => {
    study.write('blessed.csv', `${whole}nobody-knows,fade,exact,1,,first\n`);
    const { code, out } = bless('nobody-knows', '--reason', 'gone');
    expect([code, table()]).toEqual([0, whole]);
    expect(out).toContain('nobody-knows fade exact: taken out');
  });

  it('refuses everything at once, no reason and unknown names', () => {
    const refused = (expected: string, ...args: string[]): void => {
      const { code, err } = bless(...args);
      expect([code, table()]).toEqual([2, whole]);
      expect(err).toContain(expected);
    };
    refused('--all is refused', '--all', '--reason', 'all of it');
    refused('--reason is missing or empty', 'kp-2020', '--reason', ' ');
    refused('did you mean kp-2020?', 'kp-202', '--reason', 'slip');
    refused('has nothing in the tier statistical', 'tallies', '--reason', 'x', '--tier', 'statistical');
  });
});

describe('the first table', () => {
  it('is never overwritten, and has a reason', () => {
    const again = firstBlessing('again', 'small', 'blessed.csv');
    expect([again.status, table()]).toEqual([1, whole]);
    expect(again.stderr).toContain('exists already');
    expect(firstBlessing().stderr).toContain('expected a reason');
  });
});
