/**
 * What the journal keeps of an address: the tallies of every scenario that was done, without their zeros. Windows,
 * months and probes are read off them anew, so that other outputs, bars or assertions cost no simulation.
 *
 * Layout: version (1 byte), number of scenarios (UInt16), for each its key (16 bytes) and the length of its section
 * (UInt32), then the sections; all little endian. A section says how many entries it shares with the first one, since
 * scenarios have a common history, then how many follow, then these: twice the distance to the index before, plus 1
 * where the value is a Float64 and not a whole number, then the value. Whole numbers are base-128 varints.
 */
import type { Tallies } from '../model/tallies.js';

/** Tallies without their zeros under the key of a scenario. */
export interface Section {
  /** 32 hex digits. */
  readonly key: string;
  /** Entries. */
  readonly count: number;
  /** Indices in `Tallies.values`, ascending. */
  readonly at: Uint32Array;
  readonly values: Float64Array;
}

const VERSION = 1;
const KEY_BYTES = 16;
const TABLE_START = 3;
const TABLE_ROW = KEY_BYTES + 4;
/** Bytes of an entry at most: two varints of five bytes, or one and a Float64. */
const ENTRY = 13;
const LARGEST_WHOLE = 2 ** 31;
/** Of a varint of seven bytes, more than is ever written. */
const LARGEST_FACTOR = 2 ** 49;

/** Puts sections into records. Holds a buffer, which grows. */
export class RecordWriter {
  private bytes = Buffer.alloc(1 << 16);
  private size = 0;

  /** A buffer of its own. @param sections at least one */
  write(sections: readonly Section[]): Uint8Array {
    const [first] = sections;
    const most = sections.reduce((sum, { count }) => sum + 10 + ENTRY * count, 0);
    const table = TABLE_START + TABLE_ROW * sections.length;
    if (this.bytes.length < table + most) this.bytes = Buffer.alloc(2 * (table + most));
    const { bytes } = this;
    bytes.writeUInt8(VERSION, 0);
    bytes.writeUInt16LE(sections.length, 1);
    this.size = table;
    for (const [index, section] of sections.entries()) {
      const start = this.size;
      const shared = index === 0 ? 0 : sharedEntries(first!, section);
      this.whole(shared);
      this.whole(section.count - shared);
      this.entries(section, shared);
      const row = TABLE_START + TABLE_ROW * index;
      bytes.write(section.key, row, 'hex');
      bytes.writeUInt32LE(this.size - start, row + KEY_BYTES);
    }
    return new Uint8Array(bytes.subarray(0, this.size));
  }

  private entries({ at, values, count }: Section, from: number): void {
    let previous = from === 0 ? -1 : at[from - 1]!;
    for (let entry = from; entry < count; entry++) {
      const index = at[entry]!;
      const value = values[entry]!;
      const isWhole = value > 0 && value < LARGEST_WHOLE && Number.isInteger(value);
      this.whole(2 * (index - previous - 1) + (isWhole ? 0 : 1));
      previous = index;
      if (isWhole) this.whole(value);
      else this.size = this.bytes.writeDoubleLE(value, this.size);
    }
  }

  private whole(value: number): void {
    const { bytes } = this;
    let left = value;
    while (left > 127) {
      bytes[this.size++] = 128 | (left & 127);
      left >>>= 7;
    }
    bytes[this.size++] = left;
  }
}

/** Entries at the beginning that are the same in both. */
function sharedEntries(a: Section, b: Section): number {
  const most = Math.min(a.count, b.count);
  let entry = 0;
  while (entry < most && a.at[entry] === b.at[entry] && a.values[entry] === b.values[entry]) entry++;
  return entry;
}

/** Keys of the scenarios that a record holds; none for a record of another version. */
export function scenariosIn(record: Uint8Array): string[] {
  return tableOf(bufferOf(record)).map(({ key }) => key);
}

/** Fills tallies with what a record holds of a scenario. @returns false where it holds nothing of it that can be read. */
export function recall(record: Uint8Array, scenario: string, tallies: Tallies): boolean {
  const bytes = bufferOf(record);
  const table = tableOf(bytes);
  const own = table.find(({ key }) => key === scenario);
  if (!own) return false;
  tallies.clear();
  try {
    const reader = new SectionReader(bytes, own.start);
    const shared = reader.whole();
    const count = reader.whole();
    let previous = -1;
    if (shared > 0) {
      const first = new SectionReader(bytes, table[0]!.start);
      first.whole();
      first.whole();
      previous = first.entries(tallies.values, -1, shared);
    }
    reader.entries(tallies.values, previous, count);
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    tallies.clear();
    return false;
  }
}

function tableOf(bytes: Buffer): { readonly key: string; readonly start: number }[] {
  if (bytes[0] !== VERSION) return [];
  // A checksum that holds does not say that this program wrote it.
  const count = bytes.length < TABLE_START ? 0 : bytes.readUInt16LE(1);
  let start = TABLE_START + TABLE_ROW * count;
  if (bytes.length < start) return [];
  return Array.from({ length: count }, (_, index) => {
    const row = TABLE_START + TABLE_ROW * index;
    const found = { key: bytes.toString('hex', row, row + KEY_BYTES), start };
    start += bytes.readUInt32LE(row + KEY_BYTES);
    return found;
  });
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

class SectionReader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  /** @throws RangeError where the record breaks off, or a number has no end */
  whole(): number {
    let value = 0;
    for (let factor = 1; factor < LARGEST_FACTOR; factor *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('the record breaks off');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new RangeError('a number without an end');
  }

  /**
   * @param previous index of the entry before
   * @returns index of the last one
   * @throws RangeError where there are fewer entries, or one that the tallies have no place for
   */
  entries(values: Float64Array, previous: number, count: number): number {
    let index = previous;
    for (let entry = 0; entry < count; entry++) {
      const step = this.whole();
      index += 1 + Math.floor(step / 2);
      if (index >= values.length) throw new RangeError('an entry beyond the tallies');
      if (step % 2 === 0) {
        values[index] = this.whole();
        continue;
      }
      values[index] = this.bytes.readDoubleLE(this.at);
      this.at += 8;
    }
    return index;
  }
}
