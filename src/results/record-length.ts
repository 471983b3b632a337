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
  // The pipeline lets go of its streams when they end; what is still being unpacked then may yet fail.
  blocks.on('error', () => undefined);
  pipeline(file, blocks, () => undefined);
  return blocks;
}

/**
 * Lines of a file without their ends, a block at a time; unpacked where its name says that it is compressed.
 * @throws CsvError for a line that is too long; Error of zlib for a file that is no gzip file
 */
export async function* linesOf(path: string): AsyncGenerator<string[]> {
  const file = createReadStream(path, { highWaterMark: BLOCK });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let [line, rest] = [1, ''];
  try {
    for await (const block of path.endsWith('.gz') ? unpackedStream(file) : file) {
      const lines = (rest + decoder.decode(block as Buffer, { stream: true })).split('\n');
      rest = lines.pop()!;
      line += lines.length;
      assertRecordLength(rest.length, path, line);
      yield lines.map((text) => (text.endsWith('\r') ? text.slice(0, -1) : text));
    }
    if (rest !== '') yield [rest];
  } finally {
    file.destroy();
  }
}
