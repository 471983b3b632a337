/** Rendezvous hashing picks each candidate as often as any other, and a candidate that would not have won moves nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPACITY, type Cells } from '../../src/model/cells.js';
import { Rendezvous } from '../../src/model/rendezvous.js';
import { foundCell } from '../../src/model/posture.js';
import { COUNTER } from '../../src/model/tallies.js';
import { misfit } from '../goodness-of-fit.js';
import { FIRST, drawsOf, pressed, quiet, regionOf, runMany, scene, total } from '../model-fixture.js';

// Every bound here has a false-alarm rate of 1e-6 under a new seed.
const draws = drawsOf('choices');
const words = new Uint32Array(4);
const saltOf = (ordinal: number): number => {
  draws.words(7, 7, 0x7006, ordinal, words);
  return words[0]!;
};

function candidates(count: number, keyOf: (i: number) => readonly [number, number]): Cells {
  const { world, state } = scene({}, 0);
  for (let i = 0; i < count; i++) foundCell(state, world, ...keyOf(i), regionOf('AF-NAN'));
  return state.cells;
}

/** Keys are random words, as those of cells are. */
const randomKey = (i: number): readonly [number, number] => {
  draws.words(8, i, 0x7006, 0, words);
  return [words[0]!, words[1]!];
};

function winner(cells: Cells, salt: number, slots: readonly number[]): number {
  const choice = new Rendezvous();
  choice.start(salt);
  for (const slot of slots) choice.offer(cells, slot);
  return choice.winner;
}

const slotsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => FIRST + i);

describe('a choice by rendezvous', () => {
  it.each([2, 3, 7, 40])('is uniform over %d candidates', (count) => {
    const cells = candidates(count, randomKey);
    const slots = slotsOf(count);
    const chosen = new Array<number>(count).fill(0);
    for (let n = 0; n < 20_000; n++) chosen[winner(cells, saltOf(n), slots) - FIRST]!++;
    expect(misfit(chosen, new Array<number>(count).fill(1 / count))).toBeLessThan(1);
  });

  it('is uniform over whom it meets, too: one choice each among many sets of candidates', () => {
    // One salt, fresh keys: what a foreign group finds in replicate after replicate.
    const cells = candidates(4000, randomKey);
    const chosen = new Array<number>(5).fill(0);
    for (let n = 0; n < 800; n++) {
      const slots = Array.from({ length: 5 }, (_, i) => FIRST + 5 * n + i);
      chosen[winner(cells, 0x12345678, slots) - FIRST - 5 * n]!++;
    }
    expect(cells.count).toBeLessThan(CAPACITY);
    expect(misfit(chosen, new Array<number>(5).fill(1 / 5))).toBeLessThan(1);
  });

  it('of consecutive events is independent', () => {
    const cells = candidates(3, randomKey);
    const pairs = new Array<number>(9).fill(0);
    let before = winner(cells, saltOf(0), slotsOf(3)) - FIRST;
    for (let n = 1; n < 20_000; n++) {
      const now = winner(cells, saltOf(n), slotsOf(3)) - FIRST;
      pairs[3 * before + now]!++;
      before = now;
    }
    expect(misfit(pairs, new Array<number>(9).fill(1 / 9))).toBeLessThan(1);
  });

  it('does not depend on order, and changes only when its winner is gone or a better one comes', () => {
    // Few low words, so that ties are broken by the high ones.
    const cells = candidates(60, (i) => [100 - i, i % 20]);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: FIRST, max: FIRST + 59 }), { minLength: 2, maxLength: 20 }),
        fc.nat(0xffffffff),
        fc.nat(1000),
        (slots, salt, pick) => {
          const chosen = winner(cells, salt, slots);
          expect(slots).toContain(chosen);
          expect(winner(cells, salt, [...slots].reverse())).toBe(chosen);
          const losers = slots.filter((slot) => slot !== chosen);
          const gone = losers[pick % losers.length]!;
          expect(
            winner(
              cells,
              salt,
              slots.filter((slot) => slot !== gone),
            ),
          ).toBe(chosen);
          expect(winner(cells, salt, losers)).not.toBe(chosen);
        },
      ),
      { seed: 20230704, numRuns: 300 },
    );
  });

  it('of nobody is nobody', () => expect(winner(candidates(0, randomKey), 1, [])).toBe(-1));
});

it('a raid removes either senior figure of a zone as often as the other, and never a vacant one', () => {
  // One cell, raided until it is gone; the posts of Nangarhar are the first four, two of them senior.
  const given = { raids: 60, concealment: 0, 'raid-senior': 1, 'raid-effect': 1, 'raid-destroys': 1 };
  const fallen = [0, 0];
  const parameters = quiet({ ...given, 'initial-share-nangarhar': 1, 'raid-commander': 0 });
  runMany(parameters, pressed(1461, 1), 'seniors', 1500, ({ commanders, tallies }) => {
    const removed = total(tallies, COUNTER.seniors);
    expect(commanders.vacancies.reduce((sum, count) => sum + count, 0)).toBe(removed);
    if (removed === 1) fallen[commanders.vacancies[0] === 1 ? 0 : 1]!++;
  });
  expect(fallen[0]! + fallen[1]!).toBeGreaterThan(1000);
  expect(misfit(fallen, [0.5, 0.5])).toBeLessThan(1);
});
