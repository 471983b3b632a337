/** Paths and names that lead out of the folder they belong to, and files that are not what they seem. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CsvFile } from '../../src/results/csv-file.js';
import { Engine } from '../../src/results/engine.js';
import { assertSelfContained, createRunFolder, findRun, listRuns } from '../../src/results/folder.js';
import { Journal } from '../../src/results/journal.js';
import { MARK, SEGMENT_LINE } from '../../src/results/journal-segment.js';
import { readManifest } from '../../src/results/manifest.js';
import { CsvError, parseCsv } from '../../src/results/csv-reader.js';
import { tableProblem } from '../../src/results/table-check.js';
import { trajectoryRows } from '../../src/results/trajectory-reader.js';
import { BASE, loadStudy } from './scenarios/study.js';
import { MANIFEST, PLAN } from './manifest.js';

const scenario = (...lines: string[]): string =>
  ['schema: scenario/v1', 'id: a', 'extends: base.yaml', ...lines, ''].join('\n');

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'duel-paths-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a path in a scenario', () => {
  const told = (line: string, prepare?: (folder: string) => void) =>
    loadStudy(
      { 'study/base.yaml': BASE, 'study/a.yaml': scenario(line), 'out.csv': 'x', 'b.yaml': BASE },
      ['study/a.yaml'],
      prepare,
    ).problems.map(({ line: at, column, message, hint }) => `${at}:${column}: ${message} [${hint}]`);

  it.each([
    [
      '../out.csv',
      '"../out.csv" is outside the study folder',
      "a relative path inside the scenario file's folder",
    ],
    [
      '/etc/passwd',
      '"/etc/passwd" is outside the study folder',
      "a relative path inside the scenario file's folder",
    ],
    [
      './x/../../out.csv',
      '"./x/../../out.csv" is outside the study folder',
      "a relative path inside the scenario file's folder",
    ],
    [
      '..\\out.csv',
      '"..\\out.csv" is no path that works on every system',
      'a relative path with slashes, such as out.csv',
    ],
    [
      'C:/out.csv',
      '"C:/out.csv" is no path that works on every system',
      'a relative path with slashes, such as out.csv',
    ],
    [
      '\\\\host\\share\\out.csv',
      '"\\\\host\\share\\out.csv" is no path that works on every system',
      'a relative path with slashes, such as out.csv',
    ],
  ])('%s is refused at its place, for parameters and for extends', (path, message, expected) => {
    expect(told(`parameters: ${path}`)).toEqual([`4:13: ${message} [expected ${expected}]`]);
    const { problems } = loadStudy({ 'study/a.yaml': scenario().replace('base.yaml', path) }, [
      'study/a.yaml',
    ]);
    expect(
      problems.map(({ line, column, message: said, hint }) => `${line}:${column}: ${said} [${hint}]`),
    ).toEqual([`3:10: ${message} [expected ${expected}]`]);
  });

  it('may not lead out over a link: parameters, a counterfactual, a file of a folder', () => {
    const link = (name: string, to: string) => (at: string) =>
      symlinkSync(join(at, to), join(at, 'study', name));
    expect(told('parameters: in.csv', link('in.csv', 'out.csv'))[0]).toContain(
      '"in.csv" is outside the study folder',
    );
    expect(told('counterfactual: b', link('b.yaml', 'b.yaml')).join('\n')).toContain(
      '"b.yaml" is outside the study folder',
    );
    const { shown } = loadStudy(
      { 'study/base.yaml': BASE, 'b.yaml': BASE },
      ['study'],
      link('b.yaml', 'b.yaml'),
    );
    expect(shown).toContain('study/b.yaml:1:1: "b.yaml" is outside the study folder');
  });

  it('may not be an endless chain, a link to itself, a pipe, or longer than a name can be', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `c${at}.yaml`,
        `schema: scenario/v1\nextends: c${at + 1}.yaml\n`,
      ]),
    );
    const { problems } = loadStudy({ ...chain, 'a.yaml': scenario().replace('base.yaml', 'c0.yaml') }, [
      'a.yaml',
    ]);
    expect(
      problems.map(({ file, message, hint }) => `${file.split('/').pop()!}: ${message} [${hint}]`),
    ).toEqual(['c19.yaml: "c20.yaml" would be ancestor 21 of one scenario [expected at most 20]']);
    expect(told('parameters: ./loop', (at) => symlinkSync('loop', join(at, 'study/loop')))[0]).toContain(
      'there is no file "./loop"',
    );
    const pipe = (at: string) => execFileSync('mkfifo', [join(at, 'study/pipe.csv')]);
    expect(told('parameters: ./pipe.csv', pipe)[0]).toContain('there is no file "./pipe.csv"');
    expect(told(`parameters: ./${'x'.repeat(300)}`)[0]).toContain('there is no file "./xxx');
  });

  it('may not be a file of parameters that is broken or too large when it is unpacked', () => {
    const put = (bytes: Uint8Array) => (at: string) => writeFileSync(join(at, 'study/p.csv.gz'), bytes);
    expect(told('parameters: p.csv.gz', put(gzipSync(Buffer.alloc(40_000_000))))).toEqual([
      '4:13: "p.csv.gz" is larger when it is unpacked [expected at most 32.0 MB]',
    ]);
    expect(told('parameters: p.csv.gz', put(gzipSync('parameter,value\n').subarray(0, 20)))[0]).toMatch(
      /"p.csv.gz" cannot be decompressed \(.*\) \[expected a whole gzip file\]/,
    );
  });
});

describe('the name of a run', () => {
  it('is a name in the folder of all results, never a way out of it', async () => {
    const results = join(folder, 'results');
    mkdirSync(results);
    await createRunFolder({ out: join(folder, 'elsewhere') }, MANIFEST, PLAN);
    for (const name of ['../elsewhere', '..', '.', '', 'x/../../elsewhere', '..\\elsewhere'])
      await expect(findRun(name, results), name).rejects.toThrow(/^(no run|.*is not a run)/);
    expect(await findRun(join(folder, 'elsewhere'), results)).toBe(join(folder, 'elsewhere'));
    for (const name of ['x'.repeat(5000), '\0'])
      await expect(findRun(name, results)).rejects.toThrow(/^no run/);
  });

  it('is listed beside links that lead nowhere', async () => {
    const run = await createRunFolder({ out: join(folder, 'one') }, MANIFEST, PLAN);
    symlinkSync('/nowhere', join(folder, 'dangling'));
    symlinkSync('loop', join(folder, 'loop'));
    expect((await listRuns(folder)).map(({ path }) => path)).toEqual([run]);
  });

  it('cannot be one that the system does not take', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const out of ['file/run', 'x'.repeat(300)])
      await expect(createRunFolder({ out: join(folder, out) }, MANIFEST, PLAN), out).rejects.toThrow(
        /no folder of a run can be made|no name for a folder/,
      );
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe("a run's folder from elsewhere", () => {
  it('is not written into where a link in it leads out', async () => {
    const run = await createRunFolder({ out: join(folder, 'run') }, MANIFEST, PLAN);
    await assertSelfContained(run);
    symlinkSync('logs', join(run, 'figures'));
    await assertSelfContained(run);
    symlinkSync(folder, join(run, 'logs', 'out'));
    await expect(assertSelfContained(run)).rejects.toThrow(
      'logs/out is a link that leads out of the run’s folder'.replace('’', "'"),
    );
    rmSync(join(run, 'logs', 'out'));
    symlinkSync('../nowhere', join(run, 'report.html.unfinished'));
    await expect(assertSelfContained(run)).rejects.toThrow('report.html.unfinished is a link');
  });

  it('is refused where a document is a pipe, and its journal read where a segment is one', async () => {
    execFileSync('mkfifo', [join(folder, 'manifest.json'), join(folder, '0001.journal')]);
    writeFileSync(join(folder, 'notes.txt'), 'no segment');
    await expect(readManifest(folder)).rejects.toThrow('manifest.json: is no file: expected a file');
    const journal = new Journal(folder, () => 0);
    expect(journal.faults).toEqual([expect.stringContaining('0001.journal: is no file')]);
    journal.close();
  });

  it('may have a journal of marks that all claim a long record, without being read a million times', () => {
    const claim = Buffer.alloc(28);
    MARK.copy(claim);
    claim.writeUInt32LE(1_000_000, 4);
    const marks = Buffer.concat([SEGMENT_LINE, ...Array.from({ length: 100_000 }, () => claim)]);
    writeFileSync(join(folder, '0001.journal'), marks);
    const before = process.cpuUsage();
    const journal = new Journal(folder, () => 0);
    journal.close();
    expect(journal.faults).toEqual([expect.stringMatching(/bytes 15 to 2800014 are damaged/)]);
    expect(process.cpuUsage(before).user).toBeLessThan(2e6);
  });
});

describe('a compressed table', () => {
  it('is refused where it was made to fill the disk or the memory', async () => {
    const path = join(folder, 'bomb.csv.gz');
    writeFileSync(path, gzipSync(Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(100_000_000, '1,2\n')])));
    const file = await CsvFile.open(path);
    const engine = await Engine.open([path]);
    await expect(file.into(engine, 't', {}, '*')).rejects.toThrow(
      'bomb.csv.gz:1: is more than 300 times as large when it is unpacked: expected a table',
    );
    engine.close();
    const line = join(folder, 'line.csv.gz');
    writeFileSync(line, gzipSync(Buffer.alloc(30_000_000, 'x')));
    const rows = trajectoryRows(line, {});
    await expect(rows.next()).rejects.toThrow('a row of more than 10000000 characters');
    await expect(CsvFile.open(line)).rejects.toThrow('the first line is no header: it is too long');
  });

  it('raises nothing behind a reader that has found a fault before its broken end', async () => {
    const path = join(folder, 'two.csv.gz');
    writeFileSync(path, Buffer.concat([gzipSync('a\nb\nb\n'), gzipSync('c\n').subarray(0, 14)]));
    const schema = { fields: [{ name: 'a', type: 'string' as const }], primaryKey: ['a'] };
    const late: unknown[] = [];
    const hear = (error: unknown): void => void late.push(error);
    process.prependListener('uncaughtExceptionMonitor', hear);
    expect(await tableProblem(path, { name: 't', path, rows: 1, schema })).toBe(
      '3: its key does not come after that of the row before',
    );
    await setTimeout(50);
    process.off('uncaughtExceptionMonitor', hear);
    expect(late).toEqual([]);
    // Whatever comes first, the disk or the packer, it is told as what is wrong with the file.
    const engine = await Engine.open([path]);
    for (let length = 20; length < 44; length++) {
      writeFileSync(path, gzipSync('a,b\n1,2\n3,4\n5,6\n').subarray(0, length));
      const read = CsvFile.open(path).then((file) => file.into(engine, `t${length}`, {}, '*'));
      await read.catch((error: unknown) => expect(error, String(length)).toBeInstanceOf(CsvError));
    }
    engine.close();
  });

  it('is refused with more columns than any table has', async () => {
    const path = join(folder, 'wide.csv');
    writeFileSync(path, `${Array.from({ length: 9000 }, (_, at) => `c${at}`).join()}\n`);
    await expect(CsvFile.open(path)).rejects.toThrow('wide.csv:1: 9000 columns: expected at most 500');
  });

  it('has its header looked at before its rows, and no more rows than were expected', () => {
    const header = (): never => {
      throw new Error('another table');
    };
    expect(() => parseCsv('a\n"', 'f', { header })).toThrow('another table');
    expect(() => parseCsv('a\n1\n2\n3\n', 'f', { mostRows: 2 })).toThrow('f:4: more than 2 rows');
    expect(parseCsv('a\n1\n2\n', 'f', { mostRows: 2 }).rows).toEqual([['1'], ['2']]);
  });
});
