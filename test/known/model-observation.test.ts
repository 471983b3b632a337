/** The order of a day, what is observed of it, and the invariants that hold at its end. */
import { describe, expect, it } from 'vitest';
import { ABROAD } from '../../src/model/geography.js';
import { checkInvariants } from '../../src/model/invariants.js';
import { SCHEDULE } from '../../src/model/schedule.js';
import { State } from '../../src/model/state.js';
import { observation, recordAttack, recordRaid } from '../../src/model/submodels/observation.js';
import { COUNTER } from '../../src/model/tallies.js';
import { type World } from '../../src/model/world.js';
import { asCalibrated, regionOf, scene } from '../model-fixture.js';

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
    state.cells.dormantUntil[1] = 99;
    state.cells.fighters[2] = 26;
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
    const { state } = scene({});
    recordAttack(state, 2, KABUL, 4, true, true, false, 9);
    recordAttack(state, 2, KABUL, 4, true, false, true, 6);
    const counters = ['actual', 'claimed', 'suicide', 'foreign', 'killed'] as const;
    expect(counters.map((name) => state.tallies.at(2, COUNTER[name], KABUL))).toEqual([2, 1, 1, 0, 6]);
    expect(state.tallies.at(2, COUNTER.kind + 4, KABUL)).toBe(1);
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
    expect(checkInvariants(state, world, 0)).toEqual([]);
    change(state, world);
    return checkInvariants(state, world, 0);
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
    expect(spoil(change)).toContain(`day 0: ${sentence}`);
  });
});
