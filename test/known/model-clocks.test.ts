import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../src/model/arrivals.js';
import { CAPACITY, CLOCK, Cells } from '../../src/model/cells.js';
import { FixedDraws, drawsOf, regionOf } from '../model-fixture.js';

const NANGARHAR = regionOf('AF-NAN');
const KUNAR = regionOf('AF-KNR');

/** Cells whose every clock starts with one unit to spend. */
function unitCells(): Cells {
  const draws = new FixedDraws(1);
  const cells = new Cells(draws);
  cells.reset(draws);
  return cells;
}

/** Days on which the clock of attacks fires, given each day's hazard of Nangarhar. */
function firingDays(cells: Cells, hazards: readonly number[], before?: (day: number) => void): number[] {
  return hazards.flatMap((hazard, day) => {
    before?.(day);
    cells.advance(CLOCK.attack, NANGARHAR, hazard);
    return new Array<number>(cells.collect(CLOCK.attack)).fill(day);
  });
}

const constant = (hazard: number, days: number): number[] => new Array<number>(days).fill(hazard);

// Every clock holds 1 unit, so an event falls on the day on which the cumulated hazard passes 1, 2, 3 … Worked by hand.
describe('a clock', () => {
  it('carries on the hazard that an event leaves over', () => {
    const cells = unitCells();
    cells.setRate(cells.add(1, 1, 0, NANGARHAR, 20), CLOCK.attack, 1);
    // 0.4, 0.8, 1.2 | 1.6, 2.0 | 2.4, 2.8, 3.2: without the left-over 0.2 the second event would be on day 5.
    expect(firingDays(cells, constant(0.4, 8))).toEqual([2, 4, 7]);
  });

  it('fires as often in a day as its hazard is spent', () => {
    const cells = unitCells();
    cells.setRate(cells.add(1, 1, 0, NANGARHAR, 20), CLOCK.attack, 1);
    expect(firingDays(cells, [2.5, 0.25, 0.5])).toEqual([0, 0, 2]);
    expect([...cells.firedOrdinal.slice(0, 1)]).toEqual([2]);
  });

  it('spends the region’s hazard times the rate of its cell', () => {
    const cells = unitCells();
    cells.setRate(cells.add(1, 1, 0, NANGARHAR, 20), CLOCK.attack, 2.5);
    expect(firingDays(cells, constant(0.2, 6))).toEqual([1, 3, 5]);
  });

  it('keeps what is left to spend over a pause', () => {
    const cells = unitCells();
    const slot = cells.add(1, 1, 0, NANGARHAR, 20);
    cells.setRate(slot, CLOCK.attack, 1);
    // Spent: 0.3 and 0.6 on days 0 and 1; paused on days 2 to 6; 0.9 on day 7, 1.2 on day 8.
    const days = firingDays(cells, constant(0.3, 10), (day) => {
      if (day === 2) cells.setRate(slot, CLOCK.attack, 0);
      if (day === 7) cells.setRate(slot, CLOCK.attack, 1);
    });
    expect(days).toEqual([8]);
  });

  it('is dimensionless: a changed rate spends what is left at a new speed', () => {
    const cells = unitCells();
    const slot = cells.add(1, 1, 0, NANGARHAR, 20);
    cells.setRate(slot, CLOCK.attack, 1);
    // 0.25 and 0.5 at rate 1; then 0.75 a day: 1.25 on day 2, 2.0 (less a rounding of 2^-30) on day 3, 2.75, 3.5.
    const days = firingDays(cells, constant(0.25, 6), (day) => {
      if (day === 2) cells.setRate(slot, CLOCK.attack, 3);
    });
    expect(days).toEqual([2, 4, 5]);
  });

  it('survives a move between regions of different hazard', () => {
    const cells = unitCells();
    const slot = cells.add(1, 1, 0, NANGARHAR, 20);
    cells.setRate(slot, CLOCK.attack, 1);
    const fired: number[] = [];
    for (let day = 0; day < 12; day++) {
      if (day === 5) cells.move(slot, KUNAR);
      cells.advance(CLOCK.attack, NANGARHAR, 0.125);
      cells.advance(CLOCK.attack, KUNAR, 0.0625);
      if (cells.collect(CLOCK.attack) > 0) fired.push(day);
    }
    // 5 × 0.125 = 0.625 in Nangarhar; 6 × 0.0625 = 0.375 in Kunar fills the unit on day 10.
    expect(fired).toEqual([10]);
    expect([cells.present[NANGARHAR], cells.present[KUNAR]]).toEqual([0, 1]);
    expect([cells.attackRate[NANGARHAR], cells.attackRate[KUNAR]]).toEqual([0, 1]);
  });

  it('is paused in a new cell until it is given a rate', () => {
    const cells = unitCells();
    const slot = cells.add(1, 1, 0, NANGARHAR, 20);
    expect(firingDays(cells, constant(5, 3))).toEqual([]);
    cells.setRate(slot, CLOCK.attack, 1);
    expect(firingDays(cells, [0.5, 0.5])).toEqual([1]);
  });

  it('dies with its cell, and the slot’s next cell starts anew', () => {
    const cells = unitCells();
    const slot = cells.add(1, 1, 0, NANGARHAR, 20);
    cells.setRate(slot, CLOCK.attack, 1);
    cells.expose(slot, 9);
    expect(firingDays(cells, [0.75])).toEqual([]);
    cells.remove(slot, true);
    expect(cells.isLive(slot)).toBe(false);
    expect(firingDays(cells, constant(1, 3))).toEqual([]);
    expect([cells.count, cells.created, cells.destroyed, cells.left]).toEqual([0, 1, 1, 0]);
    expect([cells.present[NANGARHAR], cells.exposed[NANGARHAR], cells.attackRate[NANGARHAR]]).toEqual([
      0, 0, 0,
    ]);
    const next = cells.add(1, 2, 0, NANGARHAR, 20);
    expect(next).toBe(slot);
    cells.setRate(next, CLOCK.attack, 1);
    expect(firingDays(cells, [0.75, 0.25])).toEqual([1]);
  });

  it('of one kind leaves the other kinds alone', () => {
    const cells = unitCells();
    const slot = cells.add(1, 1, 0, NANGARHAR, 20);
    for (const clock of Object.values(CLOCK)) cells.setRate(slot, clock, 1);
    expect(firingDays(cells, [0.75])).toEqual([]);
    cells.advance(CLOCK.raid, NANGARHAR, 0.75);
    expect(cells.collect(CLOCK.raid)).toBe(0);
    cells.advance(CLOCK.raid, NANGARHAR, 0.25);
    expect(cells.collect(CLOCK.raid)).toBe(1);
    expect(firingDays(cells, [0.25])).toEqual([0]);
  });
});

describe('arrivals', () => {
  it('carry on what is left over and count their ordinals', () => {
    const draws = new FixedDraws(1);
    const clocks = new Arrivals(draws, 1, 1, 3);
    clocks.reset(draws);
    expect([0.4, 0.4, 0.4, 0.4, 0.4, 2].map((hazard) => clocks.advance(1, hazard))).toEqual([
      0, 0, 1, 0, 1, 2,
    ]);
    expect([...clocks.ordinal]).toEqual([0, 4, 0]);
    clocks.reset(draws);
    expect(clocks.ordinal[1]).toBe(0);
    expect(clocks.advance(1, 0.9)).toBe(0);
  });
});

describe('capacity', () => {
  it('is refused beyond 4,096 cells, in words', () => {
    const cells = new Cells(drawsOf('capacity'));
    cells.reset(drawsOf('capacity'));
    for (let i = 0; i < CAPACITY; i++) cells.add(i, i, 0, NANGARHAR, 20);
    expect(() => cells.add(1, CAPACITY, 0, NANGARHAR, 20)).toThrow(
      new Error('more than 4096 cells at once: inflow or growth is out of any plausible range'),
    );
    cells.remove(17, false);
    expect(cells.add(1, CAPACITY, 0, NANGARHAR, 20)).toBe(17);
  });

  it('is refused beyond 4,096 events of one kind in a day', () => {
    const cells = unitCells();
    cells.setRate(cells.add(1, 1, 0, NANGARHAR, 20), CLOCK.attack, 1);
    cells.advance(CLOCK.attack, NANGARHAR, 4096);
    expect(cells.collect(CLOCK.attack)).toBe(4096);
    cells.advance(CLOCK.attack, NANGARHAR, 4097);
    expect(() => cells.collect(CLOCK.attack)).toThrow(
      new Error('more than 4096 events of one kind in a day'),
    );
  });
});
