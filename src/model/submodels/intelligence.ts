/**
 * Intelligence: each province's stock grows with attacks, exposed cells and captures, and ages. It decides where
 * a directorate's raids go.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { REGION_COUNT } from '../geography.js';
import { setRates } from '../posture.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

export function intelligence(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { cells } = state;
  if (day >= cells.nextHidden) hide(state, world, day);
  const kept = Math.max(0, 1 - 1 / (p['intelligence-decay'] * DAYS_PER_MONTH));
  const perAttack = p['intelligence-attack'];
  const perCapture = p['intelligence-capture'];
  const perExposed = p['intelligence-exposure'] / DAYS_PER_MONTH;
  for (let region = 0; region < REGION_COUNT; region++) {
    const learnt =
      perAttack * state.attacksToday[region]! +
      perCapture * state.captures[region]! +
      perExposed * cells.exposed[region]!;
    state.intelligence[region] = state.intelligence[region]! * kept + learnt;
    state.captures[region] = 0;
  }
}

/** Cells whose exposure has passed are hidden again. */
function hide(state: State, world: World, day: Day): void {
  const { cells } = state;
  cells.nextHidden = Infinity;
  for (let i = 0; i < cells.count; i++) {
    const slot = cells.live[i]!;
    const until = cells.exposedUntil[slot]!;
    if (until === 0) continue;
    if (until <= day) {
      cells.hide(slot);
      setRates(state, world, slot);
    } else if (until < cells.nextHidden) cells.nextHidden = until;
  }
}
