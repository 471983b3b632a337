/** The places that a schedule, a lever or an event can single out. */
import { type Geography, ZONES } from '../model/geography.js';
import { folded } from './nearest.js';

export type Side = 'taliban' | 'pakistan';
export const SIDES = ['taliban', 'pakistan'] as const satisfies readonly Side[];
const COUNTRY = 'afghanistan';

/** A zone, a region or `afghanistan`. `id` is a zone, or the ISO 3166-2 code of a region that is not a zone by itself. */
export interface NamedPlace {
  readonly id: string;
  /** Region indices. */
  readonly regions: readonly number[];
}

/** Finds a zone, an ISO 3166-2 code or a province name, in any case; undefined if the side has no such place. */
export function findPlace(text: string, side: Side, geography: Geography): NamedPlace | undefined {
  const found = anyPlace(text, geography);
  return found && found.id !== COUNTRY && isOf(side, found.regions[0]!, geography) ? found : undefined;
}

/** Finds `afghanistan`, or a place of either side as `findPlace` does. */
export function anyPlace(text: string, geography: Geography): NamedPlace | undefined {
  const wanted = folded(text);
  const every = [...geography.codes.keys()];
  if (wanted === COUNTRY) return { id: COUNTRY, regions: every.filter((region) => region !== geography.kp) };
  const zone = ZONES.findIndex((id) => id === wanted);
  if (zone >= 0)
    return { id: ZONES[zone]!, regions: every.filter((region) => geography.zone[region] === zone) };
  const region = geography.codes.findIndex(
    (code, index) => folded(code) === wanted || folded(geography.names[index]!) === wanted,
  );
  if (region < 0) return undefined;
  const zoneOfRegion = geography.zone[region]!;
  const alone = geography.zone.filter((other) => other === zoneOfRegion).length === 1;
  return { id: alone ? ZONES[zoneOfRegion]! : geography.codes[region]!, regions: [region] };
}

/** Names that `findPlace` knows, or without a side those that `anyPlace` knows, for hints. */
export function placeNames(side: Side | null, geography: Geography): string[] {
  const names = [...ZONES, ...geography.names, ...geography.codes];
  return side === null
    ? [COUNTRY, ...names]
    : names.filter((name) => findPlace(name, side, geography) !== undefined);
}

function isOf(side: Side, region: number, geography: Geography): boolean {
  return (region === geography.kp) === (side === 'pakistan');
}
