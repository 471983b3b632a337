import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../src/model/arrivals.js';
import { Buckets } from '../../src/model/buckets.js';
import { CAPACITY, Cells, TICKS } from '../../src/model/cells.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import { HazardClocks, UNIT } from '../../src/model/hazard-clocks.js';
import { FixedDraws, drawsOf, geography } from '../model-fixture.js';

/** Two regions of a group each, with a driver each; every wait is one unit of hazard. */
function unitClocks(entities = 1): HazardClocks {
  const draws = new FixedDraws(1);
  const keys = Uint32Array.from({ length: entities }, (_, i) => i);
  const region = new Uint8Array(entities);
  const clocks = new HazardClocks(draws, 1, region, keys, keys, Uint8Array.of(0, 1), UNIT / TICKS);
  clocks.reset(draws, Uint8Array.of(0, 1));
  for (let i = 0; i < entities; i++) clocks.start(i, 1);
  return clocks;
}

/** Spends a day's hazard. @returns the number of events */
function spend(clocks: HazardClocks, hazard: number, driver = 0): number {
  clocks.clear();
  clocks.advance(driver, Math.round(hazard * TICKS));
  return clocks.events;
}

/** Days on which a clock fires, given each day's hazard. */
const firingDays = (
  clocks: HazardClocks,
  hazards: readonly number[],
  before?: (day: number) => void,
): number[] =>
  hazards.flatMap((hazard, day) => {
    before?.(day);
    return new Array<number>(spend(clocks, hazard)).fill(day);
  });

const constant = (hazard: number, days: number): number[] => new Array<number>(days).fill(hazard);

// Every clock holds 1 unit, so an event falls on the day on which the cumulated hazard passes 1, 2, 3 … Worked by hand.
describe('a clock', () => {
  it('carries on the hazard that an event leaves over', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    // 0.375, 0.75, 1.125 | 1.5, 1.875 | 2.25, 2.625, 3: without the left-over 0.125 the third event would be on day 8.
    expect(firingDays(clocks, constant(0.375, 8))).toEqual([2, 5, 7]);
  });

  it('fires as often in a day as its hazard is spent', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    expect(firingDays(clocks, [2.5, 0.25, 0.5])).toEqual([0, 0, 2]);
    expect(clocks.firedOrdinal[0]).toBe(2);
    expect(clocks.count(0)).toBe(3);
  });

  it('fires on the day on which its hazard is spent to the last tick, and not a tick before', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    expect(firingDays(clocks, [0.5, 0.5 - 1 / TICKS, 1 / TICKS, 1])).toEqual([2, 3]);
  });

  it('spends the hazard of its driver times the rate of its entity', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 2.5);
    // 0.5 a day, in ticks a little more, since 0.2 × 2^30 = 214748364.8 is rounded up.
    expect(firingDays(clocks, constant(0.2, 6))).toEqual([1, 3, 5]);
  });

  it('spends the same times the factor of its group', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    const days = firingDays(clocks, constant(0.25, 12), (day) => {
      // 0.25 and 0.5 at factor 1; stopped on days 2 to 4; then 0.5 a day: 1 on day 5, 2 on day 7, 3 on day 9, 4 on day 11.
      if (day === 2) clocks.setFactor(0, 0);
      if (day === 5) clocks.setFactor(0, 2 * clocks.standard);
    });
    expect(days).toEqual([5, 7, 9, 11]);
  });

  it('keeps what is left to spend over a pause', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    // Spent: 0.3 and 0.6 on days 0 and 1; paused on days 2 to 6; 0.9 on day 7, 1.2 on day 8.
    const days = firingDays(clocks, constant(0.3, 10), (day) => {
      if (day === 2) expect(clocks.setRate(0, 0)).toBe(-1);
      if (day === 7) expect(clocks.setRate(0, 1)).toBe(1);
    });
    expect(days).toEqual([8]);
  });

  it('is dimensionless: a changed rate spends what is left at a new speed', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    // 0.25 and 0.5 at rate 1; then 1 a day: 1.5 on day 2, 2.5 on day 3; at rate 0.5: 2.625, 2.75, 2.875, 3 on day 7.
    const days = firingDays(clocks, constant(0.25, 8), (day) => {
      if (day === 2) clocks.setRate(0, 4);
      if (day === 4) clocks.setRate(0, 0.5);
    });
    expect(days).toEqual([2, 3, 7]);
  });

  it('knows its rate in steps of 2^-20, and says by how much it changed', () => {
    const clocks = unitClocks();
    expect(clocks.setRate(0, 1.3)).toBe(Math.round(1.3 * 2 ** 20) / 2 ** 20);
    expect(clocks.setRate(0, 1.3 + 2 ** -22)).toBe(0);
    expect(clocks.rateOf(0)).toBe(1363149 / 2 ** 20);
  });

  it('survives a move between regions of different hazard', () => {
    const draws = new FixedDraws(1);
    const region = new Uint8Array(1);
    const keys = new Uint32Array(1);
    const clocks = new HazardClocks(draws, 1, region, keys, keys, Uint8Array.of(0, 1), UNIT / TICKS);
    clocks.reset(draws, Uint8Array.of(0, 1));
    clocks.start(0, 1);
    clocks.setRate(0, 1);
    const fired: number[] = [];
    for (let day = 0; day < 12; day++) {
      if (day === 5) {
        clocks.move(0, 1);
        region[0] = 1;
      }
      if (spend(clocks, 0.125, 0) + spend(clocks, 0.0625, 1) > 0) fired.push(day);
    }
    // 5 × 0.125 = 0.625 in the one; 6 × 0.0625 = 0.375 in the other fills the unit on day 10.
    expect(fired).toEqual([10]);
  });

  it('is paused until it is given a rate', () => {
    const clocks = unitClocks();
    expect(firingDays(clocks, constant(5, 3))).toEqual([]);
    clocks.setRate(0, 1);
    expect(firingDays(clocks, [0.5, 0.5])).toEqual([1]);
  });

  it('starts an event that is taken back again in full', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    expect(spend(clocks, 2.75)).toBe(2);
    clocks.takeBack(0, 1);
    expect(clocks.count(0)).toBe(1);
    // An event that was not yet collected cannot be taken back.
    clocks.takeBack(0, 1);
    expect(firingDays(clocks, [0.75, 0.25])).toEqual([1]);
  });

  it('goes on under another driver with what it has left', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 1);
    expect(spend(clocks, 0.625)).toBe(0);
    clocks.rebind(Uint8Array.of(1, 1));
    expect(spend(clocks, 5, 0)).toBe(0);
    expect(spend(clocks, 0.25, 1)).toBe(0);
    expect(spend(clocks, 0.125, 1)).toBe(1);
  });

  it('barks where hazards are out of all bounds', () => {
    const clocks = unitClocks();
    clocks.setRate(0, 2 ** -20);
    // 2^14 units of hazard are the most that a sum of whole ticks holds exactly.
    expect(spend(clocks, 2 ** 14)).toBe(0);
    expect(() => spend(clocks, 2 ** 21)).toThrow(
      new Error('hazards are out of any plausible range: more than 16,384 events'),
    );
  });

  it('goes on exactly, however much hazard was spent before', () => {
    const clocks = unitClocks(2);
    clocks.setRate(0, 2 ** -10);
    // 1,024 units a day at rate 2^-10: one event on each of 100 days, the last after 102,400 units of hazard.
    expect(firingDays(clocks, constant(1024, 100))).toEqual(Array.from({ length: 100 }, (_, day) => day));
    clocks.setRate(0, 0);
    clocks.setRate(1, 1);
    expect(firingDays(clocks, constant(0.375, 8))).toEqual([2, 5, 7]);
  });

  it('lists any number of events of a day, in the order of keys and ordinals', () => {
    const clocks = unitClocks(70);
    for (let i = 69; i >= 0; i--) clocks.setRate(i, 1);
    expect(spend(clocks, 3)).toBe(210);
    expect([...clocks.fired.subarray(0, 210)]).toEqual(
      Array.from({ length: 210 }, (_, i) => Math.floor(i / 3)),
    );
    expect([...clocks.firedOrdinal.subarray(0, 210)]).toEqual(Array.from({ length: 210 }, (_, i) => i % 3));
  });
});

const GROUPING = {
  zone: geography.zone,
  theatre: Uint8Array.from(geography.zone, (zone) => Number(zone === 4)),
  region: Uint8Array.from(geography.zone, (_, region) => region),
};

function cellsOf(most: number): Cells {
  const cells = new Cells(drawsOf('capacity'), GROUPING, 31, most);
  cells.reset(drawsOf('capacity'), GROUPING, new Uint8Array(REGION_COUNT));
  return cells;
}

describe('a slot', () => {
  it('is given to the next cell, which starts anew', () => {
    const cells = cellsOf(CAPACITY);
    const slot = cells.add(1, 1, 0, 3, 20);
    cells.expose(slot, 9);
    cells.disrupt(slot, 9);
    cells.attack.setRate(slot, 1);
    cells.attack.advance(geography.zone[3]!, 2000 * TICKS);
    expect(cells.attack.count(slot)).toBeGreaterThan(1500);
    cells.attack.setRate(slot, 0);
    cells.remove(slot, true);
    expect(cells.isLive(slot)).toBe(false);
    expect([cells.count, cells.created, cells.destroyed, cells.left]).toEqual([0, 1, 1, 0]);
    expect([cells.present[3], cells.exposed[3], cells.hiding.first(9), cells.resuming.first(9)]).toEqual([
      0, 0, -1, -1,
    ]);
    expect(cells.add(1, 2, 4, 4, 20)).toBe(slot);
    expect([cells.attack.count(slot), cells.attack.rateOf(slot), cells.exposedUntil[slot]]).toEqual([
      0, 0, 0,
    ]);
    expect(cells.byRegion.first(4)).toBe(slot);
  });

  it('is refused to more than 4,096 cells, in words', () => {
    const cells = cellsOf(CAPACITY);
    for (let i = 0; i < CAPACITY; i++) cells.add(i, i, 0, 3, 20);
    expect(() => cells.add(1, CAPACITY, 0, 3, 20)).toThrow(
      new Error('more than 4096 cells at once: inflow or growth is out of any plausible range'),
    );
    cells.remove(REGION_COUNT + 17, false);
    expect(cells.add(1, CAPACITY, 0, 3, 20)).toBe(REGION_COUNT + 17);
  });

  it('is refused beyond a capacity of one’s own', () => {
    const cells = cellsOf(2);
    for (let i = 0; i < 2; i++) cells.add(i, i, 0, 3, 20);
    expect(() => cells.add(1, 3, 0, 3, 20)).toThrow(
      new Error('more than 2 cells at once: inflow or growth is out of any plausible range'),
    );
  });
});

describe('buckets', () => {
  it('hold a slot under one key, and under none beyond their keys', () => {
    const buckets = new Buckets(3, 5);
    expect(buckets.first(0)).toBe(-1);
    buckets.file(4, 1);
    buckets.file(2, 1);
    expect([buckets.first(1), buckets.after(2), buckets.after(4)]).toEqual([2, 4, -1]);
    buckets.file(4, 0);
    expect([buckets.first(1), buckets.after(2), buckets.first(0)]).toEqual([2, -1, 4]);
    // A day after the last one of the run never comes.
    buckets.file(2, 3);
    expect(buckets.first(1)).toBe(-1);
    buckets.take(2);
    buckets.clear();
    expect(buckets.first(0)).toBe(-1);
  });
});

describe('arrivals', () => {
  it('carry on what is left over and count their ordinals', () => {
    const draws = new FixedDraws(1);
    const clocks = new Arrivals(draws, 1, 1, 3);
    clocks.reset(draws);
    // 0.375, 0.75, 1.125, 1.5, 1.875, 3.875.
    expect([0.375, 0.375, 0.375, 0.375, 0.375, 2].map((hazard) => clocks.advance(1, hazard))).toEqual([
      0, 0, 1, 0, 0, 2,
    ]);
    expect([...clocks.ordinal]).toEqual([0, 3, 0]);
    const other = new Arrivals(draws, 1, 1, 3);
    other.copyFrom(clocks, draws);
    expect([other.advance(1, 0.125), other.ordinal[1]]).toEqual([1, 4]);
    clocks.reset(draws);
    expect(clocks.ordinal[1]).toBe(0);
    expect(clocks.advance(1, 0.9)).toBe(0);
  });
});
