/**
 * An append-only journal of finished work: records under keys, kept in a folder that is never rewritten. What was
 * appended before a process died or the power went is read back; what was being written then is left out.
 *
 * Each process appends to a segment of its own, `0001.journal`, `0002.journal` …, so that nothing is ever put behind a
 * torn end, and folders of segments can be joined by copying. A segment is a line that names the format, then records:
 * a mark (4 bytes), the length of the payload and the CRC-32 of length, key and payload (UInt32, little endian), the
 * key (16 bytes), the payload. A record counts only if its checksum holds, so the order in which the disk takes
 * writes does not matter. Records go to the operating system at once (a killed process loses none), and to the disk
 * once a second and at the end (a power cut loses a second of work, which is done again).
 */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeInside } from './folder.js';
import { type Found, HEADER_BYTES, KEY_BYTES, MARK, scanSegment, SEGMENT_LINE } from './journal-segment.js';

/** Inside a run's folder. */
export const JOURNAL_FOLDER = 'journal';

/** Milliseconds between two orders to the disk. */
const SYNC_EVERY = 1000;

const SEGMENT = /^(\d{4,})\.journal$/;

/** Where a payload stands. */
interface Place {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** Finished replicates of a run on disk: read back whatever happened to its files, appended to, never rewritten. */
export class Journal {
  /** What could not be read: sentences that name file and bytes. A torn end is none, see {@link torn}. */
  readonly faults: string[] = [];
  /** Segments whose last record was not written to its end, as a killed process leaves them. */
  torn = 0;
  private readonly places = new Map<string, Place[]>();
  private readonly segments = new Map<number, number>();
  private writing: { readonly segment: number; readonly file: number; size: number } | null = null;
  private synced = -Infinity;
  private syncing = false;
  private syncError: Error | null = null;

  /**
   * Reads the keys of all segments; payloads are read when they are asked for.
   * @param folder need not exist yet
   * @param now milliseconds that only ever grow
   * @param seen called with each intact record, in the order in which they were appended
   */
  constructor(
    private readonly folder: string,
    private readonly now: () => number,
    seen: (key: string, payload: Uint8Array) => void = () => undefined,
  ) {
    for (const segment of segmentsIn(folder)) {
      // Opening a pipe would wait for somebody to write into it.
      if (!statSync(this.pathOf(segment)).isFile()) {
        this.faults.push(`${this.pathOf(segment)}: is no file`);
        continue;
      }
      const file = openSync(this.pathOf(segment), 'r');
      this.segments.set(segment, file);
      for (const found of scanSegment(file)) this.take(segment, found, seen);
    }
  }

  /** Keys with at least one record. */
  get size(): number {
    return this.places.size;
  }

  has(key: string): boolean {
    return this.places.has(key);
  }

  /** Payloads under a key, in the order in which they were appended; empty if there are none. */
  get(key: string): Uint8Array[] {
    return (this.places.get(key) ?? []).map(({ segment, offset, length }) => {
      const payload = Buffer.alloc(length);
      if (readSync(this.segments.get(segment)!, payload, 0, length, offset) < length)
        throw new Error(`${this.pathOf(segment)} has become shorter while it was read`);
      return payload;
    });
  }

  /**
   * Appends a record; it is with the operating system when this returns.
   * @param key 32 hex digits, see `journalKey`
   * @throws Error of the disk (ENOSPC, EROFS, ENOENT …), also for an earlier order to it that failed
   */
  append(key: string, payload: Uint8Array): void {
    if (this.syncError) throw this.syncError;
    const writing = (this.writing ??= this.newSegment());
    const record = Buffer.alloc(HEADER_BYTES + payload.length);
    MARK.copy(record);
    record.writeUInt32LE(payload.length, 4);
    if (record.write(key, 12, 'hex') !== KEY_BYTES || key.length !== 2 * KEY_BYTES)
      throw new RangeError(`"${key}" is not a key of ${2 * KEY_BYTES} hex digits`);
    record.set(payload, HEADER_BYTES);
    record.writeUInt32LE(crc32(record.subarray(12), crc32(record.subarray(4, 8))), 8);
    for (let written = 0; written < record.length;)
      written += writeSync(writing.file, record, written, record.length - written, writing.size + written);
    const offset = writing.size + HEADER_BYTES;
    writing.size += record.length;
    this.index(key, { segment: writing.segment, offset, length: payload.length });
    this.sync(writing.file);
  }

  /** Waits for the disk and lets go of the files. */
  close(): void {
    try {
      if (this.writing) fdatasyncSync(this.writing.file);
    } finally {
      for (const file of this.segments.values()) closeSync(file);
      this.segments.clear();
      this.writing = null;
    }
  }

  private take(segment: number, found: Found, seen: (key: string, payload: Uint8Array) => void): void {
    switch (found.kind) {
      case 'record':
        this.index(found.key, { segment, offset: found.offset, length: found.payload.length });
        seen(found.key, found.payload);
        break;
      case 'torn':
        this.torn++;
        break;
      case 'fault':
        this.faults.push(`${this.pathOf(segment)}: ${found.problem}`);
    }
  }

  private index(key: string, place: Place): void {
    const places = this.places.get(key);
    if (places) places.push(place);
    else this.places.set(key, [place]);
  }

  private newSegment(): NonNullable<typeof this.writing> {
    makeInside(this.folder);
    // Or the power could take the names with it: that of the journal, and below that of the segment.
    syncNames(dirname(this.folder));
    const segment = 1 + Math.max(0, ...segmentsIn(this.folder));
    const file = openSync(this.pathOf(segment), 'wx+');
    this.segments.set(segment, file);
    writeSync(file, SEGMENT_LINE);
    syncNames(this.folder);
    return { segment, file, size: SEGMENT_LINE.length };
  }

  private sync(file: number): void {
    const now = this.now();
    if (this.syncing || now - this.synced < SYNC_EVERY) return;
    this.synced = now;
    this.syncing = true;
    fdatasync(file, (error) => {
      this.syncing = false;
      // Closed in the meantime: then closing has waited for the disk.
      if (error && this.writing?.file === file) this.syncError = error;
    });
  }

  private pathOf(segment: number): string {
    return join(this.folder, segmentName(segment));
  }
}

/** Waits until the names in a folder are on the disk. */
function syncNames(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export function segmentName(segment: number): string {
  return `${String(segment).padStart(4, '0')}.journal`;
}

/** Bytes of all segments together. @throws Error of the disk */
export function journalBytes(folder: string): number {
  return segmentsIn(folder).reduce((sum, at) => sum + statSync(join(folder, segmentName(at))).size, 0);
}

/** Numbers of the segments in a folder, ascending; none where there is no folder. @throws Error of the disk */
export function segmentsIn(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const numbers = names.flatMap((name) => {
    const match = SEGMENT.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return numbers.sort((a, b) => a - b);
}
