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

/** Purpose words: submodel in the high byte. Purposes that choose among candidates leave room for a candidate. */
export const PURPOSE = {
  initialRegion: 0x0100,
  inflowClock: 0x0200,
  releaseClock: 0x0202,
  mergerClock: 0x0203,
  foreignClock: 0x0204,
  foreignChoice: 0x0205,
  growthClock: 0x0210,
  attritionClock: 0x0211,
  relocationClock: 0x0300,
  heading: 0x0301,
  stopped: 0x0302,
  destination: 0x0310,
  attackClock: 0x0400,
  campaign: 0x0401,
  impact: 0x0402,
  character: 0x0403,
  landing: 0x0404,
  kind: 0x0410,
  raidClock: 0x0500,
  emptyRaidClock: 0x0501,
  raidOutcome: 0x0502,
  raidConduct: 0x0503,
  raidSenior: 0x0504,
  seniorChoice: 0x0505,
  lead: 0x0506,
  leadChoice: 0x0507,
  disruption: 0x0508,
  emptyRaidConduct: 0x0509,
  raidCommander: 0x050a,
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
