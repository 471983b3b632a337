/**
 * The level that `twice-before` is twice of: mean claims a month over the six months before the change, under the
 * reference. It is the same in every world of an explanation, so that it is known only when these are in.
 */
import { Moments } from '../statistics/moments.js';

/**
 * Pairs that the level is taken from, the first of an explanation in key order: more would move it by less than its
 * own error of some 2 %, and so nothing has to be kept of every replicate.
 */
export const LEVEL_PAIRS = 1000;
/** Of the window before the change, see `reboundWindows`. */
const MONTHS = 6;

export class LevelBefore {
  private readonly claims = new Moments();

  /** @param claims of one pair over the six months */
  add(claims: number): void {
    if (!this.isSettled) this.claims.add(claims);
  }

  /** Further pairs change nothing. */
  get isSettled(): boolean {
    return this.claims.n >= LEVEL_PAIRS;
  }

  /** Twice the level, in claims a month; NaN before anything was added. */
  get twice(): number {
    return (2 * this.claims.mean) / MONTHS;
  }
}
