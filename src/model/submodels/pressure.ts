/**
 * Pressure: the schedule of counter-ISK pressure by directorate, region and day, in units where 1 is the raid
 * tempo of January–June 2023, and the directorates' own answer to recent attacks where the scenario asks for it.
 */
import type { Day } from '../calendar.js';
import type { Forcing, Level, PressureSchedule, Schedule } from '../forcing.js';
import { type Geography, REGION_COUNT } from '../geography.js';
import { calibratedLevel, pressureHistory } from '../history.js';
import type { ParameterValues } from '../parameters.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

/** Attacks of how many days a reactive directorate looks back on. */
export const REACTION_DAYS = 30;

function scheduled(
  schedule: Schedule | null,
  before: (day: Day) => number,
  p: ParameterValues,
  day: Day,
): number {
  if (schedule === null || day < schedule.from) return before(day);
  const valueOf = (level: Level): number =>
    typeof level === 'number' ? level : calibratedLevel(level.calibrated, p);
  const { course } = schedule;
  const to = valueOf(course.to);
  const past = day - schedule.from;
  const former = before(schedule.from === 0 ? 0 : schedule.from - 1);
  switch (course.shape) {
    case 'constant':
    case 'step':
    case 'reactive':
      return to;
    case 'ramp':
      return former + (to - former) * Math.min(1, (past + 1) / course.days);
    case 'pulse':
      return past < course.days ? to : before(day);
    case 'on-off':
      return past % (course.onDays + course.offDays) < course.onDays ? to : before(day);
  }
}

/** The daily series of every region, and where directorates react. Regions under one schedule share one array. */
export function pressureSeries(
  geography: Geography,
  p: ParameterValues,
  forcing: Forcing,
): Pick<World, 'pressure' | 'reactiveGain' | 'reactiveFrom' | 'reactiveCeiling' | 'anyReactive'> {
  const { days } = forcing;
  const reactiveGain = new Float64Array(REGION_COUNT);
  const reactiveFrom = new Int32Array(REGION_COUNT);
  const reactiveCeiling = new Float64Array(REGION_COUNT);
  const shared = new Map<string, Float64Array>();
  const pressure = geography.codes.map((_, region) => {
    const inKp = region === geography.kp;
    const directorate: PressureSchedule = inKp ? forcing.pakistan : forcing.taliban;
    const scale = inKp ? p['pressure-kp'] : 1;
    const own = directorate.byRegion.get(region);
    const schedule = own ?? directorate.everywhere;
    if (schedule?.course.shape === 'reactive') {
      reactiveGain[region] = scale * schedule.course.gain;
      reactiveFrom[region] = schedule.from;
      reactiveCeiling[region] = scale * schedule.course.ceiling;
    }
    const name = `${inKp} ${JSON.stringify(schedule)}`;
    let values = shared.get(name);
    if (!values) {
      const before = inKp ? () => 1 : (day: Day) => pressureHistory(day, p);
      values = Float64Array.from({ length: days }, (_, day) => scale * scheduled(schedule, before, p, day));
      shared.set(name, values);
    }
    return values;
  });
  return {
    pressure,
    reactiveGain,
    reactiveFrom,
    reactiveCeiling,
    anyReactive: reactiveGain.some((gain) => gain > 0),
  };
}

/** Today's pressure by region and its mean over Afghan provinces, weighted by where cells are. */
export function pressure(state: State, world: World, day: Day): void {
  const { kp } = world.geography;
  const today = state.pressure;
  for (let region = 0; region < REGION_COUNT; region++) today[region] = world.pressure[region]![day]!;
  if (world.anyReactive) react(state, world, day);
  let weighted = 0;
  let cells = 0;
  let plain = 0;
  for (let region = 0; region < REGION_COUNT; region++) {
    if (region === kp) continue;
    weighted += today[region]! * state.cells.present[region]!;
    cells += state.cells.present[region]!;
    plain += today[region]!;
  }
  state.afghanPressure = cells > 0 ? weighted / cells : plain / (REGION_COUNT - 1);
}

function react(state: State, world: World, day: Day): void {
  const oldest = day % REACTION_DAYS;
  for (let region = 0; region < REGION_COUNT; region++) {
    if (world.reactiveGain[region]! > 0 && day >= world.reactiveFrom[region]!) {
      const level = state.pressure[region]!;
      const answer = level + world.reactiveGain[region]! * state.recentClaims[region]!;
      state.pressure[region] = Math.max(level, Math.min(world.reactiveCeiling[region]!, answer));
    }
    // What was claimed thirty days ago counts today for the last time; today's claims take its place.
    state.recentClaims[region]! -= state.claimRing[region * REACTION_DAYS + oldest]!;
  }
}
