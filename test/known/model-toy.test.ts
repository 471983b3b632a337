/** Runs of the whole model that can be worked by hand: every clock waits one unit, every uniform is one half. */
import { describe, expect, it } from 'vitest';
import { PRESSURE_TICKS, TICKS } from '../../src/model/cells.js';
import { State } from '../../src/model/state.js';
import { COUNTER } from '../../src/model/tallies.js';
import { prepare } from '../../src/model/world.js';
import {
  AFGHAN,
  FIRST,
  FixedDraws,
  geography,
  pressed,
  quiet,
  regionOf,
  total,
  watch,
} from '../model-fixture.js';

const NANGARHAR = regionOf('AF-NAN');
const inNangarhar = { 'initial-share-nangarhar': 1 };

function play(
  given: Readonly<Record<string, number>>,
  days: number,
  daily: (state: State, day: number) => void = () => undefined,
): State {
  const world = prepare(geography, quiet({ ...inNangarhar, ...given }), pressed(days, 1));
  const draws = new FixedDraws(1);
  const state = new State(draws, geography, world.months);
  watch(state, world, draws, { daily: (now, _, day) => daily(now, day) });
  return state;
}

/** Days on which something that is counted went up. */
function days(
  given: Readonly<Record<string, number>>,
  length: number,
  count: (state: State) => number,
): number[] {
  const rises: number[] = [];
  let before = 0;
  play(given, length, (state, day) => {
    const now = count(state);
    for (let i = before; i < now; i++) rises.push(day);
    before = now;
  });
  return rises;
}

describe('one cell, worked by hand', () => {
  it('attacks every 3.06 days', () => {
    // Hazard a day = 10 ÷ 30.4375 × campaign; with z = 0 the gamma sampler returns (shape − 1/3)/shape = 0.99333.
    // So 0.326352 a day: the k-th attack falls on day ⌈3.064178 k⌉ − 1. A clock that dropped what is left over
    // would attack every four days, on 3, 7, 11 …
    const attacked = days({ tempo: 10 }, 31, (state) => total(state.tallies, COUNTER.actual));
    expect(attacked).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
  });

  it('is found by a raid on day 34 and destroyed', () => {
    // No province is known better than another: each has 1/34 of 60 raids a month, 0.0579780 a day. Half of those in
    // Nangarhar find the cell (weight 1, concealment 1): 0.0289890 a day, one unit after 34.5 days, on day 34. The
    // raid succeeds (0.5 < 0.55) and destroys. No attack, no exposure: intelligence stays at its floor.
    const given = { raids: 60, 'raid-destroys': 1, 'raid-senior': 0.2, 'raid-lead': 0.25 };
    expect(days(given, 40, ({ cells }) => cells.destroyed)).toEqual([34]);
    // Elsewhere each raid finds nobody, one every 17.25 days: on days 17 and 34. In Nangarhar one on day 34.
    const state = play(given, 35);
    expect(
      total(
        state.tallies,
        COUNTER.raids,
        AFGHAN.filter((region) => region !== NANGARHAR),
      ),
    ).toBe(33 * 2);
    expect(total(state.tallies, COUNTER.raids, [NANGARHAR])).toBe(2);
    expect(total(state.tallies, COUNTER.raids, [NANGARHAR], 0, 1)).toBe(0);
  });

  it('founds another on day 60, and leaves on day 121', () => {
    // Growth 0.5 a month with crowding 4000 gives 0.0164271 × (1 − 1/4000) a day: one unit after 60.89 days, on
    // day 60. The loss of 0.25 a month is one unit after 121.75 days: the parent leaves on day 121, on which it
    // founds once more (two units after 121.8 days), growth coming before loss. The child spends its first day's
    // loss on day 60 and leaves on day 181.
    const given = { growth: 0.5, crowding: 4000, 'attrition-afghanistan': 0.25 };
    const births = days(given, 130, ({ cells }) => cells.created - 1);
    expect(births.slice(0, 2)).toEqual([60, 121]);
    expect(days(given, 182, ({ cells }) => cells.left).slice(0, 2)).toEqual([121, 181]);
  });

  it('relocates on day 30 and again on day 60', () => {
    // 1 a month: one unit after 30.4375 days, two after 60.875, wherever the cell is. All waiting times being alike,
    // the race goes to the largest pull: Kabul, neighbour by 47.3 km and hub.
    const where = new Set<number>();
    const moved: number[] = [];
    let last = NANGARHAR;
    play({ relocation: 1 }, 62, ({ cells }, day) => {
      const now = cells.region[cells.live[0]!]!;
      if (now !== last) moved.push(day);
      where.add((last = now));
    });
    expect(moved).toEqual([30, 60]);
    expect([...where]).toContain(regionOf('AF-KAB'));
  });

  it('is dormant after a raid and then resumes where its clock stood', () => {
    // Raided on day 34 as above, not destroyed. Dormant for ln 2 × 0.5 months = 10.55 days (u = 1/2), so
    // `dormantUntil` is 34 + 11 = 45, when the command of that day wakes it. Its attack clock (0.02 a day, one unit
    // on day 49 if it were not raided) had spent 35 days; the other 15 are spent on days 46 … 60.
    const tempo = (0.02 * 30.4375) / ((50 - 1 / 3) / 50);
    const given = {
      raids: 60,
      'raid-destroys': 0,
      disruption: 0.5,
      'disruption-losses': 0,
      'dormant-visibility': 0,
      'intelligence-capture': 0,
    };
    const firing = (more: Readonly<Record<string, number>>): number[] =>
      days({ tempo: tempo * 1.0001, ...more }, 70, (state) => total(state.tallies, COUNTER.actual));
    expect(firing({})).toEqual([49]);
    expect(firing(given)).toEqual([60]);
  });
});

it('the clocks of a cell run at the rates of its state', () => {
  const world = prepare(geography, quiet({ ...inNangarhar, raids: 60, concealment: 4 }), pressed(1, 0));
  const draws = new FixedDraws(1);
  const state = new State(draws, geography, world.months);
  watch(state, world, draws, {});
  const { attack, attrition, growth, relocation, raid } = state.cells;
  const drivers = [
    [attack, geography.zone[NANGARHAR]!],
    [attrition, 0],
    [growth, 0],
    [relocation, world.seriesOf[NANGARHAR]!],
  ] as const;
  for (const [clocks, driver] of drivers) {
    clocks.clear();
    clocks.advance(driver, Math.round(0.999 * TICKS));
    expect(clocks.events).toBe(0);
    clocks.advance(driver, Math.round(0.001000001 * TICKS));
    expect(clocks.events).toBe(1);
  }
  // 60 raids a month in 34 provinces; the cell has a fifth of those of its own: one in 86.24 days at pressure 1.
  const perDay = 60 / 30.4375 / 34 / 5;
  raid.clear();
  raid.advance(world.seriesOf[NANGARHAR]!, Math.floor((0.9999 / perDay) * PRESSURE_TICKS));
  expect([...raid.fired.subarray(0, raid.events)]).not.toContain(FIRST);
  raid.advance(world.seriesOf[NANGARHAR]!, Math.ceil((0.0002 / perDay) * PRESSURE_TICKS));
  expect([...raid.fired.subarray(0, raid.events)]).toContain(FIRST);
});
