/** How many addresses a task should hold, from what those so far have taken. It has no effect on results. */

/** A task of about so many milliseconds: long beside the cost of handing it over, short beside a look at the clock. */
const TASK_MILLISECONDS = 60;
/** With many threads tasks are longer, so that no more than 200 a second come back to the one thread that folds. */
const MILLISECONDS_PER_THREAD = 5;
/** Bytes of values that a task brings back at most, since several of them may wait. */
const TASK_BYTES = 8e6;
const MOST = 1000;

export class Pace {
  private told = NaN;
  private done = 0;
  /** Milliseconds of all threads together. */
  private spent = 0;

  /**
   * @param workers threads that share the work, asked whenever something comes back
   * @param bytes of values of one address
   * @param now milliseconds that only ever grow
   */
  constructor(
    private readonly workers: () => number,
    private readonly bytes: number,
    private readonly now: () => number,
  ) {}

  /** So many addresses have come back. */
  tell(addresses: number): void {
    const now = this.now();
    // Time counts from the first result: until then threads start and the code is compiled.
    if (!Number.isNaN(this.told)) {
      this.spent += (now - this.told) * this.workers();
      this.done += addresses;
    }
    this.told = now;
  }

  /** Addresses for the next task, at least 1. */
  get chunk(): number {
    if (!(this.spent > 0)) return 1;
    const most = Math.min(MOST, TASK_BYTES / Math.max(1, this.bytes));
    const wanted = Math.max(TASK_MILLISECONDS, MILLISECONDS_PER_THREAD * this.workers());
    return Math.max(1, Math.floor(Math.min(most, (wanted * this.done) / this.spent)));
  }
}
