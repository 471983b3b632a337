/** Files that people hand in, read within limits: none fills the memory, whatever it claims to be. Reads the disk. */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Largest table that is held in memory as a whole, in bytes, unpacked; the posterior that ships has 6 MB. */
export const LARGEST_TABLE = 32_000_000;

/** A file that cannot be taken in; the message continues a sentence that begins with its name. */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';

  /** @param expected what would have been right; may be empty */
  constructor(
    readonly problem: string,
    readonly expected: string,
    options?: ErrorOptions,
  ) {
    super(expected === '' ? problem : `${problem}: expected ${expected}`, options);
  }
}

/**
 * Bytes of a regular file. A device or a pipe is none: it might never end.
 * @throws InputFileError for what is no file or too large; Error of the system where it cannot be read
 */
export function bytesOf(path: string, most: number): Buffer {
  const found = statSync(path);
  if (!found.isFile()) throw new InputFileError('is no file', 'a file');
  if (found.size > most) throw new InputFileError(`has ${sizeText(found.size)}`, `at most ${sizeText(most)}`);
  return readFileSync(path);
}

/** Bytes of a table, unpacked where they begin as a gzip file. @throws InputFileError where that does not work */
export function unpacked(bytes: Uint8Array, most = LARGEST_TABLE): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [problem, expected] =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? ['is larger when it is unpacked', `at most ${sizeText(most)}`]
        : [`cannot be decompressed (${message})`, 'a whole gzip file'];
    throw new InputFileError(problem!, expected!, { cause: error });
  }
}

/** Text of a table, which may be compressed. @throws as {@link bytesOf} and {@link unpacked} */
export function tableText(path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(unpacked(bytesOf(path, LARGEST_TABLE)));
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
