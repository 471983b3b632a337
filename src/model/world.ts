/**
 * What stays as it is during a replicate: the parameters of one draw, the scenario's forcing turned into numbers,
 * and everything about places that follows from them. Built once per scenario and draw, shared by its replicates.
 */
import { exp } from '../random/elementary.js';
import { type Borders, bordersOf } from './borders.js';
import { type Day, DAYS_PER_MONTH, monthOf } from './calendar.js';
import type { Forcing } from './forcing.js';
import { type Geography, REGION_COUNT, ZONES } from './geography.js';
import { TAKEOVER } from './history.js';
import type { ParameterValues } from './parameters.js';
import { type Phase, phasesOf, type Release, releasesOf } from './phases.js';
import { REVIEW_DAYS } from './submodels/intelligence.js';
import { pressureSeries } from './submodels/pressure.js';

const KP = ZONES.indexOf('kp');
const NANGARHAR = ZONES.indexOf('nangarhar');

/** One scenario under one parameter draw, in numbers. */
export interface World {
  readonly geography: Geography;
  readonly parameters: ParameterValues;
  readonly borders: Borders;
  readonly days: number;
  readonly months: number;
  /** Month of each day. */
  readonly monthOfDay: Uint16Array;
  /** Scheduled pressure by day, multiples of 2^-14; regions under one schedule share a series. KP has the last one. */
  readonly series: readonly Float64Array[];
  readonly seriesOf: Uint8Array;
  /** Gain and ceiling of a reactive schedule by region; gain 0 where the directorate does not react. */
  readonly reactiveGain: Float64Array;
  readonly reactiveFrom: Int32Array;
  readonly reactiveCeiling: Float64Array;
  readonly anyReactive: boolean;
  readonly phases: readonly Phase[];
  readonly releases: readonly Release[];
  /** Share of cells and recruits of old strongholds by region (sums to 1 over Afghanistan). */
  readonly strongholds: Float64Array;
  /** Origin of Afghan recruits before emphasis, support and grievance (sums to 1 over Afghanistan); 1 for KP. */
  readonly origins: Float64Array;
  /** The same summed over a zone. */
  readonly originsOfZone: Float64Array;
  /** Share of the takeover shock left on each day; 0 before. */
  readonly shock: Float64Array;
  /** Attacks a day of a cell of rate 1, by zone and day, before campaign, emphasis, camps and restraint. */
  readonly tempo: readonly Float64Array[];
  /** What is left of claiming by day under fading. */
  readonly fadeClaims: Float64Array;
  /** What is left of a province's intelligence after a review's interval, of extra grievance after a month. */
  readonly intelligenceKept: number;
  readonly grievanceKept: number;
}

/** Whether a day is the last of its month, or of the run. */
export function isMonthEnd(world: World, day: Day): boolean {
  return day + 1 === world.days || world.monthOfDay[day + 1] !== world.monthOfDay[day];
}

function series(days: number, value: (day: number) => number): Float64Array {
  const values = new Float64Array(days);
  for (let day = 0; day < days; day++) values[day] = value(day);
  return values;
}

/** Turns a draw and a forcing into a world. Pure; costs about a tenth of a replicate. */
export function prepare(geography: Geography, parameters: ParameterValues, forcing: Forcing): World {
  const { days } = forcing;
  const p = parameters;
  const monthOfDay = monthsOf(days);
  const places = placesOf(geography, p);
  const fading = (rate: number): Float64Array => {
    const left = decay(days, DAYS_PER_MONTH / rate);
    return series(days, (day) => (day <= TAKEOVER ? 1 : Math.max(p['fade-floor'], left[day]!)));
  };
  return {
    geography,
    parameters,
    borders: bordersOf(geography),
    days,
    months: monthOfDay[days - 1]! + 1,
    monthOfDay,
    ...pressureSeries(geography, parameters, forcing),
    phases: phasesOf(geography, p, forcing),
    releases: releasesOf(p, places.strongholds, forcing),
    ...places,
    shock: decay(days, p['inflow-shock-decay'] * DAYS_PER_MONTH),
    tempo: tempoOf(p, days, fading(p['fade-rate'] * (1 - p['fade-claiming']))),
    fadeClaims: fading(p['fade-rate'] * p['fade-claiming']),
    intelligenceKept: exp(-REVIEW_DAYS / (p['intelligence-decay'] * DAYS_PER_MONTH)),
    grievanceKept: exp(-1 / p['grievance-decay']),
  };
}

/** 0 before the takeover, 1 on its day, then decaying with a time constant in days; for ever 1 if that is infinite. */
function decay(days: number, constant: number): Float64Array {
  const values = new Float64Array(days);
  const kept = exp(-1 / constant);
  let left = 1;
  for (let day = TAKEOVER; day < days; day++) {
    values[day] = left;
    left *= kept;
  }
  return values;
}

function tempoOf(p: ParameterValues, days: number, fading: Float64Array): Float64Array[] {
  const standard = p['tempo'] / DAYS_PER_MONTH;
  const lead = Math.max(1, p['opening-lead'] * DAYS_PER_MONTH);
  const opening = decay(days, p['opening-decay'] * DAYS_PER_MONTH);
  for (let day = 0; day < Math.min(days, TAKEOVER); day++)
    opening[day] = Math.max(0, 1 - (TAKEOVER - day) / lead);
  const nangarhar = decay(days, p['nangarhar-campaign-decay'] * DAYS_PER_MONTH);
  const length = p['resurgence-length'] * DAYS_PER_MONTH;
  const resurgence = (day: number): number =>
    1 + (p['resurgence'] - 1) * Math.min(1, Math.max(0, (day - p['resurgence-start']) / length));
  const common = series(days, (day) => standard * fading[day]! * resurgence(day));
  const campaign = p['nangarhar-campaign'];
  const focus = p['nangarhar-focus'];
  const elsewhere = series(
    days,
    (day) => common[day]! * (1 + p['opening'] * opening[day]!) * (1 - focus * nangarhar[day]!),
  );
  return ZONES.map((_, zone) => {
    if (zone === KP) return new Float64Array(days).fill(standard * p['tempo-kp']);
    if (zone !== NANGARHAR) return elsewhere;
    return series(
      days,
      (day) => common[day]! * (1 + p['opening'] * opening[day]! + campaign * nangarhar[day]!),
    );
  });
}

const months = new Map<number, Uint16Array>();

function monthsOf(days: number): Uint16Array {
  let known = months.get(days);
  if (!known) {
    known = Uint16Array.from({ length: days }, (_, day) => monthOf(day));
    months.set(days, known);
  }
  return known;
}

function placesOf(
  geography: Geography,
  p: ParameterValues,
): Pick<World, 'strongholds' | 'origins' | 'originsOfZone'> {
  const { kp, codes, neighbours, population, zone } = geography;
  const kabul = codes.indexOf('AF-KAB');
  const nangarhar = codes.indexOf('AF-NAN');
  const around = neighbours[kabul]!.map((next) => next.region).filter((region) => region !== nangarhar);
  const inNangarhar = Math.min(1, p['initial-share-nangarhar']);
  const aroundKabul = Math.min(1 - inNangarhar, p['initial-share-kabul']);
  const elsewhere = neighbours[kp]!.map((next) => next.region).filter((region) => region !== nangarhar);
  const strongholds = new Float64Array(REGION_COUNT);
  strongholds[nangarhar]! += inNangarhar;
  // Kabul itself holds half of "in and around Kabul"; the rest of the old stock sits in the border provinces.
  strongholds[kabul]! += aroundKabul / 2;
  for (const region of around) strongholds[region]! += aroundKabul / 2 / around.length;
  for (const region of elsewhere) strongholds[region]! += (1 - inNangarhar - aroundKabul) / elsewhere.length;
  const inhabitants = population.reduce((sum, people, region) => sum + (region === kp ? 0 : people), 0);
  const spread = p['recruitment-spread'];
  const origins = strongholds.map((share, region) =>
    region === kp ? 1 : (1 - spread) * share + (spread * population[region]!) / inhabitants,
  );
  const originsOfZone = new Float64Array(ZONES.length);
  for (let region = 0; region < REGION_COUNT; region++) originsOfZone[zone[region]!]! += origins[region]!;
  return { strongholds, origins, originsOfZone };
}
