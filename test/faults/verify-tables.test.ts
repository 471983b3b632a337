/** What `duel verify` finds although every checksum was made to fit: a digit, a row, a column, the manifest. */
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../../src/results/column.js';
import { TABLE_NAMES, TABLES, type TableName } from '../../src/results/columns.js';
import { parseCsv } from '../../src/results/csv-reader.js';
import { type Manifest, manifestText, parseManifest } from '../../src/results/manifest.js';
import { type Fault, fileFaults } from '../../src/results/verify-files.js';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import { KERNEL } from '../../src/runner/kernel.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { refoldFaults } from '../../src/runner/refold.js';
import { Replicator } from '../../src/runner/replicate.js';
import { run } from '../../src/runner/run.js';
import { TaskRunner } from '../../src/runner/task.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
afterAll(() => study.remove());
study.scenario('low', 0.1, 'counterfactual: high\nassert: [{that: "min(*.*) >= 0", on_fail: error}]\n');
const { scenarios, problems } = loadScenarios([join(study.dir, 'low.yaml')], packageGeography());
const prepared = prepareRun(scenarios, { draws: 2, replicates: 2 });
const WHOLE = join(study.dir, 'whole');
const COPY = join(study.dir, 'copy');

beforeAll(async () => {
  expect(problems).toEqual([]);
  await run(prepared, {
    executor: (plan) => new InlineExecutor(plan),
    chunk: 1,
    command: 'duel run low.yaml',
    given: ['low.yaml'],
    cwd: study.dir,
    clock: { now: () => 0, instant: () => '2026-01-02T03:04:05Z' },
    place: { out: WHOLE },
  });
});

function copy(): void {
  rmSync(COPY, { recursive: true, force: true });
  cpSync(WHOLE, COPY, { recursive: true });
}

const refolded = async () => {
  const manifest = parseManifest(readFileSync(join(COPY, 'manifest.json'), 'utf8'), 'manifest.json');
  return refoldFaults(COPY, manifest, prepared, ['low.yaml'], () => 0);
};

type Rows = readonly (readonly string[])[];

const textOf = (name: TableName, folder = WHOLE): string => {
  const bytes = readFileSync(join(folder, TABLES[name].path));
  return (TABLES[name].path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
};

/** The header and the rows. */
const cellsOf = (name: TableName): Rows => {
  const { header, rows } = parseCsv(textOf(name), name);
  return [header, ...rows];
};

const csv = (rows: Rows): string =>
  rows
    .map(
      (cells) =>
        cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',') +
        '\n',
    )
    .join('');

interface Descriptor {
  resources: {
    name: string;
    rows: number;
    bytes: number;
    hash: string;
    schema: { fields: { name: string }[] };
  }[];
}

/** Puts other rows into a table, and makes everything that speaks of it agree. */
function forge(tables: ReadonlyMap<TableName, Rows>): void {
  const path = join(COPY, 'datapackage.json');
  const descriptor = JSON.parse(readFileSync(path, 'utf8')) as Descriptor;
  for (const [name, rows] of tables) {
    const text = csv(rows);
    const bytes = TABLES[name].path.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
    writeFileSync(join(COPY, TABLES[name].path), bytes);
    const resource = descriptor.resources.find((one) => one.name === name)!;
    resource.rows = rows.length - 1;
    resource.bytes = bytes.length;
    resource.hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    for (const [at, column] of rows[0]!.entries()) resource.schema.fields[at]!.name = column;
  }
  const text = `${JSON.stringify(descriptor, null, 2)}\n`;
  writeFileSync(path, text);
  forgeManifest((manifest) => ({
    ...manifest,
    datapackage: createHash('sha256').update(text).digest('hex'),
  }));
}

function forgeManifest(change: (manifest: Manifest) => Manifest): void {
  const path = join(COPY, 'manifest.json');
  writeFileSync(path, manifestText(change(parseManifest(readFileSync(path, 'utf8'), path))));
}

const problemOf = (faults: readonly Fault[], file: string): string =>
  faults.flatMap((fault) => (fault.file === file ? [fault.problem] : [])).join('; ');

const filled = TABLE_NAMES.filter((name) => name !== 'failures');

describe('tables that were changed with every checksum made to fit', () => {
  it('are not in a run as it was written, of which only failures are empty', async () => {
    copy();
    expect(await refolded()).toEqual({ faults: [], unfolded: null });
    for (const name of filled) expect([name, cellsOf(name).length > 1]).toEqual([name, true]);
    forge(new Map(filled.map((name) => [name, cellsOf(name)])));
    expect(await refolded()).toEqual({ faults: [], unfolded: null });
  });

  it('are named with row and column where one digit is another', async () => {
    copy();
    const expected = new Map<TableName, string>();
    const forged = filled.map((name): [TableName, Rows] => {
      const columns: readonly Column[] = TABLES[name].columns;
      const rows = cellsOf(name).map((cells) => [...cells]);
      // The last cell with a digit that is no key.
      const row = rows.findLastIndex(
        (cells, at) => at > 0 && cells.some((cell, of) => !columns[of]!.key && /\d/.test(cell)),
      );
      const at = rows[row]!.findLastIndex((cell, of) => !columns[of]!.key && /\d/.test(cell));
      const was = rows[row]![at]!;
      const is = was.replace(/\d(?=\D*$)/, (digit) => String(digit === '9' ? 8 : Number(digit) + 1));
      rows[row]![at] = is;
      const key = columns.flatMap(({ key, name: of }, index) => (key ? [`${of}=${rows[row]![index]}`] : []));
      expected.set(
        name,
        `row ${row} (${key.join(', ')}), column ${columns[at]!.name}: ${is}, but it comes to ${was}`,
      );
      return [name, rows];
    });
    forge(new Map(forged));
    // `scenarios.csv` has the hashes that the manifest has too; nothing else is seen by looking at files.
    expect((await fileFaults(COPY)).filter(({ file }) => file !== 'manifest.json')).toEqual([]);
    const { faults } = await refolded();
    expect(faults.map(({ file }) => file)).toEqual(filled.map((name) => TABLES[name].path));
    for (const name of filled) expect(problemOf(faults, TABLES[name].path)).toBe(expected.get(name));
  });

  it('are named with the row where one is missing or too many', async () => {
    copy();
    forge(new Map(filled.map((name) => [name, cellsOf(name).filter((_, at) => at !== 1)])));
    const { faults } = await refolded();
    for (const name of filled)
      expect(problemOf(faults, TABLES[name].path), name).toMatch(/^row 1 \(.*\) is missing$/);
    copy();
    const [header, ...rows] = cellsOf('runs');
    const another = rows.at(-1)!.map((cell, at) => (header![at] === 'stochastic_run' ? '3' : cell));
    forge(new Map([['runs', [header!, ...rows, another]]]));
    expect(await fileFaults(COPY)).toEqual([]);
    expect(problemOf((await refolded()).faults, 'tables/runs.csv')).toBe(
      `row ${rows.length + 1} (scenario_id=low, explanation=fade, run_grouping=2, stochastic_run=3) is one too many`,
    );
  });

  it('are named with the column where one is called otherwise', async () => {
    copy();
    forge(
      new Map(
        filled.map((name) => [
          name,
          cellsOf(name).map((cells, at) => (at === 0 ? [...cells.slice(0, -1), 'other'] : cells)),
        ]),
      ),
    );
    expect(await fileFaults(COPY)).toEqual([]);
    const { faults } = await refolded();
    for (const name of filled) {
      const { length, [length - 1]: last } = TABLES[name].columns as readonly Column[];
      expect(problemOf(faults, TABLES[name].path)).toBe(
        `column ${length} is called other and not ${last!.name}`,
      );
    }
    expect(problemOf(faults, 'datapackage.json')).toMatch(
      /^resources\.0\.schema\.fields\.\d+\.name is "other", but/,
    );
  });
});

describe('a manifest that was changed with its checksum', () => {
  const HASH = 'a'.repeat(64);
  it.each<readonly [string, (manifest: Manifest) => Manifest, RegExp]>([
    [
      'the seed',
      (m) => ({ ...m, seed: { ...m.seed, text: 'x' } }),
      /^seed\.text is "x", but plan\.json says "short"$/,
    ],
    [
      'the draws',
      (m) => ({ ...m, experiment: { ...m.experiment, draws: 3 } }),
      /^experiment\.draws is 3, but plan\.json says 2$/,
    ],
    [
      'a scenario',
      (m) => ({ ...m, scenarios: m.scenarios.map((one, at) => (at === 0 ? { ...one, sha256: HASH } : one)) }),
      /^scenarios\.low is "aaa.*, but tables\/scenarios\.csv says "/,
    ],
    [
      'the counts',
      (m) => ({ ...m, counts: { ...m.counts, done: 15 } }),
      /^counts\.done is 15, but it comes to 16$/,
    ],
    ['the status', (m) => ({ ...m, status: 'partial' }), /^status is "partial", but it comes to "complete"$/],
    [
      'the checks',
      (m) => ({ ...m, checks: { passed: 1, failed: 1, unknown: 0 } }),
      /^checks\.passed is 1, but it comes to 2$/,
    ],
    [
      'the rule to stop',
      (m) => ({ ...m, stop: { when: 'x', draws: 1, met: true } }),
      /^stop is .*, but it comes to null$/,
    ],
  ])('is named with what is wrong: %s', async (_, change, problem) => {
    copy();
    forgeManifest(change);
    const faults = [...(await fileFaults(COPY)), ...(await refolded()).faults];
    expect(problemOf(faults, 'manifest.json')).toMatch(problem);
  });
});

describe('what cannot be made again', () => {
  it('is said, with the reason', async () => {
    copy();
    const segment = join(COPY, 'journal/0001.journal');
    const bytes = readFileSync(segment);
    writeFileSync(segment, bytes.subarray(0, bytes.length - 10));
    expect(await refolded()).toEqual({
      faults: [{ file: 'journal', problem: 'it lacks low:fade:2:2' }],
      unfolded: 'the journal lacks low:fade:2:2',
    });
    const turned = Buffer.from(bytes);
    turned[1000]! ^= 1;
    writeFileSync(segment, turned);
    expect(problemOf((await refolded()).faults, 'journal')).toMatch(
      /^it lacks low:degradation:1:1; .*0001\.journal: bytes 15 to \d+ are damaged and were left out$/,
    );
    // Nothing of it can be read: that is not a journal that was removed.
    writeFileSync(segment, Buffer.concat([Buffer.from('D'), bytes.subarray(1)]));
    expect(problemOf((await refolded()).faults, 'journal')).toMatch(
      /^it lacks low:degradation:1:1; .*does not begin as a journal of this version$/,
    );
    rmSync(join(COPY, 'journal'), { recursive: true });
    expect(await refolded()).toEqual({ faults: [], unfolded: 'there is no journal' });
    copy();
    writeFileSync(join(COPY, 'tables/failures.csv'), '');
    expect((await refolded()).unfolded).toBe('tables/failures.csv cannot be read');
  });

  it('is said by the command, which checks the rest', () => {
    study.duel('run', 'low.yaml', '--out', 'command');
    expect(study.duel('verify', 'command', '--sample', '1%')).toMatchObject({
      code: 0,
      out: 'nothing is broken; tables made again from the journal; 2 replicates simulated again\n',
    });
    rmSync(join(study.dir, 'command/journal'), { recursive: true });
    expect(study.duel('verify', 'command', '--sample', '0')).toMatchObject({
      code: 0,
      out: 'nothing is broken; tables not made again from the journal: there is no journal; no replicate simulated again: none was asked for\n',
    });
    const summary = join(study.dir, 'command/tables/summary.csv');
    writeFileSync(summary, readFileSync(summary, 'utf8').replace(/\n[^\n]*\n$/, '\n'));
    const { code, out } = study.duel('verify', 'command', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      faults: [
        { file: 'tables/summary.csv', problem: expect.stringContaining('datapackage.json says') as string },
      ],
      unfolded: 'there is no journal',
    });
  });

  it('is said where what the run was made from cannot be used any more', () => {
    study.duel('run', 'low.yaml', '--out', 'unusable', '--workers', '1');
    const values = study.read('values.csv').toString();
    study.write('values.csv', 'parameter,value\nno-such-parameter,1\n');
    const { code, out } = study.duel('verify', 'unusable', '--sample', '0');
    study.write('values.csv', values);
    expect(out).toMatch(/^nothing is broken; .*cannot be used any more: .*no-such-parameter/);
    expect(code).toBe(0);
  });
});

describe('runs that are not whole', () => {
  it('are made again as far as they came, with the failures that they tell of', async () => {
    const failing = prepareRun(scenarios, { draws: 2, replicates: 5 });
    const { plan } = failing;
    const replicator = new Replicator(plan, {
      ...KERNEL,
      simulateDays(state, world, from, to, scenario, address) {
        if (scenario === 'low' && address.draw === 2 && address.replicate === 3)
          throw new Error('on purpose');
        KERNEL.simulateDays(state, world, from, to, scenario, address);
      },
    });
    const path = join(study.dir, 'partial');
    const { counts } = await run(failing, {
      executor: () => new InlineExecutor(plan, { runner: new TaskRunner(plan, replicator) }),
      chunk: 1,
      command: 'duel run low.yaml',
      given: ['low.yaml'],
      cwd: study.dir,
      clock: { now: () => 0, instant: () => '2026-01-02T03:04:05Z' },
      place: { out: path },
    });
    expect(counts).toMatchObject({ failed: 2, dropped: 2 });
    const again = async () => {
      const manifest = parseManifest(readFileSync(join(path, 'manifest.json'), 'utf8'), 'manifest.json');
      return refoldFaults(path, manifest, failing, ['low.yaml'], () => 0);
    };
    expect(await again()).toEqual({ faults: [], unfolded: null });
    // A failure that was none is found.
    const table = join(path, 'tables/failures.csv');
    const row = readFileSync(table, 'utf8').split('\n')[1]!;
    writeFileSync(
      table,
      `${readFileSync(table, 'utf8')}${row.replace(',2,3,', ',2,4,').replace('degradation', 'fade')}\n`,
    );
    expect(problemOf((await again()).faults, 'tables/failures.csv')).toContain(
      'low:fade:2:4 is told as failed, but the journal holds it as done',
    );
  });
});
