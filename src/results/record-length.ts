/** How long one row of a table may be: a file that was unpacked from little may be one endless line. */
import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError } from './csv-reader.js';

/** In characters or bytes; no table comes near it. */
export const LONGEST_RECORD = 10_000_000;

const BLOCK = 1 << 18;

/** @throws CsvError where the piece of a row that has been read without finding its end is too long */
export function assertRecordLength(length: number, path: string, line: number): void {
  if (length > LONGEST_RECORD)
    throw new CsvError(path, line, `a row of more than ${LONGEST_RECORD} characters: expected a table`);
}

/** An error reaches whoever reads the result, also one that comes when nobody reads any more: then it is nobody's. */
export function unpackedStream(file: Readable): Readable {
  const blocks = createGunzip({ chunkSize: BLOCK });
  pipeline(file, blocks, () => undefined);
  return blocks;
}

/**
 * A file in blocks, unpacked where its name says that it is compressed.
 * @throws CsvError for a line that is too long; Error of zlib for a file that is no gzip file
 */
export async function* linesOfPlausibleLength(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: BLOCK });
  let [line, length] = [1, 0];
  try {
    for await (const chunk of path.endsWith('.gz') ? unpackedStream(file) : file) {
      const block = chunk as Buffer;
      const end = block.lastIndexOf(10);
      length = end < 0 ? length + block.length : block.length - end - 1;
      assertRecordLength(length, path, line);
      for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) line++;
      yield block;
    }
  } finally {
    file.destroy();
  }
}
