/**
 * What stays as it is during a replicate: the parameters of one draw, the scenario's forcing turned into numbers,
 * and everything about places that follows from them. Built once per scenario and draw, shared by its replicates.
 */
import { exp } from '../random/elementary.js';
import { DAYS_PER_MONTH, monthOf } from './calendar.js';
import type { Forcing } from './forcing.js';
import { type Geography, REGION_COUNT, ZONES } from './geography.js';
import { TAKEOVER } from './history.js';
import type { ParameterValues } from './parameters.js';
import { pressureSeries } from './submodels/pressure.js';

export const HUBS = ['AF-KAB', 'AF-NAN', 'AF-KDZ'] as const;
/** Provinces that border Uzbekistan, Tajikistan or Iran, where the article reports claimed attacks from Afghan soil. */
const TOWARDS_ABROAD = ['AF-BAL', 'AF-BDS', 'AF-FRA', 'AF-HER', 'AF-KDZ', 'AF-NIM', 'AF-TAK'];

const KP_ZONE = ZONES.indexOf('kp');

export interface World {
  readonly geography: Geography;
  readonly parameters: ParameterValues;
  readonly days: number;
  readonly months: number;
  /** Month of each day. */
  readonly monthOfDay: Uint16Array;
  /** Scheduled pressure by region: `pressure[region][day]`; regions under one schedule share an array. */
  readonly pressure: readonly Float64Array[];
  /** Gain and ceiling of a reactive schedule by region; gain 0 where the directorate does not react. */
  readonly reactiveGain: Float64Array;
  readonly reactiveFrom: Int32Array;
  readonly reactiveCeiling: Float64Array;
  readonly anyReactive: boolean;
  /** Share of cells and recruits of old strongholds by region (sums to 1 over Afghanistan). */
  readonly strongholds: Float64Array;
  /** Origin of Afghan recruits before emphasis, support and grievance (sums to 1 over Afghanistan). */
  readonly origins: Float64Array;
  /** Share of the takeover shock left on each day; 0 before. */
  readonly shock: Float64Array;
  /** Opening by day, before its zone's campaign: 0 … 1 … decaying. */
  readonly opening: Float64Array;
  /** Extra opening in Nangarhar by day. */
  readonly nangarhar: Float64Array;
  /** Factor by day of the resurgence before the takeover. */
  readonly resurgence: Float64Array;
  /** What is left of tempo and of claiming by day under fading. */
  readonly fadeTempo: Float64Array;
  readonly fadeClaims: Float64Array;
  /** Whether attacks of a region can land in KP or abroad. */
  readonly reachesKp: Uint8Array;
  readonly reachesAbroad: Uint8Array;
  /** Neighbour one step nearer to KP, per Afghan region not bordering it; itself where it borders. */
  readonly towardsKp: Uint8Array;
  /** Relocation weights of neighbours and hubs, per region; KP has none. */
  readonly neighbourhood: readonly (readonly { readonly region: number; readonly weight: number }[])[];
}

function series(days: number, value: (day: number) => number): Float64Array {
  return Float64Array.from({ length: days }, (_, day) => value(day));
}

/** Turns a draw and a forcing into a world. Pure; costs about as much as one replicate. */
export function prepare(geography: Geography, parameters: ParameterValues, forcing: Forcing): World {
  const { days } = forcing;
  const p = parameters;
  const decayDays = (months: number): number => months * DAYS_PER_MONTH;
  const lead = Math.max(1, decayDays(p['opening-lead']));
  const faded = (rate: number, day: number): number =>
    day <= TAKEOVER ? 1 : Math.max(p['fade-floor'], exp((-rate * (day - TAKEOVER)) / DAYS_PER_MONTH));
  const since = (months: number, day: number): number =>
    day < TAKEOVER ? 0 : exp(-(day - TAKEOVER) / decayDays(months));
  const reacting = pressureSeries(geography, parameters, forcing);
  return {
    geography,
    parameters,
    days,
    months: monthOf(days - 1) + 1,
    monthOfDay: Uint16Array.from({ length: days }, (_, day) => monthOf(day)),
    ...reacting,
    ...places(geography, parameters),
    shock: series(days, (day) => since(p['inflow-shock-decay'], day)),
    opening: series(days, (day) =>
      day < TAKEOVER ? Math.max(0, 1 - (TAKEOVER - day) / lead) : since(p['opening-decay'], day),
    ),
    nangarhar: series(days, (day) => since(p['nangarhar-campaign-decay'], day)),
    resurgence: series(
      days,
      (day) =>
        1 +
        (p['resurgence'] - 1) *
          Math.min(1, Math.max(0, (day - p['resurgence-start']) / decayDays(p['resurgence-length']))),
    ),
    fadeTempo: series(days, (day) => faded(p['fade-rate'] * (1 - p['fade-claiming']), day)),
    fadeClaims: series(days, (day) => faded(p['fade-rate'] * p['fade-claiming'], day)),
  };
}

type Places = Pick<
  World,
  'strongholds' | 'origins' | 'reachesKp' | 'reachesAbroad' | 'towardsKp' | 'neighbourhood'
>;

function places(geography: Geography, p: ParameterValues): Places {
  const { kp, codes, neighbours, population, zone } = geography;
  const kabul = codes.indexOf('AF-KAB');
  const nangarhar = codes.indexOf('AF-NAN');
  const around = [
    kabul,
    ...neighbours[kabul]!.map((next) => next.region).filter((region) => region !== nangarhar),
  ];
  const inNangarhar = Math.min(1, p['initial-share-nangarhar']);
  const aroundKabul = Math.min(1 - inNangarhar, p['initial-share-kabul']);
  const elsewhere = neighbours[kp]!.map((next) => next.region).filter((region) => region !== nangarhar);
  const strongholds = new Float64Array(REGION_COUNT);
  strongholds[nangarhar]! += inNangarhar;
  // Kabul itself holds half of "in and around Kabul"; the rest of the old stock sits in the border provinces.
  strongholds[kabul]! += aroundKabul / 2;
  for (const region of around.slice(1)) strongholds[region]! += aroundKabul / 2 / (around.length - 1);
  for (const region of elsewhere) strongholds[region]! += (1 - inNangarhar - aroundKabul) / elsewhere.length;
  const inhabitants = population.reduce((sum, people, region) => sum + (region === kp ? 0 : people), 0);
  const spread = p['recruitment-spread'];
  const origins = strongholds.map((share, region) =>
    region === kp ? 0 : (1 - spread) * share + (spread * population[region]!) / inhabitants,
  );
  return {
    strongholds,
    origins,
    reachesKp: Uint8Array.from(codes, (_, region) =>
      region !== kp && neighbours[region]!.some((next) => next.region === kp) ? 1 : 0,
    ),
    reachesAbroad: Uint8Array.from(codes, (code) => (TOWARDS_ABROAD.includes(code) ? 1 : 0)),
    towardsKp: stepsTowards(geography, kp),
    neighbourhood: codes.map((_, region) => {
      if (zone[region] === KP_ZONE) return [];
      const near = neighbours[region]!.filter((next) => next.region !== kp);
      const border = near.reduce((sum, next) => sum + next.km, 0);
      const weights = new Map(near.map((next) => [next.region, next.km / border]));
      for (const hub of HUBS.map((code) => codes.indexOf(code))) {
        if (hub !== region) weights.set(hub, (weights.get(hub) ?? 0) + p['hub-attraction']);
      }
      return [...weights]
        .filter(([, weight]) => weight > 0)
        .map(([to, weight]) => ({ region: to, weight }))
        .sort((a, b) => a.region - b.region);
    }),
  };
}

/** For each region the neighbour one step nearer to `goal` (longest border first among equals); itself if adjacent. */
function stepsTowards(geography: Geography, goal: number): Uint8Array {
  const { neighbours } = geography;
  const distance = new Array<number>(REGION_COUNT).fill(Infinity);
  distance[goal] = 0;
  for (let round = 0; round < REGION_COUNT; round++) {
    for (let region = 0; region < REGION_COUNT; region++) {
      for (const next of neighbours[region]!)
        distance[region] = Math.min(distance[region]!, distance[next.region]! + 1);
    }
  }
  return Uint8Array.from(neighbours, (near, region) => {
    if (distance[region]! <= 1) return region;
    const nearer = near.filter((next) => distance[next.region]! < distance[region]!);
    return nearer.reduce((best, next) => (next.km > best.km ? next : best)).region;
  });
}
