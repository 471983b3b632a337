/** The order of a day, what is observed of it, and the invariants that hold at its end. */
import { describe, expect, it } from 'vitest';
import { ABROAD } from '../../src/model/geography.js';
import { checkInvariants } from '../../src/model/invariants.js';
import { SCHEDULE } from '../../src/model/schedule.js';
import type { State } from '../../src/model/state.js';
import { attacks } from '../../src/model/submodels/attacks.js';
import { observation, recordClaim, recordRaid } from '../../src/model/submodels/observation.js';
import { COUNTER } from '../../src/model/tallies.js';
import type { World } from '../../src/model/world.js';
import { FIRST, asCalibrated, regionOf, scene, total } from '../model-fixture.js';

const KABUL = regionOf('AF-KAB');
const NANGARHAR = regionOf('AF-NAN');

it('a day runs every submodel once, in the order of the design', () => {
  expect(SCHEDULE.map((submodel) => submodel.name)).toEqual([
    'pressure',
    'leadership',
    'media',
    'recruitment',
    'movement',
    'attacks',
    'intelligence',
    'raids',
    'command',
    'nexus',
    'observation',
  ]);
});

describe('observation', () => {
  it('takes stock at the end of each month and on the last day', () => {
    const { world, state } = scene({}, 3, asCalibrated(45));
    state.cells.dormantUntil[FIRST + 1] = 99;
    state.cells.fighters[FIRST + 2] = 26;
    const stocks = (month: number): number[] =>
      [COUNTER.cells, COUNTER.dormant, COUNTER.fighters].map((counter) =>
        state.tallies.at(month, counter, NANGARHAR),
      );
    for (let day = 0; day < 30; day++) observation(state, world, day);
    expect(stocks(0)).toEqual([0, 0, 0]);
    observation(state, world, 30);
    expect(stocks(0)).toEqual([3, 1, 66]);
    observation(state, world, 43);
    expect(stocks(1)).toEqual([0, 0, 0]);
    observation(state, world, 44);
    expect(stocks(1)).toEqual([3, 1, 66]);
  });

  it('counts of an unclaimed attack only that it happened', () => {
    const { world, state } = scene({ tempo: 10, 'claim-probability': 0, 'suicide-low': 1 }, 5);
    for (let day = 0; day < 31; day++) attacks(state, world, day);
    const counted = state.tallies.values.reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(total(state.tallies, COUNTER.actual));
    expect(counted).toBeGreaterThan(20);
  });

  it('counts a claim with its kind and its characters, and a raid with its report', () => {
    const { state } = scene({});
    recordClaim(state, 2, KABUL, 4, true, false, 9);
    recordClaim(state, 2, KABUL, 4, false, true, 6);
    recordClaim(state, 2, ABROAD, 5, true, false, 1);
    const counters = ['actual', 'claimed', 'suicide', 'foreign', 'killed'] as const;
    expect(counters.map((name) => state.tallies.at(2, COUNTER[name], KABUL))).toEqual([0, 2, 1, 1, 15]);
    expect(state.tallies.at(2, COUNTER.kind + 4, KABUL)).toBe(2);
    expect([state.claimsToday[KABUL], state.tallies.at(2, COUNTER.claimed, ABROAD)]).toEqual([2, 1]);
    recordRaid(state, 2, KABUL, false);
    recordRaid(state, 2, KABUL, true);
    expect([
      state.tallies.at(2, COUNTER.raids, KABUL),
      state.tallies.at(2, COUNTER.raidsReported, KABUL),
    ]).toEqual([2, 1]);
  });
});

describe('the invariants', () => {
  const spoil = (change: (state: State, world: World) => void): string[] => {
    const { world, state } = scene({}, 3);
    // The last day of March 2020: months are checked when they are complete.
    expect(checkInvariants(state, world, 90)).toEqual([]);
    change(state, world);
    return checkInvariants(state, world, 90);
  };

  // Each guard must be seen to fail.
  it.each<readonly [string, (state: State) => void]>([
    ['cells created ≠ present + destroyed + left', ({ cells }) => void cells.destroyed++],
    [`cells present in region ${NANGARHAR} ≠ a recount`, ({ cells }) => void cells.present[NANGARHAR]!++],
    [`cells exposed in region ${NANGARHAR} ≠ a recount`, ({ cells }) => void cells.exposed[NANGARHAR]!++],
    ['two cells have one key', ({ cells }) => void cells.keyLow.fill(0)],
    [`raid weight in empty region ${KABUL}`, ({ cells }) => void (cells.raidWeight[KABUL] = 1)],
    [`attack rate of region ${KABUL} is negative`, ({ cells }) => void (cells.attackRate[KABUL] = -1)],
    ['post 3 should have been filled', ({ commanders }) => void (commanders.vacantUntil[3] = -1)],
    [`intelligence of region ${KABUL} is negative`, (state) => void (state.intelligence[KABUL] = -1)],
    [
      `more claims than attacks in place ${KABUL}, month 2`,
      ({ tallies }) => tallies.add(2, COUNTER.claimed, KABUL, 1),
    ],
    [
      `kinds do not sum to claims in place ${KABUL}, month 2`,
      ({ tallies }) => tallies.add(2, COUNTER.kind, KABUL, 1),
    ],
    [
      `more raids reported than made in place ${KABUL}, month 2`,
      ({ tallies }) => tallies.add(2, COUNTER.raidsReported, KABUL, 1),
    ],
    [
      `a cell or a raid abroad in place ${ABROAD}, month 2`,
      ({ tallies }) => tallies.add(2, COUNTER.raids, ABROAD, 1),
    ],
  ])('see it when "%s"', (sentence, change) => {
    expect(spoil(change)).toContain(`day 90: ${sentence}`);
  });
});
