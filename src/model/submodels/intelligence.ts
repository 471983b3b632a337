/**
 * Intelligence: once a week a directorate takes stock of what attacks, exposed cells and captures taught it; what is
 * older ages. The stock decides where raids go until the next review.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { REGION_COUNT } from '../geography.js';
import { setVisibility, shareRaids } from '../posture.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

/** Days from one review to the next. */
export const REVIEW_DAYS = 7;

export function intelligence(state: State, world: World, day: Day): void {
  hide(state, world, day);
  if (day % REVIEW_DAYS === 0) review(state, world);
}

/** Cells whose exposure has passed are hidden again. */
function hide(state: State, world: World, day: Day): void {
  const { cells } = state;
  for (let slot = cells.hiding.first(day); slot >= 0; slot = cells.hiding.first(day)) {
    cells.hide(slot);
    setVisibility(state, world, slot);
  }
}

function review(state: State, world: World): void {
  const p = world.parameters;
  const { kp } = world.geography;
  const { attacksSince, capacity, captures, cells, intelligence: stock } = state;
  const kept = world.intelligenceKept;
  const perAttack = p['intelligence-attack'];
  const perCapture = p['intelligence-capture'];
  const perExposed = (p['intelligence-exposure'] * REVIEW_DAYS) / DAYS_PER_MONTH;
  const floor = p['intelligence-floor'];
  let known = 0;
  for (let region = 0; region < REGION_COUNT; region++) {
    stock[region] =
      stock[region]! * kept +
      perAttack * attacksSince[region]! +
      perCapture * captures[region]! +
      perExposed * cells.exposed[region]!;
    attacksSince[region] = captures[region] = 0;
    if (region !== kp) known += stock[region]! + floor;
  }
  const perStock = p['raids'] / DAYS_PER_MONTH / known;
  for (let region = 0; region < REGION_COUNT; region++) {
    capacity[region] = region === kp ? p['raids-kp'] / DAYS_PER_MONTH : perStock * (stock[region]! + floor);
    shareRaids(state, world, region);
  }
}
