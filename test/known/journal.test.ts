/** The journal of finished work: what is read back, whatever happened to its files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../src/results/journal.js';
import { HEADER_BYTES, SEGMENT_LINE } from '../../src/results/journal-segment.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = (at: number): string => at.toString(16).padStart(32, '0');
const open = () => new Journal(folder, () => 0);
const FIRST = '0001.journal';

function filled(...payloads: readonly string[]): Buffer {
  const journal = open();
  for (const [at, payload] of payloads.entries()) journal.append(key(at), Buffer.from(payload));
  journal.close();
  return readFileSync(join(folder, FIRST));
}

/** All that is read back, by key. */
function read(): {
  readonly records: Record<string, string[]>;
  readonly faults: readonly string[];
  torn: number;
} {
  const seen: [string, string][] = [];
  const journal = new Journal(
    folder,
    () => 0,
    (of, payload) => seen.push([of, Buffer.from(payload).toString()]),
  );
  const keys = [...new Set(seen.map(([of]) => of))];
  const records = Object.fromEntries(
    keys.map((of) => [of, journal.get(of).map((payload) => Buffer.from(payload).toString())]),
  );
  expect(Object.values(records).flat().sort()).toEqual(seen.map(([, payload]) => payload).sort());
  const { faults, torn } = journal;
  journal.close();
  return { records, faults, torn };
}

describe('the journal', () => {
  it('gives back what was appended, by process after process, and writes nothing where nothing was', () => {
    open().close();
    expect(readdirSync(folder)).toEqual([]);
    filled('one', '', 'three');
    const again = open();
    again.append(key(0), Buffer.from('another of the same'));
    expect(again.get(key(0)).map(String)).toEqual(['one', 'another of the same']);
    expect([again.size, again.has(key(1)), again.has(key(3))]).toEqual([3, true, false]);
    again.close();
    expect(readdirSync(folder).sort()).toEqual([FIRST, '0002.journal']);
    expect(read()).toEqual({
      records: { [key(0)]: ['one', 'another of the same'], [key(1)]: [''], [key(2)]: ['three'] },
      faults: [],
      torn: 0,
    });
  });

  it('has lost only the last record where it was cut at any byte, and goes on behind it', () => {
    const payloads = ['a', 'bb', '', 'dddd'];
    const bytes = filled(...payloads);
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(join(folder, FIRST), bytes.subarray(0, length));
      let [whole, end] = [0, SEGMENT_LINE.length];
      while (whole < payloads.length && end + HEADER_BYTES + payloads[whole]!.length <= length)
        end += HEADER_BYTES + payloads[whole++]!.length;
      const found = read();
      expect(Object.values(found.records)).toEqual(payloads.slice(0, whole).map((payload) => [payload]));
      expect(found.faults).toEqual([]);
      expect(found.torn).toBe(Number(length !== end));
    }
  });

  it('leaves out exactly the record in which any bit was turned, and says where', () => {
    const payloads = ['first', 'second', 'third'];
    const bytes = filled(...payloads);
    const start = SEGMENT_LINE.length + HEADER_BYTES + payloads[0]!.length;
    const length = HEADER_BYTES + payloads[1]!.length;
    for (let at = start; at < start + length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const turned = Buffer.from(bytes);
        turned[at]! ^= 1 << bit;
        writeFileSync(join(folder, FIRST), turned);
        const { records, faults } = read();
        expect(Object.values(records)).toEqual([['first'], ['third']]);
        expect(faults).toEqual([
          `${join(folder, FIRST)}: bytes ${start} to ${start + length - 1} are damaged and were left out`,
        ]);
      }
    }
    writeFileSync(join(folder, FIRST), 'something else altogether');
    expect(read().faults[0]).toMatch(/0001\.journal: does not begin as a journal of this version$/);
  });

  it('finds records whose payload looks like the mark of one', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (payloads) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        const journal = open();
        const marked = payloads.map((bytes) => Buffer.concat([Buffer.from([0xf5, 0x72, 0x65, 0xc3]), bytes]));
        for (const [at, payload] of marked.entries()) journal.append(key(at), payload);
        journal.close();
        const again = open();
        expect(marked.map((_, at) => Buffer.from(again.get(key(at))[0]!))).toEqual(marked);
        again.close();
      }),
      { seed: 20230701, numRuns: 50 },
    );
  });

  it('refuses a key that is none, and says so where a file has shrunk under it', () => {
    filled('one');
    const journal = open();
    expect(() => journal.append('abc', Buffer.alloc(0))).toThrow('"abc" is not a key of 32 hex digits');
    truncateSync(join(folder, FIRST), 20);
    expect(() => journal.get(key(0))).toThrow('0001.journal has become shorter while it was read');
    journal.close();
  });

  it('asks the disk to keep what it was given at most once a second', async () => {
    let clock = 0;
    const journal = new Journal(folder, () => clock);
    for (const at of [0, 1, 2]) journal.append(key(at), Buffer.from('x'));
    clock = 1000;
    journal.append(key(3), Buffer.from('x'));
    journal.close();
    // The order that was out when the file was closed comes back without harm.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Object.keys(read().records)).toHaveLength(4);
  });
});
