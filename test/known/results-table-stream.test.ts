import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RowOf } from '../../src/results/columns.js';
import { headerText, rowText } from '../../src/results/csv.js';
import { parseTable } from '../../src/results/csv-reader.js';
import type { PlainTableName } from '../../src/results/table-writer.js';
import { type KeyFilter, tableRows } from '../../src/results/table-stream.js';

const folder = mkdtempSync(join(tmpdir(), 'stream-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read<Name extends PlainTableName>(
  name: Name,
  text: string,
  filter: KeyFilter,
): Promise<RowOf<Name>[]> {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, text);
  const rows: RowOf<Name>[] = [];
  for await (const block of tableRows(name, path, filter)) rows.push(...block);
  return rows;
}

const scenario = (id: string, title: string): RowOf<'scenarios'> => ({
  scenario_id: id,
  title,
  purpose: 'sensitivity',
  question: null,
  counterfactual_id: null,
  assumptions: 'one\n"two", three\n',
  start: '2020-01-01',
  end: '2021-12-31',
  settings: null,
  sha256: 'x',
});

describe('the stream of a table', () => {
  it('gives the rows that reading it whole gives, with quotes, line ends and letters of several bytes', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => scenario(`s${at}`, `"${'é'.repeat(at)}",\n${at}`));
    const text = headerText('scenarios') + rows.map((row) => rowText('scenarios', row)).join('');
    expect(await read('scenarios', text, {})).toEqual(parseTable('scenarios', text, 'x'));
  });

  it('gives the same where a record runs over the pieces in which a file is read', async () => {
    const rows = Array.from({ length: 6 }, (_, at) => scenario(`s${at}`, `${'a,"\n'.repeat(150_000)}${at}`));
    const text = headerText('scenarios') + rows.map((row) => rowText('scenarios', row)).join('');
    expect(text.length).toBeGreaterThan(4 << 20);
    const some = await read('scenarios', text, { scenario_id: new Set(['s1', 's4']) });
    expect(some).toEqual([rows[1], rows[4]]);
  });

  it('keeps what the filter lets through and reads nothing else', async () => {
    const line = (id: string, value: string): string =>
      `${id},fade,afghanistan,attacks,2020-01,quantile,0.5,${value},10\n`;
    const text = headerText('quantiles') + line('a', '1') + line('b', 'broken') + line('c', '3');
    const rows = await read('quantiles', text, {
      scenario_id: new Set(['a', 'c']),
      target: new Set(['attacks']),
    });
    expect(rows.map(({ value }) => value)).toEqual([1, 3]);
    await expect(read('quantiles', text, { target: new Set(['attacks']) })).rejects.toThrow(
      'quantiles.csv:3: column value: "broken" is not of type number',
    );
  });

  it('refuses what is not the table', async () => {
    await expect(read('quantiles', 'a,b\n', {})).rejects.toThrow(
      ':1: the header is not that of table quantiles',
    );
    await expect(read('quantiles', '', {})).rejects.toThrow('the last line has no end');
    await expect(read('quantiles', `${headerText('quantiles')}a,b\n`, {})).rejects.toThrow(
      ':2: 2 cells, but the header has 9',
    );
    await expect(read('quantiles', `${headerText('quantiles')}a,b`, {})).rejects.toThrow(
      ':2: the last line has no end',
    );
    await expect(read('quantiles', headerText('quantiles'), { value: new Set(['1']) })).rejects.toThrow(
      '"value" is no key column',
    );
  });
});
