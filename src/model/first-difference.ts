/** The first day on which two worlds may differ: until then a replicate is the same in both. */
import type { Day } from './calendar.js';
import { REGION_COUNT } from './geography.js';
import type { Phase, Release } from './phases.js';
import type { World } from './world.js';

/**
 * @returns the first day whose forcing differs, the last day of the shorter run if none before it does, the days of
 *   both if none does at all; 0 for worlds of different parameters or maps, which share nothing
 */
export function firstDifference(a: World, b: World): Day {
  if (a.geography !== b.geography || !sameValues(a, b)) return 0;
  // The last day of the shorter run closes a month there.
  const days = a.days === b.days ? a.days : Math.min(a.days, b.days) - 1;
  let first = Math.min(days, firstPhase(a.phases, b.phases), firstRelease(a.releases, b.releases));
  const compared = new Set<number>();
  for (let region = 0; region < REGION_COUNT; region++) {
    const [s, t] = [a.seriesOf[region]!, b.seriesOf[region]!];
    const reacts = a.reactiveGain[region] !== b.reactiveGain[region];
    const bounded = a.reactiveCeiling[region] !== b.reactiveCeiling[region];
    if (reacts || bounded || a.reactiveFrom[region] !== b.reactiveFrom[region])
      first = Math.min(first, startOf(a, region), startOf(b, region));
    // Claims are remembered from the first day on where any directorate reacts, and not elsewhere.
    if (compared.has(s * 256 + t)) continue;
    compared.add(s * 256 + t);
    const [left, right] = [a.series[s]!, b.series[t]!];
    for (let day = 0; day < first; day++) if (left[day] !== right[day]) first = day;
  }
  return a.anyReactive === b.anyReactive ? first : 0;
}

function startOf(world: World, region: number): Day {
  return world.reactiveGain[region]! > 0 ? world.reactiveFrom[region]! : Infinity;
}

function sameValues(a: World, b: World): boolean {
  if (a.parameters === b.parameters) return true;
  return JSON.stringify(a.parameters) === JSON.stringify(b.parameters);
}

function firstPhase(a: readonly Phase[], b: readonly Phase[]): Day {
  const at = (phases: readonly Phase[], day: Day): string => {
    const phase = phases.findLast(({ from }) => from <= day)!;
    const [grievance, inflow, attrition] = [[...phase.grievance], [...phase.inflow], [...phase.attrition]];
    return JSON.stringify({ ...phase, from: 0, grievance, inflow, attrition });
  };
  const dates = [...new Set([...a, ...b].map(({ from }) => from))].sort((x, y) => x - y);
  return dates.find((day) => at(a, day) !== at(b, day)) ?? Infinity;
}

function firstRelease(a: readonly Release[], b: readonly Release[]): Day {
  const on = (releases: readonly Release[], day: Day): string =>
    JSON.stringify(releases.filter((release) => release.day === day).map(({ hazard }) => [...hazard]));
  const dates = [...new Set([...a, ...b].map(({ day }) => day))].sort((x, y) => x - y);
  return dates.find((day) => on(a, day) !== on(b, day)) ?? Infinity;
}
