/** From tallies to targets: a target at a location in a month or a window of months. */
import { ABROAD, type Geography } from './geography.js';
import type { Location } from './locations.js';
import { COUNTER, type Tallies } from './tallies.js';
import { KINDS, type Target, targetOf } from './targets.js';

const COUNTER_OF: Readonly<Record<string, number>> = {
  attacks: COUNTER.claimed,
  attacks_expected: COUNTER.expected,
  attacks_actual: COUNTER.actual,
  attacks_suicide: COUNTER.suicide,
  ...Object.fromEntries(
    KINDS.map((kind, index) => [`attacks_${kind.replace('-', '_')}`, COUNTER.kind + index]),
  ),
  attacks_foreign_interests: COUNTER.foreign,
  killed: COUNTER.killed,
  raids: COUNTER.raids,
  raids_reported: COUNTER.raidsReported,
  seniors_removed: COUNTER.seniors,
  cells: COUNTER.cells,
  cells_dormant: COUNTER.dormant,
  fighters: COUNTER.fighters,
  crossings: COUNTER.crossings,
  external_plots: COUNTER.plots,
  // Counts of regions that have at least one of these.
  provinces_active: COUNTER.claimed,
  provinces_raided: COUNTER.raidsReported,
};

/** Counter behind a target that is no share. */
export function counterOf({ id }: Target): number {
  return COUNTER_OF[id]!;
}

function total(
  tallies: Tallies,
  counter: number,
  places: readonly number[],
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let month = from; month < to; month++)
    for (const place of places) sum += tallies.at(month, counter, place);
  return sum;
}

function distinct(
  tallies: Tallies,
  counter: number,
  places: readonly number[],
  from: number,
  to: number,
): number {
  let active = 0;
  for (const place of places) {
    if (place === ABROAD) continue;
    let month = from;
    while (month < to && tallies.at(month, counter, place) === 0) month++;
    if (month < to) active++;
  }
  return active;
}

/** KP's claims over those of the location and KP together; `abroad` does not count. NaN where there are none. */
function kpShare(
  tallies: Tallies,
  geography: Geography,
  places: readonly number[],
  from: number,
  to: number,
): number {
  const { kp } = geography;
  const inKp = total(tallies, COUNTER.claimed, [kp], from, to);
  const others = total(
    tallies,
    COUNTER.claimed,
    places.filter((place) => place !== kp && place !== ABROAD),
    from,
    to,
  );
  return inKp + others > 0 ? inKp / (inKp + others) : NaN;
}

/**
 * Value of a target over months `from` (inclusive) to `to` (exclusive): flows summed, stocks averaged over month
 * ends, regions with at least one counted once, shares as a ratio of window sums (NaN where undefined).
 */
export function observe(
  tallies: Tallies,
  geography: Geography,
  target: Target,
  location: Location,
  from: number,
  to: number,
): number {
  switch (target.aggregation) {
    case 'flow':
      return total(tallies, counterOf(target), location.places, from, to);
    case 'stock':
      return total(tallies, counterOf(target), location.places, from, to) / (to - from);
    case 'distinct':
      return distinct(tallies, counterOf(target), location.places, from, to);
    case 'share':
      return kpShare(tallies, geography, location.places, from, to);
  }
}

/** The same by target id. */
export function observeById(
  tallies: Tallies,
  geography: Geography,
  id: string,
  location: Location,
  from: number,
  to: number,
): number {
  return observe(tallies, geography, targetOf(id), location, from, to);
}
