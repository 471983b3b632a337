/**
 * What levers have set, from a day on: the run is a sequence of phases, one for each date on which a lever begins or
 * ends. Levers of one kind that act at once compound; at strength 0 a lever changes nothing.
 */
import type { Day } from './calendar.js';
import type { Forcing } from './forcing.js';
import { type Geography, REGION_COUNT } from './geography.js';
import { TAKEOVER } from './history.js';
import type { Lever, LeverId } from './levers.js';
import type { ParameterId, ParameterValues } from './parameters.js';

export interface Phase {
  /** First day. */
  readonly from: Day;
  readonly heavyHanded: number;
  readonly raidEffect: number;
  readonly raidSenior: number;
  readonly raidLead: number;
  /** Share of crossings into KP, and of returns, that is stopped. */
  readonly stoppedOut: number;
  readonly stoppedBack: number;
  readonly concealment: number;
  /** Factors on reach and on foreign recruits. */
  readonly reach: number;
  readonly foreign: number;
  /** Level to which grievance returns, factor on inflow and factor on attrition, by region. */
  readonly grievance: Float64Array;
  readonly inflow: Float64Array;
  readonly attrition: Float64Array;
}

/** Arrivals of one day, by region: hazard in cells. */
export interface Release {
  readonly day: Day;
  readonly hazard: Float64Array;
}

const RELEASES: readonly LeverId[] = ['prison-break', 'release'];

/** The phases of a run, by day; the first begins on day 0. */
export function phasesOf(geography: Geography, p: ParameterValues, { days, levers }: Forcing): Phase[] {
  const lasting = levers.filter(({ id }) => !RELEASES.includes(id));
  const dates = new Set([
    0,
    ...lasting.flatMap(({ from, until }) => (until === null ? [from] : [from, until])),
  ]);
  return [...dates]
    .filter((day) => day < days)
    .sort((a, b) => a - b)
    .map((day) => phaseOn(geography, p, lasting, day));
}

/** Whether a lever acts on a day. */
export function acts({ from, until }: Lever, day: Day): boolean {
  return from <= day && (until === null || day < until);
}

function phaseOn(geography: Geography, p: ParameterValues, levers: readonly Lever[], day: Day): Phase {
  const { kp } = geography;
  const acting = levers.filter((lever) => acts(lever, day));
  /** Product of 1 + sign · strength · effect over the levers of a kind that act, not below 0. */
  const factor = (
    id: LeverId,
    effect: ParameterId,
    sign: 1 | -1,
    only: (lever: Lever) => boolean = () => true,
  ): number =>
    acting
      .filter((lever) => lever.id === id && only(lever))
      .reduce(
        (product, lever) => product * Math.max(0, 1 + sign * lever.strength * lever.audience * p[effect]),
        1,
      );
  const side = (name: 'taliban' | 'pakistan') => (lever: Lever) => lever.side === null || lever.side === name;
  const reaches = (region: number) => (lever: Lever) =>
    lever.regions === null || lever.regions.includes(region);
  const byRegion = (value: (region: number) => number): Float64Array =>
    Float64Array.from({ length: REGION_COUNT }, (_, region) => value(region));
  const ofNetworks = Math.min(1, p['effect-networks']);
  const seniorsSpared = acting
    .filter(({ id }) => id === 'networks-first')
    .reduce((share, { strength }) => share * (1 - strength * ofNetworks), 1);
  return {
    from: day,
    heavyHanded: p['heavy-handed'] * factor('raid-precision', 'effect-precision', -1),
    raidEffect: Math.min(
      1,
      p['raid-effect'] *
        factor('capacity-building', 'effect-capacity', 1) *
        factor('leaders-first', 'effect-focus-cost', -1),
    ),
    raidSenior: Math.min(1, p['raid-senior'] * factor('leaders-first', 'effect-leaders', 1) * seniorsSpared),
    raidLead: Math.min(1, p['raid-lead'] * factor('networks-first', 'effect-networks', 1)),
    stoppedOut:
      1 - (1 - p['border-control']) * factor('border-control', 'effect-border', -1, side('taliban')),
    stoppedBack:
      1 - (1 - p['border-control']) * factor('border-control', 'effect-border', -1, side('pakistan')),
    concealment: p['concealment'] * factor('intelligence-sharing', 'effect-sharing', -1),
    reach:
      factor('counter-messaging', 'effect-messaging', -1) * factor('platform-removal', 'effect-removal', -1),
    foreign: factor('foreign-recruits', 'effect-foreign', 1),
    grievance: byRegion((region) => {
      const relieved = factor('grievance-relief', 'effect-relief', -1, reaches(region));
      const counted = (lever: Lever): boolean => lever.secondOrder && region !== kp;
      return relieved * factor('capacity-building', 'effect-capacity-grievance', 1, counted);
    }),
    inflow: byRegion(
      (region) =>
        factor('support', 'effect-support', 1, reaches(region)) *
        factor('economic-shock', 'effect-economy', 1, reaches(region)),
    ),
    attrition: byRegion((region) => factor('rivalry', 'effect-rivalry', 1, reaches(region))),
  };
}

/** Prisoners freed at the takeover, and those of the scenario's prison breaks and releases, by day. */
export function releasesOf(
  p: ParameterValues,
  strongholds: Float64Array,
  { days, levers }: Forcing,
): Release[] {
  const stock = p['cells-afghanistan'];
  const releases: Release[] = [
    { day: TAKEOVER, hazard: strongholds.map((share) => p['releases'] * stock * share) },
  ];
  for (const { from, strength, regions } of levers.filter(
    (lever) => RELEASES.includes(lever.id) && lever.strength > 0,
  )) {
    const within = strongholds.map((share, region) =>
      regions === null || regions.includes(region) ? share : 0,
    );
    const total = within.reduce((sum, share) => sum + share, 0);
    // Where no stronghold is among the regions named, those released stay where they were, in equal parts.
    const even = within.map((_, region) => (regions?.includes(region) ? 1 / regions.length : 0));
    const shares = total > 0 ? within.map((share) => share / total) : even;
    releases.push({ day: from, hazard: shares.map((share) => strength * stock * share) });
  }
  return releases.filter(({ day }) => day < days).sort((a, b) => a.day - b.day);
}
