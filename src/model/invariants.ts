/** What must be true of any run, on any day: conservation of cells, and what counts may never do. */
import { COMMANDER_COUNT, commanderOf } from './commanders.js';
import { ABROAD, PLACE_COUNT, REGION_COUNT } from './geography.js';
import type { State } from './state.js';
import { COUNTER, COUNTER_COUNT } from './tallies.js';
import { KINDS } from './targets.js';
import { isMonthEnd, type World } from './world.js';

/** Violations in words, for the state after `day`; empty if there are none. Pure, and about as dear as a year. */
export function checkInvariants(state: State, world: World, day: number): string[] {
  const found: string[] = [];
  const must = (holds: boolean, sentence: string): void => {
    if (!holds) found.push(`day ${day}: ${sentence}`);
  };
  checkCells(state, world, must);
  // Expected claims and stocks of a month are written down at its end.
  checkTallies(state, isMonthEnd(world, day) ? world.monthOfDay[day]! + 1 : world.monthOfDay[day]!, must);
  for (let region = 0; region < REGION_COUNT; region++) {
    must(state.intelligence[region]! >= 0, `intelligence of region ${region} is negative`);
    must(state.grievance[region]! >= 0, `grievance of region ${region} is negative`);
    must(state.pressure[world.seriesOf[region]!]! >= 0, `pressure of region ${region} is negative`);
  }
  for (const share of [state.restraint, state.restraintKp, state.lostCapacity])
    must(share >= 0 && share <= 1, `a share of the leadership is ${share}`);
  must(state.reach >= 0, `reach is ${state.reach}`);
  for (let post = 0; post < COMMANDER_COUNT; post++)
    must(
      state.commanders.inPlace(post) || state.commanders.vacantUntil[post]! > day,
      `post ${post} should have been filled`,
    );
  return found;
}

type Must = (holds: boolean, sentence: string) => void;

function checkCells({ cells }: State, world: World, must: Must): void {
  const { kp, zone } = world.geography;
  must(
    cells.created === cells.count + cells.destroyed + cells.left,
    'cells created ≠ present + destroyed + left',
  );
  const present = new Int32Array(REGION_COUNT);
  const exposed = new Int32Array(REGION_COUNT);
  const keys = new Set<number>();
  for (let i = 0; i < cells.count; i++) {
    const slot = cells.live[i]!;
    const region = cells.region[slot]!;
    present[region]!++;
    if (cells.exposedUntil[slot]! > 0) exposed[region]!++;
    keys.add((cells.keyHigh[slot]! >>> 11) * 2 ** 32 + cells.keyLow[slot]!);
    must(cells.isLive(slot), `slot ${slot} is listed but not live`);
    must(
      cells.fighters[slot]! >= 1 && cells.skill[slot]! > 0,
      `cell in slot ${slot} has no fighters or skill`,
    );
    must(
      cells.commander[slot] === commanderOf(zone[region]!, cells.keyLow[slot]!),
      `cell in slot ${slot}: wrong post`,
    );
    must(region === kp || cells.home[slot] !== kp, `cell in slot ${slot} is of KP and lives in Afghanistan`);
  }
  must(keys.size === cells.count, 'two cells have one key');
  for (let region = 0; region < REGION_COUNT; region++) {
    must(present[region] === cells.present[region], `cells present in region ${region} ≠ a recount`);
    must(exposed[region] === cells.exposed[region], `cells exposed in region ${region} ≠ a recount`);
    must(cells.attackRate[region]! >= 0, `attack rate of region ${region} is negative`);
    must(cells.raidWeight[region]! >= 0, `raid weight of region ${region} is negative`);
    must(present[region]! > 0 || cells.raidWeight[region] === 0, `raid weight in empty region ${region}`);
  }
}

function checkTallies({ tallies }: State, months: number, must: Must): void {
  for (let month = 0; month < months; month++) {
    for (let place = 0; place < PLACE_COUNT; place++) {
      const at = (counter: number): number => tallies.at(month, counter, place);
      const where = `in place ${place}, month ${month}`;
      for (let counter = 0; counter < COUNTER_COUNT; counter++) {
        must(at(counter) >= 0, `counter ${counter} is negative ${where}`);
        must(
          counter === COUNTER.expected || Number.isInteger(at(counter)),
          `counter ${counter} is no whole number ${where}`,
        );
      }
      const kinds = KINDS.reduce((sum, _, kind) => sum + at(COUNTER.kind + kind), 0);
      must(kinds === at(COUNTER.claimed), `kinds do not sum to claims ${where}`);
      must(at(COUNTER.claimed) <= at(COUNTER.actual), `more claims than attacks ${where}`);
      must(
        Math.max(at(COUNTER.suicide), at(COUNTER.foreign)) <= at(COUNTER.claimed),
        `more of a sort than claims ${where}`,
      );
      must(at(COUNTER.claimed) > 0 || at(COUNTER.killed) === 0, `killed without a claim ${where}`);
      must(at(COUNTER.claimed) === 0 || at(COUNTER.expected) > 0, `a claim that had no hazard ${where}`);
      must(at(COUNTER.raidsReported) <= at(COUNTER.raids), `more raids reported than made ${where}`);
      must(at(COUNTER.seniors) <= at(COUNTER.raids), `more seniors removed than raids ${where}`);
      must(at(COUNTER.dormant) <= at(COUNTER.cells), `more dormant cells than cells ${where}`);
      must(at(COUNTER.cells) <= at(COUNTER.fighters), `cells without fighters ${where}`);
      must(
        place !== ABROAD || at(COUNTER.cells) + at(COUNTER.raids) === 0,
        `a cell or a raid abroad ${where}`,
      );
      must(place === ABROAD || at(COUNTER.plots) === 0, `a plot ${where}`);
    }
  }
}
