/**
 * Replicates that fail for a reason of the model's own: with hardly any attrition and explosive growth the number
 * of cells leaves the range that the state holds, unless the first few cells die out before.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Study } from './study.js';

const EXPLOSIVE = [
  ['cells-afghanistan', 3],
  ['cells-kp', 0],
  ['inflow', 0],
  ['merger', 0],
  ['releases', 0],
  ['growth', 2],
  ['attrition-afghanistan', 0.4],
  ['attrition-kp', 0.4],
  ['crowding', 4000],
  ['crowding-kp', 4000],
  ['tempo', 0],
  ['raids', 60],
  ['raid-destroys', 1],
  ['raid-effect', 1],
  ['pressure-2020', 0],
  ['relocation', 1],
  ['crossing', 0.3],
];
const study = new Study(EXPLOSIVE.map((row) => row.join(',')).join('\n'));
study.write(
  'base.yaml',
  `schema: scenario/v1
purpose: sensitivity
question: What becomes of replicates that fail?
assumptions: [None of this is meant.]
time: {end: 2021-06-30}
explanation: [fade, degradation]
parameters: values.csv
experiment: {draws: 2, replicates: 6, seed: blow}
outputs: {targets: [attacks, cells], trajectories: [national], quantiles: [national]}
`,
);
const pressure = (id: string, level: number, more = '') =>
  study.write(
    `${id}.yaml`,
    `schema: scenario/v1\nextends: base.yaml\nid: ${id}\ntitle: ${id}\npressure: {taliban: {after: 2020-02-01, shape: step, to: ${level}}}\n${more}`,
  );
pressure('high', 5);
pressure('low', 0, 'counterfactual: high\n');
afterAll(() => study.remove());

interface Row {
  readonly address: string;
  readonly pair: string;
  readonly status: string;
}
const runs = (run: string): Row[] =>
  study.lines(run, 'runs.csv').map((line) => {
    const [id, explanation, draw, replicate, status] = line.split(',');
    const pair = `${explanation}:${draw}:${replicate}`;
    return { address: `${id}:${pair}`, pair, status: status! };
  });

describe('a run in which replicates fail', () => {
  let err = '';
  beforeAll(() => {
    const ended = study.duel('run', 'low.yaml', '--out', 'failing', '--workers', '2');
    expect(ended.code).toBe(5);
    err = ended.err;
  });

  it('goes on with the others, and drops what a failed one is paired with', () => {
    const rows = runs('failing');
    const count = (status: string) => rows.filter((row) => row.status === status).length;
    expect(rows).toHaveLength(48);
    expect(count('failed')).toBeGreaterThan(0);
    expect(count('dropped')).toBeGreaterThan(0);
    expect(count('done')).toBeGreaterThan(0);
    const broken = new Set(rows.filter(({ status }) => status === 'failed').map(({ pair }) => pair));
    for (const { pair, status } of rows) expect(status === 'done').toBe(!broken.has(pair));
    expect(study.json('failing/manifest.json')).toMatchObject({
      status: 'partial',
      counts: { planned: 48, done: count('done'), failed: count('failed'), dropped: count('dropped') },
    });
    expect(err).toContain(`${count('failed')} replicates failed, and ${count('dropped')} were dropped`);
  });

  it('keeps failed and dropped addresses out of every number', () => {
    const done = new Set(
      runs('failing')
        .filter(({ status }) => status === 'done')
        .map(({ address }) => address),
    );
    const written = new Set(
      study.lines('failing', 'trajectories.csv.gz').map((line) => line.split(',').slice(0, 4).join(':')),
    );
    expect(written).toEqual(done);
    const fade = [...done].filter((address) => address.startsWith('low:fade:')).length;
    const cells = study
      .lines('failing', 'summary.csv')
      .find((line) => line.startsWith('low,fade,cells,all,'));
    expect(cells!.split(',')[5]).toBe(String(fade));
  });

  it('gives for each a command that reproduces it, and keeps stacks out of the tables', () => {
    const failures = study.lines('failing', 'failures.csv');
    expect(failures).toHaveLength(runs('failing').filter(({ status }) => status === 'failed').length);
    const cells = failures[0]!.split(',');
    expect(cells[4]).toBe('simulate');
    expect(cells[5]).toMatch(/^more than \d+ cells at once/);
    const command = cells[6]!;
    expect(command).toBe(`duel run low.yaml --only ${cells.slice(0, 4).join(':')} --seed blow`);
    const again = study.duel(...command.split(' ').slice(1), '--out', 'again');
    expect(again.code).toBe(5);
    expect(again.err).toMatch(/simulate: Error: more than \d+ cells at once[^]*\n +at .*simulate/);
    expect(study.lines('again', 'failures.csv').map((line) => line.split(',').slice(0, 6))).toEqual([
      cells.slice(0, 6),
    ]);
    const stacks = readFileSync(join(study.dir, 'failing/logs/stacks.txt'), 'utf8');
    expect(stacks.match(/^low|^high/gm)).toHaveLength(failures.length);
    expect(stacks).toContain('    at ');
  });

  it('gives the same bytes from shares, which are not stopped by what fails and merge in spite of it', () => {
    const small = ['run', 'low.yaml', '--draws', '1', '--replicates', '4'];
    study.duel(...small, '--out', 'small');
    const failed = [1, 2].map((number) => {
      const { code, out, err } = study.duel(...small, '--share', `${number}/2`, '--out', `of-2-${number}`);
      expect(code, err).toBe(5);
      expect(out).toMatch(/^share \d of 2, partial: \d+ of 8 replicates done/);
      const { counts } = study.json(`of-2-${number}/manifest.json`) as { counts: { failed: number } };
      expect(err).toContain(`${counts.failed} replicates failed: see of-2-${number}/logs/stacks.txt`);
      return counts.failed;
    });
    expect(study.duel('verify', 'of-2-1').code).toBe(0);
    const merged = study.duel('merge', 'of-2-1', 'of-2-2', '--out', 'of-2');
    expect(merged.code).toBe(5);
    expect(merged.err).toContain(
      `${failed[0]! + failed[1]!} replicates that failed in their shares are tried again`,
    );
    expect(study.digests('of-2')).toEqual(study.digests('small'));
  });

  it('gives the same bytes inline and in a pool', () => {
    study.duel('run', 'low.yaml', '--out', 'inline', '--workers', '1', '--chunk', '5');
    expect(study.digests('inline')).toEqual(study.digests('failing'));
  });
});
