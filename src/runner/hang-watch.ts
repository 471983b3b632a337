/**
 * Notices work that does not get on. A worker counts the addresses that it begins in memory that is shared with the
 * watch; work whose count stands still for too long is given up. Work that waits for a thread counts 0 and may wait.
 */

/** Milliseconds between two looks. */
const LOOK_EVERY = 250;
/** An address may take so many times as long as those so far did on average, and a minute in any case. */
const TIMES_THE_MEAN = 100;
const AT_LEAST = 60_000;

interface Watched {
  readonly beats: Int32Array;
  readonly giveUp: () => void;
  seen: number;
  /** Milliseconds without an address begun. */
  still: number;
}

export class HangWatch {
  private readonly watched = new Set<Watched>();
  private readonly every: number;
  private timer: NodeJS.Timeout | null = null;
  private looked = 0;
  /** Of all work so far: milliseconds at it, addresses begun. */
  private spent = 0;
  private begun = 0;

  /**
   * @param now milliseconds that only ever grow
   * @param limit milliseconds that an address may take; `null`: 100 times the mean of those so far, at least 60 s
   */
  constructor(
    private readonly now: () => number,
    private readonly limit: number | null,
  ) {
    this.every = limit === null ? LOOK_EVERY : Math.min(LOOK_EVERY, Math.max(1, limit / 4));
  }

  /** @param giveUp called at most once @returns what ends the watch */
  over(beats: Int32Array, giveUp: () => void): () => void {
    const watched = { beats, giveUp, seen: 0, still: 0 };
    if (this.watched.size === 0) this.looked = this.now();
    this.watched.add(watched);
    this.timer ??= setInterval(() => this.look(), this.every).unref();
    return () => {
      this.watched.delete(watched);
      if (this.watched.size > 0 || !this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
    };
  }

  private look(): void {
    const now = this.now();
    // What this thread was busy for, or the machine asleep, is no reproach to the workers.
    const passed = Math.min(now - this.looked, 2 * this.every);
    this.looked = now;
    for (const work of this.watched) {
      const beats = Atomics.load(work.beats, 0);
      if (beats > 0) this.spent += passed;
      this.begun += beats - work.seen;
      work.still = beats === work.seen && beats > 0 ? work.still + passed : 0;
      work.seen = beats;
    }
    const limit = this.limit ?? Math.max(AT_LEAST, (TIMES_THE_MEAN * this.spent) / Math.max(1, this.begun));
    for (const work of [...this.watched]) {
      if (work.still <= limit) continue;
      this.watched.delete(work);
      work.giveUp();
    }
  }
}
