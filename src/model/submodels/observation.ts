/**
 * Observation: what a published source could have counted. Claims where they land, reported raids, and stocks at
 * the end of each month; provinces active and KP's share follow from these.
 */
import type { Day } from '../calendar.js';
import { REGION_COUNT } from '../geography.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import { REACTION_DAYS } from './pressure.js';
import type { World } from '../world.js';

/** Counts one claimed attack at the place where it landed. */
export function recordClaim(
  state: State,
  month: number,
  place: number,
  kind: number,
  suicide: boolean,
  foreign: boolean,
  killed: number,
): void {
  const { tallies } = state;
  tallies.add(month, COUNTER.claimed, place, 1);
  if (place < REGION_COUNT) state.claimsToday[place]!++;
  tallies.add(month, COUNTER.kind + kind, place, 1);
  tallies.add(month, COUNTER.killed, place, killed);
  if (suicide) tallies.add(month, COUNTER.suicide, place, 1);
  if (foreign) tallies.add(month, COUNTER.foreign, place, 1);
}

/** Counts one raid, and whether a source reported it. */
export function recordRaid(state: State, month: number, region: number, reported: boolean): void {
  state.tallies.add(month, COUNTER.raids, region, 1);
  if (reported) state.tallies.add(month, COUNTER.raidsReported, region, 1);
}

export function observation(state: State, world: World, day: Day): void {
  if (world.anyReactive) rememberClaims(state, day);
  const month = world.monthOfDay[day]!;
  if (day + 1 < world.days && world.monthOfDay[day + 1] === month) return;
  const { cells, tallies } = state;
  for (let i = 0; i < cells.count; i++) {
    const slot = cells.live[i]!;
    const region = cells.region[slot]!;
    tallies.add(month, COUNTER.cells, region, 1);
    tallies.add(month, COUNTER.fighters, region, cells.fighters[slot]!);
    if (cells.dormantUntil[slot]! > 0) tallies.add(month, COUNTER.dormant, region, 1);
  }
}

/** Keeps today's claims for the directorates that answer recent ones. */
function rememberClaims(state: State, day: Day): void {
  const { claimsToday, recentClaims, claimRing } = state;
  for (let region = 0; region < REGION_COUNT; region++) {
    const claims = claimsToday[region]!;
    claimRing[region * REACTION_DAYS + (day % REACTION_DAYS)] = claims;
    recentClaims[region]! += claims;
  }
}
