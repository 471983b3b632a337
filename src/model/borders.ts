/** What follows from the map alone and movement needs: who reaches KP or abroad, which way KP is, and who is next. */
import { type Geography, REGION_COUNT, ZONES } from './geography.js';

export const HUBS = ['AF-KAB', 'AF-NAN', 'AF-KDZ'] as const;
/** Provinces that border Uzbekistan, Tajikistan or Iran, where the article reports claimed attacks from Afghan soil. */
const TOWARDS_ABROAD = ['AF-BAL', 'AF-BDS', 'AF-FRA', 'AF-HER', 'AF-KDZ', 'AF-NIM', 'AF-TAK'];
const KP_ZONE = ZONES.indexOf('kp');

export interface Destination {
  readonly region: number;
  /** Share of the shared borders with Afghan provinces; 0 where there is none. */
  readonly border: number;
  readonly isHub: boolean;
}

export interface Borders {
  /** Whether attacks of a region can land in KP or abroad. */
  readonly reachesKp: Uint8Array;
  readonly reachesAbroad: Uint8Array;
  /** Neighbour one step nearer to KP, per Afghan region not bordering it; itself where it borders. */
  readonly towardsKp: Uint8Array;
  /** Where a cell of a region may relocate to, by region; KP has none. */
  readonly destinations: readonly (readonly Destination[])[];
}

const known = new WeakMap<Geography, Borders>();

/** Found once for each map. */
export function bordersOf(geography: Geography): Borders {
  let borders = known.get(geography);
  if (!borders) {
    borders = find(geography);
    known.set(geography, borders);
  }
  return borders;
}

function find(geography: Geography): Borders {
  const { kp, codes, neighbours, zone } = geography;
  const hubs = HUBS.map((code) => codes.indexOf(code));
  return {
    reachesKp: Uint8Array.from(codes, (_, region) =>
      region !== kp && neighbours[region]!.some((next) => next.region === kp) ? 1 : 0,
    ),
    reachesAbroad: Uint8Array.from(codes, (code) => (TOWARDS_ABROAD.includes(code) ? 1 : 0)),
    towardsKp: stepsTowards(geography, kp),
    destinations: codes.map((_, region) => {
      if (zone[region] === KP_ZONE) return [];
      const near = neighbours[region]!.filter((next) => next.region !== kp);
      const border = near.reduce((sum, next) => sum + next.km, 0);
      const shares = new Map(near.map((next) => [next.region, next.km / border]));
      for (const hub of hubs) if (hub !== region && !shares.has(hub)) shares.set(hub, 0);
      return [...shares]
        .map(([to, share]) => ({ region: to, border: share, isHub: hubs.includes(to) }))
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
