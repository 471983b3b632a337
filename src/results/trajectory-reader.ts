/** Streams `trajectories.csv.gz`: decompress, split into lines, keep what the filter lets through. */
import { createReadStream } from 'node:fs';
import type { Column } from './column.js';
import { type RowOf, TABLES } from './columns.js';
import { cellOf, headerText, TableError } from './csv.js';
import { CsvError, parseCsv } from './csv-reader.js';
import { assertRecordLength, unpackedStream } from './record-length.js';

/** Rows to keep; what is not given is not filtered. */
export interface TrajectoryFilter {
  readonly scenario_id?: string;
  readonly explanation?: string;
  readonly locations?: ReadonlySet<string>;
  readonly targets?: ReadonlySet<string>;
}

const COLUMNS: readonly Column[] = TABLES.trajectories.columns;
const [, , RUN, REPLICATE, , , MONTH, VALUE] = TABLES.trajectories.columns;
const BLOCK = 1 << 18;

/**
 * Rows in file order, one block for each piece that was decompressed.
 * @throws CsvError with file and line, also where the compressed file breaks off.
 */
export async function* trajectoryRows(
  path: string,
  filter: TrajectoryFilter,
): AsyncGenerator<RowOf<'trajectories'>[]> {
  const chunks = unpackedStream(createReadStream(path, { highWaterMark: BLOCK }));
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const header = headerText('trajectories').trimEnd();
  let line = 0;
  let rest = '';
  try {
    for await (const chunk of chunks) {
      const rows: RowOf<'trajectories'>[] = [];
      const text = rest + decoder.decode(chunk as Buffer, { stream: true });
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        const row = text.slice(start, end);
        start = end + 1;
        line++;
        if (line > 1) {
          const read = rowOf(row, filter, path, line);
          if (read) rows.push(read);
        } else if (row !== header) {
          throw new CsvError(path, 1, `the header is not that of table trajectories, which is ${header}`);
        }
      }
      rest = text.slice(start);
      assertRecordLength(rest.length, path, line + 1);
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw new CsvError(path, line + 1, `cannot be decompressed: ${message}`);
    throw error;
  }
  if (rest !== '' || line === 0) {
    throw new CsvError(path, line + 1, 'the last line has no end: the file is truncated');
  }
}

function rowOf(
  text: string,
  filter: TrajectoryFilter,
  path: string,
  line: number,
): RowOf<'trajectories'> | null {
  if (!text.includes('"') && isElsewhere(text, filter)) return null;
  const cells = text.includes('"') ? parseCsv(text, path).header : text.split(',');
  if (cells.length !== COLUMNS.length) {
    throw new CsvError(path, line, `${cells.length} cells, but the header has ${COLUMNS.length}`);
  }
  const [scenario_id, explanation, run, replicate, location, target, month, value] = cells as Cells;
  if (filter.scenario_id !== undefined && filter.scenario_id !== scenario_id) return null;
  if (filter.explanation !== undefined && filter.explanation !== explanation) return null;
  if (filter.locations && !filter.locations.has(location)) return null;
  if (filter.targets && !filter.targets.has(target)) return null;
  try {
    return {
      scenario_id,
      explanation,
      run_grouping: cellOf(RUN, run) as number,
      stochastic_run: cellOf(REPLICATE, replicate) as number,
      location,
      target,
      month: cellOf(MONTH, month) as string,
      value: cellOf(VALUE, value) as number | null,
    };
  } catch (error) {
    if (error instanceof TableError) throw new CsvError(path, line, error.message);
    throw error;
  }
}

/** Whether location or target of a bare line is not wanted; told without taking the line apart, since most are not. */
function isElsewhere(text: string, { locations, targets }: TrajectoryFilter): boolean {
  if (!locations && !targets) return false;
  let start = 0;
  for (let cell = 0; cell < 4; cell++) start = text.indexOf(',', start) + 1;
  const middle = text.indexOf(',', start);
  const end = text.indexOf(',', middle + 1);
  // A line with too few cells is for the caller to refuse.
  if (start === 0 || middle < 0 || end < 0) return false;
  return (
    (locations !== undefined && !locations.has(text.slice(start, middle))) ||
    (targets !== undefined && !targets.has(text.slice(middle + 1, end)))
  );
}

type Cells = [string, string, string, string, string, string, string, string];
