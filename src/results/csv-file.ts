/** Somebody's CSV file: its header, and how it comes into the database, with errors that say file and line. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, parseCsv } from './csv-reader.js';
import { type Bindings, type Engine, EngineError } from './engine.js';
import { unpackedStream } from './record-length.js';

export type SqlType = 'VARCHAR' | 'INTEGER' | 'DOUBLE';

const BLOCK = 1 << 20;
/** Tables of results are 10 to 60 times as large when they are unpacked; what is made to fill a disk, a thousand times. */
const MOST_TIMES = 300;
/** Bytes below which that does not matter. */
const LEAST_UNPACKED = 1 << 26;
/** Most columns; tables of results have some twenty. */
const MOST_COLUMNS = 500;
/** A header longer than this is none. */
const LONGEST_HEADER = 1 << 16;
const EXPECTED: Readonly<Record<SqlType, string>> = {
  VARCHAR: 'text',
  INTEGER: 'a whole number',
  DOUBLE: 'a number',
};

/** RFC 4180 with LF or CRLF, gzipped or not (by its first bytes, not its name); a byte order mark is skipped. */
export class CsvFile {
  private constructor(
    /** As it was named. */
    readonly path: string,
    readonly header: readonly string[],
    private readonly compressed: boolean,
  ) {}

  /** @throws CsvError for a file that is empty or has no header of comma-separated, different names */
  static async open(path: string): Promise<CsvFile> {
    const compressed = await startsWith(path, [0x1f, 0x8b]);
    const text = (await firstLine(path, compressed)).replace(/\r$/, '');
    const { header } = parseCsv(text, path);
    if (header.length > MOST_COLUMNS)
      throw new CsvError(path, 1, `${header.length} columns: expected at most ${MOST_COLUMNS}`);
    const twice = header.find((name, at) => header.indexOf(name) !== at);
    if (twice !== undefined) throw new CsvError(path, 1, `two columns are called "${twice}"`);
    if (header.length === 1 && /[;\t]/.test(text))
      throw new CsvError(path, 1, `the header is "${text}": expected names separated by commas`);
    return new CsvFile(path, header, compressed);
  }

  has(column: string): boolean {
    return this.header.includes(column);
  }

  /** The name of a column in the database; what the header says never becomes part of a statement. */
  sql(column: string): string {
    const at = this.header.indexOf(column);
    if (at < 0) throw new RangeError(`${this.path} has no column ${column}`);
    return `c${at}`;
  }

  /**
   * Makes a table of the file.
   *
   * @param types of columns by their names in the header; others are text
   * @param select what the table holds, as SQL over the names that {@link sql} gives
   * @throws CsvError with the line of what cannot be read
   */
  async into(
    engine: Engine,
    table: string,
    types: Readonly<Record<string, SqlType>>,
    select: string,
  ): Promise<void> {
    const file = await this.readable(engine, table);
    const typed = (name: string): SqlType => types[name] ?? 'VARCHAR';
    try {
      await engine.run(`CREATE TABLE ${table} AS SELECT ${select} FROM ${this.reader(typed)}`, { file });
    } catch (error) {
      throw error instanceof EngineError ? this.translated(error, typed) : error;
    } finally {
      await rm(file, { force: true });
    }
  }

  /**
   * The first line of which a condition over the columns as text holds, for a message; `null` where there is none.
   * Lines are counted as rows: a quoted cell with a line end in it moves what comes after.
   */
  async lineOf(engine: Engine, condition: string, bindings: Bindings = {}): Promise<number | null> {
    const file = await this.readable(engine, 'lines');
    try {
      const numbered = `SELECT *, row_number() OVER () + 1 AS line FROM ${this.reader(() => 'VARCHAR')}`;
      const [row] = await engine.rows(`SELECT min(line) AS line FROM (${numbered}) WHERE ${condition}`, {
        ...bindings,
        file,
      });
      return row?.['line'] === null ? null : Number(row?.['line']);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** @throws CsvError with the line where one of these columns is empty */
  async assertFilled(engine: Engine, columns: readonly string[]): Promise<void> {
    for (const name of columns) {
      const line = await this.lineOf(engine, `${this.sql(name)} IS NULL`);
      if (line === null) continue;
      throw new CsvError(this.path, line, `column ${name} is empty, but every row must have it`);
    }
  }

  /** @throws CsvError with the line where a column is infinite or not a number by name */
  async assertFinite(engine: Engine, column: string): Promise<void> {
    const line = await this.lineOf(engine, `NOT isfinite(TRY_CAST(${this.sql(column)} AS DOUBLE))`);
    if (line === null) return;
    throw new CsvError(this.path, line, `column ${column}: expected a finite number, or nothing if missing`);
  }

  private reader(typed: (name: string) => SqlType): string {
    const columns = this.header.map((name, at) => `c${at}: '${typed(name)}'`).join(', ');
    return (
      `read_csv($file, columns = {${columns}}, header = false, skip = 1, auto_detect = false, delim = ',', ` +
      `quote = '"', escape = '"', nullstr = '', compression = 'none')`
    );
  }

  /**
   * A name of our own for the file, inside the engine's folder: the database would take `*` or `[` in a name for a
   * pattern. A compressed file is unpacked there, since the database notices neither a wrong checksum nor a file
   * that breaks off.
   */
  private async readable(engine: Engine, name: string): Promise<string> {
    const file = join(engine.folder, `${name}.csv`);
    if (!this.compressed) {
      await symlink(resolve(this.path), file);
      return file;
    }
    const packed = createReadStream(this.path, { highWaterMark: BLOCK });
    const most = Math.max(LEAST_UNPACKED, MOST_TIMES * (await stat(this.path)).size);
    let size = 0;
    const counted = new Transform({
      transform: (block: Buffer, _, done) => {
        size += block.length;
        if (size > most) done(new RangeError('too large'));
        else done(null, block);
      },
    });
    try {
      await pipeline(packed, createGunzip({ chunkSize: BLOCK }), counted, createWriteStream(file));
    } catch (error) {
      if (error instanceof RangeError)
        throw new CsvError(
          this.path,
          1,
          `is more than ${MOST_TIMES} times as large when it is unpacked: expected a table`,
        );
      const { code, message } = error as NodeJS.ErrnoException;
      if (!code?.startsWith('Z_')) throw error;
      const whole = await rowsIn(file);
      throw new CsvError(this.path, whole + 1, `cannot be decompressed: ${message}`);
    }
    return file;
  }

  private translated({ message }: EngineError, typed: (name: string) => SqlType): Error {
    const line = Number(/CSV Error on Line: (\d+)/.exec(message)?.[1]);
    if (Number.isNaN(line)) {
      const [first] = message.replace(/^.*? Error: /, '').split('\n');
      return new CsvError(this.path, 1, `cannot be read (are all line ends alike?): ${first}`);
    }
    const cells = /Expected Number of Columns: \d+ Found: (\d+)/.exec(message)?.[1];
    const column = /Error when converting column "c(\d+)"/.exec(message)?.[1];
    const text = /Could not convert string "(.*)" to/s.exec(message)?.[1];
    let problem = message.split('\n').find((part) => /quote|utf-8|unicode|maximum/i.test(part)) ?? message;
    if (cells !== undefined) problem = `${cells} cells, but the header has ${this.header.length}`;
    if (column !== undefined) {
      const name = this.header[Number(column)]!;
      problem = `column ${name}: "${text ?? ''}" is not ${EXPECTED[typed(name)]}`;
    }
    return new CsvError(this.path, line, problem);
  }
}

async function startsWith(path: string, bytes: readonly number[]): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
    return bytesRead === bytes.length && bytes.every((byte, at) => buffer[at] === byte);
  } finally {
    await file.close();
  }
}

/** Text up to the first LF. */
async function firstLine(path: string, compressed: boolean): Promise<string> {
  const bytes = createReadStream(path);
  let text = '';
  try {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for await (const chunk of compressed ? unpackedStream(bytes) : bytes) {
      text += decoder.decode(chunk as Buffer, { stream: true });
      const end = text.indexOf('\n');
      if (end >= 0) return text.slice(0, end);
      if (text.length > LONGEST_HEADER)
        throw new CsvError(path, 1, 'the first line is no header: it is too long');
    }
    return text;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw new CsvError(path, 1, `cannot be decompressed: ${message}`);
    throw error;
  } finally {
    bytes.destroy();
  }
}

/** Line ends in a file of which only the beginning was written. */
async function rowsIn(file: string): Promise<number> {
  let count = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: BLOCK }) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}
