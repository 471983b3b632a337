/**
 * A hazard clock as an object: a unit exponential, counted in ticks of 2^-38, that every day's hazard spends. The
 * plain loop keeps what is left at the present rate and takes each day's ticks off it, cell by cell.
 */
import { ln } from '../../src/random/elementary.js';
import type { Draws } from '../../src/random/draws.js';

/** Ticks in one unit of hazard. */
export const TICKS = 2 ** 38;
/** Rates are multiples of 2^-20. */
const RATE_UNIT = 2 ** 20;

export function exactRate(rate: number): number {
  return Math.round(rate * RATE_UNIT) / RATE_UNIT;
}

/** A 32-bit word as a number strictly between 0 and 1. */
export function unit(word: number): number {
  return (word + 0.5) * 2 ** -32;
}

export function waitOf(word: number): number {
  return -ln(unit(word));
}

const block = new Uint32Array(4);

/** Ticks of the unit exponential at an address. */
export function drawTicks(draws: Draws, high: number, low: number, purpose: number, ordinal: number): number {
  draws.words(high, low, purpose, ordinal, block);
  return Math.ceil(waitOf(block[0]!) * TICKS);
}

export class Clock {
  rate = 0;
  /** Ticks of the day's hazard until the next event; `Infinity` while paused. */
  left = Infinity;
  /** Ordinal of the next event. */
  ordinal = 0;

  /** @param rest ticks to spend at rate 1; kept while the clock is paused. */
  constructor(private rest: number) {}

  /** Another rate; what is left to spend stays. `rate` is a multiple of 2^-20. */
  setRate(rate: number): void {
    if (rate === this.rate) return;
    if (this.rate > 0) this.rest = Math.round(this.left * this.rate);
    this.rate = rate;
    this.left = rate > 0 ? Math.ceil(this.rest / rate) : Infinity;
  }

  /** The next event has this ordinal and this many ticks at rate 1 before it. */
  restart(ordinal: number, rest: number): void {
    this.ordinal = ordinal;
    this.rest = rest;
    this.left = this.rate > 0 ? Math.ceil(rest / this.rate) : Infinity;
  }

  /** After an event: ticks of the next exponential on top of what was overspent. */
  goOn(rest: number): void {
    this.ordinal++;
    this.left += Math.ceil(rest / this.rate);
  }
}
