/** The places that a pressure schedule can single out. */
import { type Geography, ZONES } from '../model/geography.js';
import { folded } from './nearest.js';

export type Side = 'taliban' | 'pakistan';
export const SIDES: readonly Side[] = ['taliban', 'pakistan'];

/** A zone or region. `id` is a zone, or the ISO 3166-2 code of a region that is not a zone by itself. */
export interface NamedPlace {
  readonly id: string;
  /** Region indices. */
  readonly regions: readonly number[];
}

/** Finds a zone, an ISO 3166-2 code or a province name, in any case; undefined if the side has no such place. */
export function findPlace(text: string, side: Side, geography: Geography): NamedPlace | undefined {
  const wanted = folded(text);
  const zone = ZONES.findIndex((id) => id === wanted);
  if (zone >= 0) {
    const regions = [...geography.zone.keys()].filter((region) => geography.zone[region] === zone);
    return isOf(side, regions[0]!, geography) ? { id: ZONES[zone]!, regions } : undefined;
  }
  const region = geography.codes.findIndex(
    (code, index) => folded(code) === wanted || folded(geography.names[index]!) === wanted,
  );
  if (region < 0 || !isOf(side, region, geography)) return undefined;
  const zoneOfRegion = geography.zone[region]!;
  const alone = geography.zone.filter((other) => other === zoneOfRegion).length === 1;
  return { id: alone ? ZONES[zoneOfRegion]! : geography.codes[region]!, regions: [region] };
}

/** Names that `findPlace` knows, for hints. */
export function placeNames(side: Side, geography: Geography): string[] {
  return [...ZONES, ...geography.names, ...geography.codes].filter(
    (name) => findPlace(name, side, geography) !== undefined,
  );
}

function isOf(side: Side, region: number, geography: Geography): boolean {
  return (region === geography.kp) === (side === 'pakistan');
}
