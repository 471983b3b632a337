/** Cells and commanders' posts as objects, and the rates that a cell's state gives its clocks. */
import { PURPOSE } from '../../src/model/addresses.js';
import type { Draws } from '../../src/random/draws.js';
import { Clock, TICKS, waitOf } from './clock.js';
import type { Region } from './region.js';

export class Post {
  /** First day on which the post is filled again; 0 = in place. */
  vacantUntil = 0;
  vacancies = 0;

  constructor(
    readonly index: number,
    readonly senior: boolean,
  ) {}
}

const first = new Uint32Array(4);
const second = new Uint32Array(4);
const ticks = (word: number): number => Math.ceil(waitOf(word) * TICKS);

export class Cell {
  alive = true;
  skill = 1;
  /** First day on which the cell is active again; 0 = active. */
  dormantUntil = 0;
  /** First day on which the cell is hidden again; 0 = hidden. */
  exposedUntil = 0;
  readonly attack: Clock;
  readonly raid: Clock;
  readonly attrition: Clock;
  readonly relocation: Clock;
  readonly growth: Clock;

  constructor(
    readonly high: number,
    readonly low: number,
    readonly home: Region,
    public region: Region,
    /** Post of the region's zone that the cell reports to. */
    public post: Post,
    public fighters: number,
    draws: Draws,
  ) {
    draws.words(high, low, PURPOSE.birth, 0, first);
    draws.words(high, low, PURPOSE.birth, 1, second);
    this.attack = new Clock(ticks(first[0]!));
    this.raid = new Clock(ticks(first[1]!));
    this.attrition = new Clock(ticks(first[2]!));
    this.relocation = new Clock(ticks(first[3]!));
    this.growth = new Clock(ticks(second[0]!));
  }

  precedes(other: Cell): boolean {
    return this.high !== other.high ? this.high < other.high : this.low < other.low;
  }
}

/** Events of one kind on one day, by (key, ordinal). */
export class Events {
  readonly cells: Cell[] = [];
  readonly ordinals: number[] = [];
  count = 0;

  clear(): void {
    this.count = 0;
  }

  /** A cell's events arrive in the order of their ordinals. */
  insert(cell: Cell, ordinal: number): void {
    let at = this.count++;
    while (at > 0 && cell.precedes(this.cells[at - 1]!)) {
      this.cells[at] = this.cells[at - 1]!;
      this.ordinals[at] = this.ordinals[at - 1]!;
      at--;
    }
    this.cells[at] = cell;
    this.ordinals[at] = ordinal;
  }
}

/** Murmur3's finaliser: one of many entities is chosen by the smallest mix of its key and a drawn salt. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The cell among those admitted that the salt chooses; null where there is none. */
export function chosenBy(salt: number, cells: readonly Cell[], admits: (cell: Cell) => boolean): Cell | null {
  let best = Infinity;
  let chosen: Cell | null = null;
  for (const cell of cells) {
    if (!admits(cell)) continue;
    const score = mix(cell.low ^ salt);
    if (chosen !== null && (score > best || (score === best && !cell.precedes(chosen)))) continue;
    best = score;
    chosen = cell;
  }
  return chosen;
}
