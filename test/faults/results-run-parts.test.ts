/** Rows of runs.csv that arrive address by address over all scenarios and leave in key order, from disk. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RowOf } from '../../src/results/columns.js';
import { PARTS_FOLDER } from '../../src/results/part-files.js';
import { RunParts } from '../../src/results/run-parts.js';
import { streamTable } from '../../src/results/table-writer.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-parts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const row = (scenario_id: string, stochastic_run: number): RowOf<'runs'> => ({
  scenario_id,
  explanation: 'fade',
  run_grouping: 1,
  stochastic_run,
  status: stochastic_run % 7 === 0 ? 'failed' : 'done',
  days: stochastic_run % 7 === 0 ? null : 2008,
  sha256: stochastic_run % 7 === 0 ? null : 'a'.repeat(64),
});

it('gives back every row, scenario by scenario, in parts that are small beside the whole', async () => {
  const parts = new RunParts(folder, ['lapsed', 'base']);
  for (let n = 1; n <= 3000; n++) for (const id of ['lapsed', 'base']) parts.append(row(id, n));
  expect(await readdir(join(folder, PARTS_FOLDER))).toEqual(['runs-0.csv', 'runs-1.csv']);
  const blocks: RowOf<'runs'>[][] = [];
  for await (const block of parts.rows()) blocks.push(block);
  const expected = ['base', 'lapsed'].flatMap((id) =>
    Array.from({ length: 3000 }, (_, at) => row(id, at + 1)),
  );
  expect(blocks.flat()).toEqual(expected);
  // 92 characters a row and 65,536 a block.
  expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(1000);
});

it('makes an empty table of no rows', async () => {
  const parts = new RunParts(folder, ['lapsed']);
  expect(await streamTable(folder, 'runs', parts.rows())).toMatchObject({ rows: 0 });
});

it('refuses a scenario that is not of the run, rows out of order, and a part that was changed', async () => {
  const parts = new RunParts(folder, ['lapsed']);
  expect(() => parts.append(row('base', 1))).toThrow('table runs: no part for scenario base');
  parts.append(row('lapsed', 2));
  parts.append(row('lapsed', 1));
  await expect(streamTable(folder, 'runs', parts.rows())).rejects.toThrow('stochastic_run=2, out of order');
  await writeFile(join(folder, PARTS_FOLDER, 'runs-0.csv'), 'header\nlapsed,fade,x,1,done,,\n');
  await expect(streamTable(folder, 'runs', parts.rows())).rejects.toThrow(
    'column run_grouping: "x" is not of type integer',
  );
});
