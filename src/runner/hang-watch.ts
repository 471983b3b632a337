/**
 * Notices work that does not get on. A worker counts the addresses that it begins in memory that is shared with the
 * watch; work whose count stands still for too long is given up. Work that waits for a thread counts 0 and may wait.
 */
import { AddressLimit } from './address-limit.js';

/** Milliseconds between two looks. */
const LOOK_EVERY = 250;

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
  private readonly limit: AddressLimit;

  /**
   * @param now milliseconds that only ever grow
   * @param timeout milliseconds that an address may take; `null`: see {@link AddressLimit}
   */
  constructor(
    private readonly now: () => number,
    timeout: number | null,
  ) {
    this.limit = new AddressLimit(timeout);
    this.every = timeout === null ? LOOK_EVERY : Math.min(LOOK_EVERY, Math.max(1, timeout / 4));
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
      this.limit.tell(beats > 0 ? passed : 0, beats - work.seen);
      work.still = beats === work.seen && beats > 0 ? work.still + passed : 0;
      work.seen = beats;
    }
    const limit = this.limit.milliseconds;
    for (const work of [...this.watched]) {
      if (work.still <= limit) continue;
      this.watched.delete(work);
      // No time that an address takes: or each that hangs would make the next be waited for longer.
      this.limit.tell(-work.still, 0);
      work.giveUp();
    }
  }
}
