/**
 * Commanders: four to a zone, two of them senior. A vacancy costs the commander's cells coordination, not their
 * existence. Aggregate by construction: posts, not persons.
 */
import { ZONES } from './geography.js';

export const PER_ZONE = 4;
export const SENIOR_PER_ZONE = 2;
export const COMMANDER_COUNT = PER_ZONE * ZONES.length;

export class Commanders {
  /** First day on which the post is filled again; 0 = in place. */
  readonly vacantUntil = new Int32Array(COMMANDER_COUNT);
  /** Times the post fell vacant: the ordinal of its next replacement time. */
  readonly vacancies = new Uint32Array(COMMANDER_COUNT);
  /** Not after the first day on which a post is filled again. */
  nextFilled = Infinity;

  reset(): void {
    this.vacantUntil.fill(0);
    this.vacancies.fill(0);
    this.nextFilled = Infinity;
  }

  isSenior(commander: number): boolean {
    return commander % PER_ZONE < SENIOR_PER_ZONE;
  }

  inPlace(commander: number): boolean {
    return this.vacantUntil[commander] === 0;
  }

  vacate(commander: number, until: number): void {
    this.vacantUntil[commander] = until;
    this.vacancies[commander]!++;
    if (until < this.nextFilled) this.nextFilled = until;
  }

  copyFrom(other: Commanders): void {
    this.vacantUntil.set(other.vacantUntil);
    this.vacancies.set(other.vacancies);
    this.nextFilled = other.nextFilled;
  }
}

/** Zone that a post belongs to. */
export function zoneOf(post: number): number {
  return Math.floor(post / PER_ZONE);
}

/** Post that a cell with this key reports to while in this zone. */
export function commanderOf(zone: number, keyLow: number): number {
  return zone * PER_ZONE + (keyLow % PER_ZONE);
}
