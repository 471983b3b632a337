/**
 * Pressure: the schedule of counter-ISK pressure by directorate, region and day, in units where 1 is the raid
 * tempo of January–June 2023, and the directorates' own answer to recent attacks where the scenario asks for it.
 */
import type { Day } from '../calendar.js';
import { PRESSURE_TICKS } from '../cells.js';
import type { Forcing, Level, PressureSchedule, Schedule } from '../forcing.js';
import { type Geography, REGION_COUNT } from '../geography.js';
import { calibratedLevel, pressureHistory } from '../history.js';
import { acts } from '../phases.js';
import type { ParameterValues } from '../parameters.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

/** Attacks of how many days a reactive directorate looks back on. */
export const REACTION_DAYS = 30;

/** Pressure in ticks is exact, so that a province's raids do not depend on when they are added up. */
function exact(pressure: number): number {
  return Math.round(pressure * PRESSURE_TICKS) / PRESSURE_TICKS;
}

function scheduled(
  { from, course }: Schedule,
  before: (day: Day) => number,
  p: ParameterValues,
  day: Day,
): number {
  const level = (to: Level): number => (typeof to === 'number' ? to : calibratedLevel(to.calibrated, p));
  const to = level(course.to);
  const past = day - from;
  switch (course.shape) {
    case 'constant':
    case 'step':
    case 'reactive':
      return to;
    case 'ramp': {
      const former = before(from === 0 ? 0 : from - 1);
      return former + (to - former) * Math.min(1, (past + 1) / course.days);
    }
    case 'pulse':
      return past < course.days ? to : before(day);
    case 'on-off':
      return past % (course.onDays + course.offDays) < course.onDays ? to : before(day);
  }
}

type Series = Pick<
  World,
  'series' | 'seriesOf' | 'reactiveGain' | 'reactiveFrom' | 'reactiveCeiling' | 'anyReactive'
>;

/** The daily series of every region, and where directorates react. Regions under one schedule share a series. */
export function pressureSeries(geography: Geography, p: ParameterValues, forcing: Forcing): Series {
  const { days } = forcing;
  const { kp } = geography;
  const reactiveGain = new Float64Array(REGION_COUNT);
  const reactiveFrom = new Int32Array(REGION_COUNT);
  const reactiveCeiling = new Float64Array(REGION_COUNT);
  const series: Float64Array[] = [];
  const seriesOf = new Uint8Array(REGION_COUNT);
  const shared = new Map<string, number>();
  // KP is the last region and gets the last series.
  for (let region = 0; region < REGION_COUNT; region++) {
    const inKp = region === kp;
    const directorate: PressureSchedule = inKp ? forcing.pakistan : forcing.taliban;
    const scale = inKp ? p['pressure-kp'] : 1;
    const own = directorate.byRegion.get(region);
    const schedule = own ?? directorate.everywhere;
    const reacts = schedule?.course.shape === 'reactive';
    if (schedule?.course.shape === 'reactive') {
      reactiveGain[region] = scale * schedule.course.gain;
      reactiveFrom[region] = schedule.from;
      reactiveCeiling[region] = scale * schedule.course.ceiling;
    }
    const name = `${inKp} ${reacts ? region : ''} ${own ? JSON.stringify(own) : ''}`;
    let index = shared.get(name);
    if (index === undefined) {
      index = series.push(daily(inKp, schedule, p, forcing, days, scale)) - 1;
      shared.set(name, index);
    }
    seriesOf[region] = index;
  }
  const anyReactive = reactiveGain.some((gain) => gain > 0);
  return { series, seriesOf, reactiveGain, reactiveFrom, reactiveCeiling, anyReactive };
}

function daily(
  inKp: boolean,
  schedule: Schedule | null,
  p: ParameterValues,
  { levers }: Forcing,
  days: number,
  scale: number,
): Float64Array {
  const before = inKp ? () => 1 : (day: Day) => pressureHistory(day, p);
  const side = inKp ? 'pakistan' : 'taliban';
  const burdens = levers.filter((l) => l.id === 'competing-burdens' && (l.side === null || l.side === side));
  const values = new Float64Array(days);
  for (let day = 0; day < days; day++) {
    const level =
      schedule === null || day < schedule.from ? before(day) : scheduled(schedule, before, p, day);
    values[day] = scale * level;
  }
  for (const lever of burdens) {
    const left = 1 - lever.strength * p['effect-burdens'];
    for (let day = lever.from; day < days; day++) if (acts(lever, day)) values[day]! *= left;
  }
  for (let day = 0; day < days; day++) values[day] = exact(values[day]!);
  return values;
}

/** Today's pressure by series and its mean over Afghan provinces, weighted by where cells are. */
export function pressure(state: State, world: World, day: Day): void {
  const today = state.pressure;
  const { series, seriesOf } = world;
  for (let s = 0; s < series.length; s++) today[s] = series[s]![day]!;
  if (world.anyReactive) react(state, world, day);
  if (series.length === 2) {
    state.afghanPressure = today[0]!;
    return;
  }
  const { kp } = world.geography;
  const { present } = state.cells;
  let weighted = 0;
  let cells = 0;
  let plain = 0;
  for (let region = 0; region < REGION_COUNT; region++) {
    if (region === kp) continue;
    const level = today[seriesOf[region]!]!;
    weighted += level * present[region]!;
    cells += present[region]!;
    plain += level;
  }
  state.afghanPressure = cells > 0 ? weighted / cells : plain / (REGION_COUNT - 1);
}

function react(state: State, world: World, day: Day): void {
  const oldest = day % REACTION_DAYS;
  for (let region = 0; region < REGION_COUNT; region++) {
    if (world.reactiveGain[region]! > 0 && day >= world.reactiveFrom[region]!) {
      const at = world.seriesOf[region]!;
      const level = state.pressure[at]!;
      const answer = level + world.reactiveGain[region]! * state.recentClaims[region]!;
      state.pressure[at] = exact(Math.max(level, Math.min(world.reactiveCeiling[region]!, answer)));
    }
    // What was claimed thirty days ago counts today for the last time; today's claims take its place.
    state.recentClaims[region]! -= state.claimRing[region * REACTION_DAYS + oldest]!;
  }
}
