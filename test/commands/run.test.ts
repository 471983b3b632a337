/** `duel run` as a whole process: what it writes does not depend on how the work is shared out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTable } from '../../src/results/csv-reader.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Study } from './study.js';

const study = new Study();
beforeAll(() => {
  const { code, err } = study.duel('run', 'low.yaml', '--out', 'first', '--workers', '2');
  expect(err).toContain('high is run along: it is the counterfactual of a scenario given');
  expect(code).toBe(0);
});
afterAll(() => study.remove());

const HEADER_ONLY = ['checks.csv', 'failures.csv'];

describe('duel run', () => {
  it('writes every table, each with rows unless nothing fills it', () => {
    const files = [...study.digests('first').keys()];
    expect(files).toHaveLength(15);
    for (const file of files.filter((name) => name.startsWith('tables/'))) {
      const table = file.slice('tables/'.length);
      expect([table, study.lines('first', table).length > 0]).toEqual([table, !HEADER_ONLY.includes(table)]);
    }
    expect(study.json('first/manifest.json')).toMatchObject({
      status: 'complete',
      counts: { planned: 40, done: 40, failed: 0, dropped: 0, reused: 0 },
      command: 'duel run low.yaml --workers 2 --out first',
      scenarios: [
        { id: 'low', file: 'low.yaml' },
        { id: 'high', file: 'high.yaml' },
      ],
    });
    expect(study.lines('first', 'runs.csv')).toHaveLength(40);
  });

  it.each([
    ['1', '1'],
    ['1', '4'],
    ['2', '1'],
    ['2', '7'],
    ['3', '2'],
    ['3', '100'],
  ])('gives the same bytes with %s workers and %s addresses a task', (workers, chunk) => {
    const out = `w${workers}-c${chunk}`;
    expect(study.duel('run', 'low.yaml', '--out', out, '--workers', workers, '--chunk', chunk).code).toBe(0);
    expect(study.digests(out)).toEqual(study.digests('first'));
  });

  it('gives the same bytes whichever file is named first', () => {
    expect(study.duel('run', 'high.yaml', 'low.yaml', '--out', 'order').code).toBe(0);
    expect(study.digests('order')).toEqual(study.digests('first'));
  });

  it('gives other replicates for another seed, and the same again for the same', () => {
    const hashes = (run: string) => study.lines(run, 'runs.csv').map((line) => line.split(',').at(-1));
    expect(study.duel('run', 'low.yaml', '--seed', 'another', '--out', 'seed').code).toBe(0);
    expect(study.duel('run', 'low.yaml', '--seed', 'another', '--workers', '1', '--out', 'seed-2').code).toBe(
      0,
    );
    expect(study.digests('seed-2')).toEqual(study.digests('seed'));
    const before = new Set(hashes('first'));
    expect(hashes('seed').filter((hash) => before.has(hash))).toEqual([]);
  });

  it('finds no difference at all between a scenario and its renamed copy', () => {
    study.scenario('copy', 1, 'counterfactual: high\n');
    expect(study.duel('run', 'copy.yaml', '--out', 'copied').code).toBe(0);
    const path = join(study.dir, 'copied/tables/contrasts.csv');
    const rows = parseTable('contrasts', readFileSync(path, 'utf8'), path);
    const differences = rows.filter(({ statistic }) => statistic.endsWith('difference'));
    expect(differences.length).toBeGreaterThan(100);
    const seen = differences.map(({ estimate, mc_lower, mc_upper }) => [estimate, mc_lower, mc_upper]);
    // kp_share has no value in a window without claims, where there is nothing to differ.
    const known = seen.filter(([estimate]) => estimate !== null);
    expect(known.length).toBeGreaterThan(100);
    expect(new Set(known.flat())).toEqual(new Set([0]));
    expect(differences.filter(({ resolved }) => resolved)).toEqual([]);
    for (const table of ['trajectories.csv.gz', 'quantiles.csv', 'summary.csv']) {
      const lines = study.lines('copied', table);
      const of = (id: string) =>
        lines.filter((line) => line.startsWith(`${id},`)).map((line) => line.slice(id.length));
      expect(of('copy')).toEqual(of('high'));
    }
  });

  // Columns after the scenario in which the month, or the date, of a row stands.
  it.each([
    ['trajectories.csv.gz', 6],
    ['quantiles.csv', 4],
    ['forcings.csv', 3],
  ])('keeps months that end before the first different day the same in %s', (table, column) => {
    const before = (id: string): string[] =>
      study
        .lines('first', table)
        .filter((line) => line.startsWith(`${id},`) && line.split(',')[column]!.slice(0, 7) < '2020-05')
        .map((line) => line.slice(id.length));
    expect(before('low').length).toBeGreaterThan(0);
    expect(before('low')).toEqual(before('high'));
    // The law is about the past only: later rows do differ.
    const all = (id: string) =>
      study
        .lines('first', table)
        .filter((line) => line.startsWith(`${id},`))
        .map((line) => line.slice(id.length));
    expect(all('low')).not.toEqual(all('high'));
  });

  it('runs one address alone, to the same hash', () => {
    const { code } = study.duel('run', 'low.yaml', '--only', 'low:fade:2:3', '--out', 'only');
    expect(code).toBe(0);
    const [row, ...others] = study.lines('only', 'runs.csv');
    expect(others).toEqual([]);
    expect(row).toMatch(/^low,fade,2,3,done,517,[0-9a-f]{64}$/);
    expect(study.lines('first', 'runs.csv')).toContain(row);
    expect(
      study.lines('only', 'summary.csv').every((line) => /^low,fade,[^,]+,[^,]+,[^,]+,[01],/.test(line)),
    ).toBe(true);
  });

  it('tells in a dry run what it would do, and writes nothing', () => {
    const names = study.names();
    const { code, out } = study.duel('run', 'low.yaml', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('2 scenarios × 2 explanations × 2 draws × 5 replicates = 40');
    expect(out).toMatch(/^time: +about .+ with \d+ workers/m);
    expect(out).toContain('nothing was written');
    const json = study.duel('run', 'low.yaml', '--draws', '3', '--dry-run', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ total: 60, draws: 3, scenarios: ['low', 'high'] });
    expect(study.names()).toEqual(names);
  });

  it('sums up for machines with --json, and leaves messages on stderr', () => {
    const { code, out, err } = study.duel('run', 'low.yaml', '--json', '--out', 'json', '--replicates', '2');
    expect(code).toBe(0);
    const summary = JSON.parse(out) as { headlines: { target: string }[] };
    expect(summary).toMatchObject({
      status: 'complete',
      counts: { planned: 16, done: 16, failed: 0, dropped: 0 },
    });
    expect(new Set(summary.headlines.map(({ target }) => target))).toEqual(new Set(['attacks']));
    expect(err).toContain('100 %: 16 of 16 replicates');
  });

  it('ends with the caveat, the place and the next command, and a folder under results/ without --out', () => {
    const { code, out } = study.duel('run', 'low.yaml', '--replicates', '1', '--draws', '2');
    expect(code).toBe(0);
    const [name] = study.names('results');
    expect(name).toMatch(/^\d{4}-\d{2}-\d{2}-[a-z]+-[a-z]+$/);
    expect(out).toContain('Stylised scenarios, not forecasts.');
    expect(out).toContain('One parameter set from a file for every explanation');
    expect(out).toContain(`results in results/${name}`);
    expect(out).toContain(`next: duel report ${name}\nnext: duel compare ${name}:low ${name}:high`);
    expect(out).not.toContain('\u001b');
  });

  it('has no path of this machine in its tables', () => {
    for (const file of study.digests('first').keys()) {
      if (!file.endsWith('.gz'))
        expect([file, study.read('first', file).includes(study.dir)]).toEqual([file, false]);
    }
  });
});
