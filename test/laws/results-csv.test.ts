import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/results/column.js';
import { type RowOf, TABLE_NAMES, TABLES, type TableName } from '../../src/results/columns.js';
import { headerText, rowText } from '../../src/results/csv.js';
import { DIGITS, numberText, writeNumber } from '../../src/results/decimal.js';
import { parseTable } from '../../src/results/csv-reader.js';
import { gzipMember } from '../../src/results/gzip.js';
import { keyOrder, sortedByKey } from '../../src/results/key-order.js';
import { nearestName, PAIRS, twoWords } from '../../src/results/run-name.js';

const SEED = 20230701;

/** Text with what is special in CSV and in spreadsheets far more often than chance would have it. */
const text = fc
  .array(fc.oneof(fc.constantFrom(',', '"', '\n', '\r', '=', '-', '@', "'", '\t', 'é', ' '), fc.string()), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''))
  .filter((joined) => joined !== '');

/** Numbers that survive rounding to the digits that are written. */
const number = fc
  .double({ noNaN: true, min: -1e300, max: 1e300 })
  .map((value) => (Number.isInteger(value) && !Number.isSafeInteger(value) ? 0.5 : value))
  .map((value) => Number(value.toPrecision(DIGITS)) + 0);

const month = fc.tuple(fc.integer({ min: 2020, max: 2035 }), fc.integer({ min: 1, max: 12 }));
const yearmonth = month.map(([year, of]) => `${year}-${String(of).padStart(2, '0')}`);

function cell(column: Column): fc.Arbitrary<unknown> {
  const present: fc.Arbitrary<unknown> = {
    string: text,
    integer: fc.maxSafeInteger().map((value) => value + 0),
    number,
    boolean: fc.boolean(),
    yearmonth,
    date: yearmonth.map((of) => `${of}-28`),
  }[column.type];
  return column.missing ? fc.option(present, { nil: null }) : present;
}

const rowsOf = <Name extends TableName>(name: Name): fc.Arbitrary<RowOf<Name>[]> =>
  fc.array(fc.record(Object.fromEntries(TABLES[name].columns.map((column) => [column.name, cell(column)]))), {
    maxLength: 8,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<RowOf<Name>[]>;

describe('writing then reading a table', () => {
  it.each(TABLE_NAMES)('gives back its rows: %s', (name) => {
    fc.assert(
      fc.property(rowsOf(name), (rows) => {
        const written = headerText(name) + rows.map((row) => rowText(name, row)).join('');
        expect(parseTable(name, written, 'f.csv')).toEqual(rows.map((row) => ({ ...row })));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('keeps 10 digits of every number, and all of a whole one', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const back = Number(numberText(value));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) * 0.5e-9);
        expect(numberText(back)).toBe(numberText(value));
      }),
      { seed: SEED },
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(Number(numberText(value))).toBe(value + 0);
      }),
      { seed: SEED },
    );
  });

  it('is the shortest decimal of ten digits, as text and as bytes', () => {
    const around = fc
      .tuple(
        fc.integer({ min: 1, max: 1e10 }),
        fc.integer({ min: -8, max: 18 }),
        fc.constantFrom(0, 1e-16, -1e-16),
      )
      .map(([digits, exponent, off]) => (digits / 10 ** exponent) * (1 + off));
    // Halves of the tenth digit are ties, or next to one.
    const ties = fc.integer({ min: 1e9, max: 1e10 - 1 }).map((digits) => (digits + 0.5) / 1024);
    const plain = fc.double({ min: 0, max: 1e12, noNaN: true });
    const out = new Uint8Array(64);
    fc.assert(
      fc.property(fc.oneof(around, ties, plain, number), (value) => {
        const isWhole = Number.isSafeInteger(value);
        const expected = String(isWhole ? value : Number(value.toPrecision(DIGITS)));
        expect(numberText(value)).toBe(expected);
        const end = writeNumber(out, 7, value);
        expect(Buffer.from(out.subarray(7, end)).toString()).toBe(expected);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

describe('sortedByKey', () => {
  it('puts rows in key order whatever order they came in', () => {
    fc.assert(
      fc.property(rowsOf('quantiles'), fc.infiniteStream(fc.nat()), (rows, weights) => {
        const order = keyOrder('quantiles');
        const unique = rows.filter((row, at) => rows.findIndex((other) => order(row, other) === 0) === at);
        const shuffled = unique
          .map((row) => [weights.next().value as number, row] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, row]) => row);
        const sorted = sortedByKey('quantiles', shuffled);
        expect(sorted).toEqual(sortedByKey('quantiles', unique));
        for (let at = 1; at < sorted.length; at++)
          expect(order(sorted[at - 1]!, sorted[at]!)).toBeLessThan(0);
      }),
      { seed: SEED },
    );
  });

  it('sorts numbers by value and text by code units', () => {
    const row = (explanation: string, n: number): RowOf<'convergence'> => ({
      scenario_id: 'a',
      explanation,
      target: 'attacks',
      location: 'all',
      n,
      estimate: null,
      mc_lower: null,
      mc_upper: null,
      level: 0.9,
      mcse: null,
      n_draws: 1,
    });
    const sorted = sortedByKey('convergence', [row('fade', 10), row('fade', 9), row('Z', 100), row('é', 1)]);
    expect(sorted.map(({ explanation, n }) => [explanation, n])).toEqual([
      ['Z', 100],
      ['fade', 9],
      ['fade', 10],
      ['é', 1],
    ]);
    expect(() => sortedByKey('convergence', [row('fade', 9), row('mixed', 9), row('fade', 9)])).toThrow(
      'table convergence: two rows with the key scenario_id=a, explanation=fade, target=attacks, location=all, n=9',
    );
  });
});

describe('gzip members', () => {
  it('concatenated are the whole when decompressed, and the same bytes each time', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (pieces) => {
        const members = pieces.map((piece) => gzipMember(piece));
        expect(gunzipSync(Buffer.concat(members)).toString()).toBe(Buffer.from(pieces.join('')).toString());
        expect(pieces.map((piece) => gzipMember(piece))).toEqual(members);
      }),
      { seed: SEED },
    );
  });
});

describe('names of runs', () => {
  it('try every pair of words before one comes again', () => {
    const names = new Set(Array.from({ length: PAIRS }, (_, attempt) => twoWords(0.37, attempt)));
    expect(names.size).toBe(PAIRS);
    for (const name of names) expect(name).toMatch(/^[a-z]+-[a-z]+$/);
  });

  it('are found by a near miss, with or without the date', () => {
    const names = ['2026-01-02-quiet-heron', '2026-01-03-windy-acorn'];
    expect(nearestName('quiet-herom', names)).toBe(names[0]);
    expect(nearestName('2026-01-03-windy-acrn', names)).toBe(names[1]);
    expect(nearestName('something-else', names)).toBeUndefined();
  });
});
