/** Places that results are reported for: Afghanistan, everything, the article's zones, and each region. */
import { ABROAD, type Geography, REGION_COUNT, ZONES } from './geography.js';

/** How fine a location may be, from the coarsest on; nothing is finer than a province. */
export const RESOLUTIONS = ['national', 'zone', 'region'] as const;
/** How fine a location is. */
export type Resolution = (typeof RESOLUTIONS)[number];

/** A place that results are given for. */
export interface Location {
  /** `afghanistan`, `all`, a zone, or an ISO 3166-2 code. */
  readonly id: string;
  readonly resolution: Resolution;
  /** Region indices it covers, and `ABROAD` for `all`. */
  readonly places: readonly number[];
}

/** Every location: `afghanistan`, `all`, the five zones, the 35 regions; in that order. */
export function locationsOf(geography: Geography): readonly Location[] {
  const regions = Array.from({ length: REGION_COUNT }, (_, region) => region);
  return [
    {
      id: 'afghanistan',
      resolution: 'national',
      places: regions.filter((region) => region !== geography.kp),
    },
    { id: 'all', resolution: 'national', places: [...regions, ABROAD] },
    ...ZONES.map((id, zone): Location => ({
      id,
      resolution: 'zone',
      places: regions.filter((region) => geography.zone[region] === zone),
    })),
    ...regions.map((region): Location => ({
      id: geography.codes[region]!,
      resolution: 'region',
      places: [region],
    })),
  ];
}
