/** What the journal keeps of an address gives back its tallies to the bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SparseTallies } from '../../src/model/sparse-tallies.js';
import { Tallies } from '../../src/model/tallies.js';
import { recall, RecordWriter, scenariosIn, type Section } from '../../src/runner/tally-record.js';

const MONTHS = 3;
const SIZE = new Tallies(MONTHS).values.length;
const value = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 2 ** 31 + 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const entries = fc.array(fc.tuple(fc.nat(SIZE - 1), value), { maxLength: 60 });

function talliesOf(of: readonly (readonly [number, number])[]): Tallies {
  const tallies = new Tallies(MONTHS);
  for (const [at, amount] of of) tallies.values[at] = amount;
  return tallies;
}

function sectionOf(key: number, tallies: Tallies): Section {
  const sparse = new SparseTallies(SIZE);
  sparse.read(tallies);
  return {
    key: key.toString(16).padStart(32, '0'),
    count: sparse.count,
    at: sparse.at,
    values: sparse.values,
  };
}

describe('a record of tallies', () => {
  it('gives back every scenario, alone and with a history in common', () => {
    const writer = new RecordWriter();
    fc.assert(
      fc.property(entries, fc.array(entries, { minLength: 1, maxLength: 4 }), (common, owns) => {
        const all = owns.map((own) => talliesOf([...common, ...own]));
        const record = writer.write(all.map((tallies, at) => sectionOf(at, tallies)));
        const keys = all.map((_, at) => at.toString(16).padStart(32, '0'));
        expect(scenariosIn(record)).toEqual(keys);
        const into = talliesOf([[5, 17]]);
        for (const [at, tallies] of all.entries()) {
          expect(recall(record, keys[at]!, into)).toBe(true);
          // -0 is no entry, and reads back as 0.
          expect(into.values.map((x) => x + 0)).toEqual(tallies.values.map((x) => x + 0));
        }
        expect(recall(record, 'f'.repeat(32), into)).toBe(false);
      }),
      { seed: 20230701, numRuns: 300 },
    );
  });

  it('writes a history in common once', () => {
    const many = Array.from({ length: 1000 }, (_, at): [number, number] => [2 * at, 0.1 + at]);
    const writer = new RecordWriter();
    const one = writer.write([sectionOf(1, talliesOf(many))]);
    const two = writer.write([
      sectionOf(1, talliesOf(many)),
      sectionOf(2, talliesOf([...many.slice(0, -1), [1998, 7]])),
    ]);
    expect(one.length).toBeGreaterThan(9000);
    expect(two.length - one.length).toBeLessThan(40);
  });

  it('of another version holds nothing', () => {
    const record = new RecordWriter().write([sectionOf(1, talliesOf([[0, 1]]))]);
    record[0] = 2;
    expect(scenariosIn(record)).toEqual([]);
    expect(recall(record, '1'.padStart(32, '0'), new Tallies(MONTHS))).toBe(false);
  });
});
