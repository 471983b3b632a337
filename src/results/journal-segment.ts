/** A segment of a journal as it is read: records whose checksum holds, and what is between them. */
import { fstatSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** First line of a segment: the format and its version. */
export const SEGMENT_LINE = Buffer.from('duel journal 1\n');
/** Starts a record, so that reading can go on behind one that is damaged. */
export const MARK = Buffer.from([0xf5, 0x72, 0x65, 0xc3]);
export const KEY_BYTES = 16;
/** Mark, length, checksum, key. */
export const HEADER_BYTES = 12 + KEY_BYTES;

/** No record of ours is longer; a length above it is damage. */
const LONGEST = 1 << 28;
/** Bytes of records that turn out to be none, by the size of the segment: beyond, the rest is taken for damage. */
const MOST_IN_VAIN = 4;
/** Bytes read at once where the next mark is looked for. */
const STRIDE = 1 << 16;

export type Found =
  | { readonly kind: 'record'; readonly key: string; readonly offset: number; readonly payload: Uint8Array }
  /** The segment ends inside a record. */
  | { readonly kind: 'torn' }
  | { readonly kind: 'fault'; readonly problem: string };

/** What a segment holds, in order. Never throws for its content. @param file open for reading */
export function* scanSegment(file: number): Generator<Found> {
  const { size } = fstatSync(file);
  const line = bytesAt(file, 0, SEGMENT_LINE.length);
  if (!line.equals(SEGMENT_LINE)) {
    const isBeginning = SEGMENT_LINE.subarray(0, line.length).equals(line);
    yield isBeginning
      ? { kind: 'torn' }
      : { kind: 'fault', problem: 'does not begin as a journal of this version' };
    return;
  }
  let damaged: number | null = null;
  // Marks that each claim to begin a long record would otherwise be read again and again.
  let vain = 0;
  for (let at = SEGMENT_LINE.length; at < size;) {
    if (vain > MOST_IN_VAIN * size) {
      yield { kind: 'fault', problem: `bytes ${damaged ?? at} to ${size - 1} are damaged and were left out` };
      return;
    }
    const record = recordAt(file, at, size);
    if (!record) vain += claimedAt(file, at, size);
    if (record) {
      if (damaged !== null)
        yield { kind: 'fault', problem: `bytes ${damaged} to ${at - 1} are damaged and were left out` };
      damaged = null;
      yield record;
      at = record.offset + record.payload.length;
      continue;
    }
    damaged ??= at;
    at = nextMark(file, at + 1, size);
  }
  // What is damaged up to the end is what was being written when the process died.
  if (damaged !== null) yield { kind: 'torn' };
}

function recordAt(file: number, at: number, size: number): (Found & { kind: 'record' }) | null {
  if (size - at < HEADER_BYTES) return null;
  const header = bytesAt(file, at, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MARK.length).equals(MARK)) return null;
  const length = header.readUInt32LE(4);
  const offset = at + HEADER_BYTES;
  if (length > LONGEST || offset + length > size) return null;
  const content = bytesAt(file, at + 12, KEY_BYTES + length);
  if (content.length < KEY_BYTES + length) return null;
  if (crc32(content, crc32(header.subarray(4, 8))) !== header.readUInt32LE(8)) return null;
  const key = content.toString('hex', 0, KEY_BYTES);
  return { kind: 'record', key, offset, payload: content.subarray(KEY_BYTES) };
}

/** Bytes that had to be read to see that there is no record here. */
function claimedAt(file: number, at: number, size: number): number {
  const header = bytesAt(file, at, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MARK.length).equals(MARK)) return 0;
  const length = header.readUInt32LE(4);
  return length > LONGEST || at + HEADER_BYTES + length > size ? HEADER_BYTES : HEADER_BYTES + length;
}

/** Place of the next mark from `from` on; `size` where there is none. */
function nextMark(file: number, from: number, size: number): number {
  for (let at = from; at < size; at += STRIDE) {
    const found = bytesAt(file, at, STRIDE + MARK.length - 1).indexOf(MARK);
    if (found >= 0) return at + found;
  }
  return size;
}

/** Fewer bytes than asked for where the file ends. */
function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, at + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}
