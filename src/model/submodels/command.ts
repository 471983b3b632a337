/**
 * Command: vacancies are filled after weeks; a cell whose commander's post is vacant loses some coordination
 * (Price 2012 expects little of decapitation for a group this old). Disrupted cells resume.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ENTITY, PURPOSE } from '../addresses.js';
import { COMMANDER_COUNT, zoneOf } from '../commanders.js';
import { REGION_COUNT } from '../geography.js';
import { fadeGrievance } from '../grievance.js';
import { logNormal } from '../../random/samplers.js';
import { setRates, setStrength } from '../posture.js';
import type { State } from '../state.js';
import { isMonthEnd, type World } from '../world.js';

export function command(state: State, world: World, day: Day): void {
  if (day >= state.commanders.nextFilled) fillPosts(state, world, day);
  resumeCells(state, world, day);
  if (isMonthEnd(world, day)) fadeGrievance(state, world);
}

/** Leaves a post vacant until a replacement is found; its cells lose coordination at once. */
export function vacate(state: State, world: World, day: Day, post: number): void {
  const p = world.parameters;
  const u = state.draws.uniform(
    ENTITY.commander,
    post,
    PURPOSE.replacement,
    state.commanders.vacancies[post]!,
  );
  const months = logNormal(u, p['replacement'], p['replacement-spread']);
  state.commanders.vacate(post, day + Math.max(1, Math.round(months * DAYS_PER_MONTH)));
  refresh(state, world, post);
}

function fillPosts(state: State, world: World, day: Day): void {
  const { commanders } = state;
  commanders.nextFilled = Infinity;
  for (let post = 0; post < COMMANDER_COUNT; post++) {
    const until = commanders.vacantUntil[post]!;
    if (until === 0) continue;
    if (until <= day) {
      commanders.vacantUntil[post] = 0;
      refresh(state, world, post);
    } else if (until < commanders.nextFilled) commanders.nextFilled = until;
  }
}

function refresh(state: State, world: World, post: number): void {
  const { cells } = state;
  const { zone } = world.geography;
  for (let region = 0; region < REGION_COUNT; region++) {
    if (zone[region] !== zoneOf(post)) continue;
    for (let slot = cells.byRegion.first(region); slot >= 0; slot = cells.byRegion.after(slot))
      if (cells.commander[slot] === post) setStrength(state, world, slot);
  }
}

/** A cell that resumes has made good half of what it lost against standard strength (assumption). */
function resumeCells(state: State, world: World, day: Day): void {
  const { cells } = state;
  const standard = world.parameters['fighters-per-cell'];
  for (let slot = cells.resuming.first(day); slot >= 0; slot = cells.resuming.first(day)) {
    cells.resume(slot);
    if (cells.fighters[slot]! < standard)
      cells.fighters[slot] = Math.round((cells.fighters[slot]! + standard) / 2);
    setRates(state, world, slot);
  }
}
