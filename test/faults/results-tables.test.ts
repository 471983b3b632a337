import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RowOf, TABLE_NAMES, TABLES, type TableName } from '../../src/results/columns.js';
import { headerText } from '../../src/results/csv.js';
import { datapackageText, readDatapackage, writeDatapackage } from '../../src/results/datapackage.js';
import { FinishedRun } from '../../src/results/finished-run.js';
import { createRunFolder } from '../../src/results/folder.js';
import { gzipMember } from '../../src/results/gzip.js';
import { PARTS_FOLDER, PartFiles, type RowBlock } from '../../src/results/part-files.js';
import {
  type PlainTableName,
  streamTable,
  type TableFile,
  writeTable,
} from '../../src/results/table-writer.js';
import { TrajectoryBlock } from '../../src/results/trajectory-block.js';
import { MANIFEST, PLAN } from './manifest.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
});
afterEach(() => rm(folder, { recursive: true }));

const convergence = (n: number): RowOf<'convergence'> => ({
  scenario_id: 'lapsed',
  explanation: 'fade',
  target: 'attacks',
  location: 'all',
  n,
  estimate: 1.5,
  mc_lower: null,
  mc_upper: null,
  level: 0.9,
  mcse: null,
  n_draws: 1,
});

/** Two scenarios × two replicates, arriving address by address. */
async function trajectories(run: string): Promise<TableFile> {
  const parts = new PartFiles(run, 'trajectories', ['sustained', 'lapsed']);
  const series = [
    { location: 'all', target: 'attacks', mayMiss: false },
    { location: 'all', target: 'kp_share', mayMiss: true },
  ];
  for (const stochastic_run of [2, 10]) {
    for (const scenario_id of ['sustained', 'lapsed']) {
      const key = { scenario_id, explanation: 'fade' };
      const rows = new TrajectoryBlock(series, ['2023-07', '2023-08']);
      rows.append({ ...key, run_grouping: 1, stochastic_run }, [stochastic_run, 0, NaN, 0.5]);
      const at = { draw: 1, replicate: stochastic_run };
      parts.append({ ...key, first: at, last: at, rows: rows.rows, bytes: gzipMember(rows.take()) });
    }
  }
  return parts.assemble();
}

/** A whole run with one filled table, the others only a header. */
async function finishedRun(): Promise<string> {
  const run = await createRunFolder({ out: join(folder, 'run') }, MANIFEST, PLAN);
  const files: TableFile[] = [await trajectories(run)];
  for (const name of TABLE_NAMES) {
    if (name === 'trajectories') continue;
    const rows = name === 'convergence' ? [convergence(10), convergence(9)] : [];
    files.push(await writeTable(run, name, rows as RowOf<PlainTableName>[]));
  }
  await writeDatapackage(run, files);
  return run;
}

describe('writeTable', () => {
  it('writes sorted rows and says size, checksum and number', async () => {
    const file = await writeTable(folder, 'convergence', [convergence(10), convergence(9)]);
    const bytes = await readFile(join(folder, 'tables/convergence.csv'));
    expect(bytes.toString()).toBe(
      'scenario_id,explanation,target,location,n,estimate,mc_lower,mc_upper,level,mcse,n_draws\n' +
        'lapsed,fade,attacks,all,9,1.5,,,0.9,,1\n' +
        'lapsed,fade,attacks,all,10,1.5,,,0.9,,1\n',
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(file).toEqual({ name: 'convergence', bytes: bytes.length, sha256, rows: 2 });
  });

  it('gives the same bytes however a stream is cut, across blocks too', async () => {
    const rows = Array.from({ length: 40_000 }, (_, n) => convergence(n));
    const whole = await writeTable(folder, 'convergence', rows);
    const cut = await streamTable(folder, 'convergence', [rows.slice(0, 7), [], rows.slice(7)]);
    expect(cut).toEqual(whole);
    expect(whole.bytes).toBeGreaterThan(1 << 20);
    expect((await stat(join(folder, 'tables/convergence.csv'))).size).toBe(whole.bytes);
  });

  it('leaves nothing behind where a key comes twice, is out of order, or a value is NaN', async () => {
    await expect(writeTable(folder, 'convergence', [convergence(9), convergence(9)])).rejects.toThrow(
      'table convergence: two rows with the key scenario_id=lapsed',
    );
    await expect(streamTable(folder, 'convergence', [[convergence(9)], [convergence(8)]])).rejects.toThrow(
      'location=all, n=8 comes after scenario_id=lapsed, explanation=fade, target=attacks, location=all, n=9, out of order',
    );
    await expect(writeTable(folder, 'convergence', [{ ...convergence(9), mcse: NaN }])).rejects.toThrow(
      'table convergence, column mcse: NaN is not of type number',
    );
    expect(await readdir(join(folder, 'tables'))).toEqual([]);
  });
});

describe('PartFiles', () => {
  it('puts scenarios one after another in key order, and removes the parts', async () => {
    const file = await trajectories(folder);
    const bytes = await readFile(join(folder, 'tables/trajectories.csv.gz'));
    const rows = ['lapsed', 'sustained'].flatMap((id) =>
      [2, 10].map(
        (replicate) =>
          `${id},fade,1,${replicate},all,attacks,2023-07,${replicate}\n` +
          `${id},fade,1,${replicate},all,attacks,2023-08,0\n` +
          `${id},fade,1,${replicate},all,kp_share,2023-07,\n` +
          `${id},fade,1,${replicate},all,kp_share,2023-08,0.5\n`,
      ),
    );
    expect(gunzipSync(bytes).toString()).toBe(headerText('trajectories') + rows.join(''));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(file).toEqual({ name: 'trajectories', bytes: bytes.length, sha256, rows: 16 });
    expect(await readdir(folder)).toEqual(['tables']);
  });

  const block = (scenario_id: string, first: [number, number], last = first): RowBlock => {
    const [from, to] = [first, last].map(([draw, replicate]) => ({ draw: draw!, replicate: replicate! }));
    return {
      scenario_id,
      explanation: 'fade',
      first: from!,
      last: to!,
      bytes: Buffer.from('row\n'),
      rows: 1,
    };
  };

  it('refuses a block out of order, twice, or of an unknown scenario', () => {
    const parts = new PartFiles(folder, 'runs', ['lapsed']);
    parts.append(block('lapsed', [2, 1], [2, 7]));
    expect(() => parts.append(block('lapsed', [2, 7]))).toThrow(
      'table runs: lapsed:fade:2:7 comes after 2:7, out of order',
    );
    expect(() => parts.append(block('lapsed', [1, 9]))).toThrow(
      'lapsed:fade:1:9 comes after 2:7, out of order',
    );
    expect(() => parts.append(block('x', [3, 1]))).toThrow('no part for scenario x');
    expect(() => new PartFiles(folder, 'runs', ['a', 'a'])).toThrow('scenario a is given twice');
    // Another explanation is another part, whichever comes first.
    parts.append({ ...block('lapsed', [1, 1]), explanation: 'degradation' });
  });

  it('puts explanations in order although they take turns, and blocks larger than what waits', async () => {
    const parts = new PartFiles(folder, 'runs', ['a']);
    const text = (name: string): string => `${name}\n`.repeat(40_000);
    for (const explanation of ['slowdown', 'fade', 'slowdown', 'fade'].keys()) {
      const name = ['slowdown', 'fade'][explanation % 2]!;
      const bytes = Buffer.from(text(`${name}${explanation}`));
      parts.append({ ...block('a', [1 + explanation, 1]), explanation: name, bytes, rows: 40_000 });
    }
    const file = await parts.assemble();
    expect(file.rows).toBe(160_000);
    expect(await readFile(join(folder, 'tables/runs.csv'), 'utf8')).toBe(
      headerText('runs') + text('fade1') + text('fade3') + text('slowdown0') + text('slowdown2'),
    );
  });

  it('makes a table of no rows, and keeps the parts of a run that stops before the end', async () => {
    expect(await new PartFiles(folder, 'runs', ['lapsed']).assemble()).toMatchObject({ rows: 0 });
    expect(await readFile(join(folder, 'tables/runs.csv'), 'utf8')).toBe(headerText('runs'));
    const parts = new PartFiles(folder, 'runs', ['lapsed']);
    parts.append(block('lapsed', [1, 1]));
    parts.close();
    expect(await readdir(join(folder, PARTS_FOLDER))).toEqual(['runs-0-fade']);
  });
});

describe('datapackage.json', () => {
  it('lists every table with the checksum of its file, every column and key', async () => {
    const run = await finishedRun();
    const descriptor = JSON.parse(await readFile(join(run, 'datapackage.json'), 'utf8')) as {
      resources: {
        name: TableName;
        path: string;
        hash: string;
        bytes: number;
        schema: { fields: { name: string; type: string }[]; primaryKey: string[] };
      }[];
    };
    expect(descriptor.resources.map((resource) => resource.name)).toEqual(TABLE_NAMES);
    for (const { name, path, hash, bytes, schema } of descriptor.resources) {
      const content = await readFile(join(run, path));
      expect(hash).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
      expect(bytes).toBe(content.length);
      const columns = TABLES[name].columns;
      expect(schema.fields.map((field) => [field.name, field.type])).toEqual(
        columns.map((column) => [column.name, column.type]),
      );
      expect(schema.primaryKey).toEqual(columns.filter((column) => column.key).map((column) => column.name));
    }
    expect(await readdir(join(run, 'tables'))).toHaveLength(TABLE_NAMES.length);
  });

  it('is refused without one of the tables, and named where it cannot be read', async () => {
    expect(() => datapackageText([])).toThrow('datapackage.json needs table scenarios once');
    await writeFile(join(folder, 'datapackage.json'), '{"resources": [{}]}');
    await expect(readDatapackage(folder)).rejects.toThrow('datapackage.json: not a results descriptor');
    await writeFile(join(folder, 'datapackage.json'), '{');
    await expect(readDatapackage(folder)).rejects.toThrow('datapackage.json: not JSON');
  });
});

describe('FinishedRun', () => {
  const collect = async (
    run: FinishedRun,
    filter?: Parameters<FinishedRun['trajectories']>[0],
  ): Promise<RowOf<'trajectories'>[]> => {
    const rows: RowOf<'trajectories'>[] = [];
    for await (const block of run.trajectories(filter)) rows.push(...block);
    return rows;
  };

  it('reads tables and trajectories, filtered', async () => {
    const run = await FinishedRun.open(await finishedRun());
    expect(await run.table('convergence')).toEqual([convergence(9), convergence(10)]);
    expect(await run.table('summary')).toEqual([]);
    expect(await collect(run)).toHaveLength(16);
    const targets = new Set(['kp_share']);
    const rows = await collect(run, { scenario_id: 'lapsed', explanation: 'fade', targets });
    expect(rows.map(({ stochastic_run, month, value }) => [stochastic_run, month, value])).toEqual([
      [2, '2023-07', null],
      [2, '2023-08', 0.5],
      [10, '2023-07', null],
      [10, '2023-08', 0.5],
    ]);
    expect(await collect(run, { locations: new Set(['kp']) })).toEqual([]);
    expect(await collect(run, { explanation: 'mixed' })).toEqual([]);
    expect(await run.faults()).toEqual([]);
  });

  it('reports a truncated table, even one cut where a member ends', async () => {
    const path = await finishedRun();
    const header = gzipMember(headerText('trajectories')).length;
    await truncate(join(path, 'tables/trajectories.csv.gz'), header);
    await truncate(join(path, 'tables/convergence.csv'), 90);
    const run = await FinishedRun.open(path);
    await expect(collect(run)).rejects.toThrow(
      /trajectories\.csv\.gz has \d+ bytes, datapackage\.json says \d+: the results folder was damaged/,
    );
    await expect(run.table('convergence')).rejects.toThrow('convergence.csv has 90 bytes');
    expect((await run.faults()).map((fault) => fault.table)).toEqual(['trajectories', 'convergence']);
  });

  it('reports a truncated table of a run that has no datapackage.json', async () => {
    const path = await finishedRun();
    await rm(join(path, 'datapackage.json'));
    const gz = join(path, 'tables/trajectories.csv.gz');
    await truncate(gz, (await stat(gz)).size - 5);
    await truncate(join(path, 'tables/convergence.csv'), 100);
    const run = await FinishedRun.open(path);
    await expect(collect(run)).rejects.toThrow(
      /trajectories\.csv\.gz:\d+: cannot be decompressed: unexpected end/,
    );
    await expect(run.table('convergence')).rejects.toThrow('convergence.csv:2:');
    expect(await run.faults()).toHaveLength(TABLE_NAMES.length);
  });

  it('reports rows that are not trajectories, by line, and an edited table', async () => {
    const path = await finishedRun();
    const csv = join(path, 'tables/convergence.csv');
    await writeFile(csv, (await readFile(csv, 'utf8')).replace('1.5', '1.6'));
    const edited = await FinishedRun.open(path);
    expect(await edited.faults()).toEqual([
      { table: 'convergence', problem: 'its SHA-256 is not the one in datapackage.json' },
    ]);
    await rm(join(path, 'datapackage.json'));
    const run = await FinishedRun.open(path);
    const write = (text: string): Promise<void> =>
      writeFile(join(path, 'tables/trajectories.csv.gz'), gzipMember(text));
    await write('a,b\n');
    await expect(collect(run)).rejects.toThrow('gz:1: the header is not that of table trajectories');
    await write(`${headerText('trajectories')}a,fade,1,x,all,attacks,2023-07,1\n`);
    await expect(collect(run)).rejects.toThrow('gz:2: column stochastic_run: "x" is not of type integer');
    await write(`${headerText('trajectories')}a,fade\n`);
    await expect(collect(run)).rejects.toThrow('gz:2: 2 cells, but the header has 8');
    await write(`${headerText('trajectories')}a,fade,1,1,all,attacks,2023-07,1`);
    await expect(collect(run)).rejects.toThrow('gz:2: the last line has no end');
    await write(`${headerText('trajectories')}"a,b",fade,1,1,all,attacks,2023-07,1\n`);
    expect((await collect(run))[0]?.scenario_id).toBe('a,b');
  });
});
