/**
 * Who asks for a random number, and for what: the entity and purpose words of every addressed draw. Cells have
 * 64-bit keys of their own; regions, commanders and the organisation are named by a class word and an index.
 */
import { type Key, threefry } from '../random/threefry.js';

/** First entity word of entities that are not cells. */
export const ENTITY = {
  region: 0xffff0001,
  zone: 0xffff0002,
  commander: 0xffff0003,
  organisation: 0xffff0004,
} as const;

/**
 * Purpose words: submodel in the second byte. A purpose that chooses among candidates leaves the upper half for the
 * candidate. `birth` holds the first exponentials of a cell's five clocks; later ones have a purpose each.
 */
export const PURPOSE = {
  initialRegion: 0x0100,
  inflowClock: 0x0200,
  releaseClock: 0x0202,
  mergerClock: 0x0203,
  foreignClock: 0x0204,
  foreignChoice: 0x0205,
  birth: 0x0210,
  growthClock: 0x0211,
  attritionClock: 0x0212,
  relocationClock: 0x0300,
  relocation: 0x0301,
  destination: 0x0310,
  attackClock: 0x0400,
  campaign: 0x0401,
  attack: 0x0402,
  landing: 0x0403,
  raidClock: 0x0500,
  raid: 0x0502,
  raidOutcome: 0x0503,
  seniorChoice: 0x0504,
  leadChoice: 0x0505,
  emptyRaid: 0x0506,
  replacement: 0x0600,
  plotClock: 0x0700,
} as const;

/** How a cell came into being; with its parent or region and an ordinal it makes the cell's key. */
export const ORIGIN = { initial: 1, inflow: 2, release: 3, merger: 4, growth: 5 } as const;

// Any constant key serves: it only has to differ from the keys of replicates, and to stay as it is.
const KINSHIP: Key = { k0: 0x6b696e73, k1: 0x68697031, k2: 0x64756c6c, k3: 0x656e6473 };

/**
 * Key of a cell: a hash of (parent, origin, ordinal) or of (region, origin, ordinal), so that the same recruit is
 * the same cell in two worlds. Writes two words to `out[0]`, `out[1]`.
 */
export function cellKey(high: number, low: number, origin: number, ordinal: number, out: Uint32Array): void {
  threefry(KINSHIP, high, low, origin, ordinal, out);
}
