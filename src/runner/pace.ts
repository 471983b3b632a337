/** How many addresses a task should hold, from what those so far have taken. It has no effect on results. */

/** A task of about so many milliseconds: long beside the cost of handing it over, short beside a look at the clock. */
const TASK_MILLISECONDS = 60;
/** Bytes of values that a task brings back at most, since several of them may wait. */
const TASK_BYTES = 8e6;
const MOST = 1000;

export class Pace {
  private began = NaN;
  private done = 0;
  private milliseconds = NaN;

  /**
   * @param workers threads that share the work
   * @param bytes of values of one address
   * @param now milliseconds that only ever grow
   */
  constructor(
    private readonly workers: number,
    private readonly bytes: number,
    private readonly now: () => number,
  ) {}

  /** So many addresses have come back. */
  tell(addresses: number): void {
    // Time counts from the first result: until then threads start and the code is compiled.
    if (Number.isNaN(this.began)) {
      this.began = this.now();
      return;
    }
    this.done += addresses;
    this.milliseconds = ((this.now() - this.began) * this.workers) / this.done;
  }

  /** Addresses for the next task, at least 1. */
  get chunk(): number {
    if (!(this.milliseconds > 0)) return 1;
    const most = Math.min(MOST, TASK_BYTES / Math.max(1, this.bytes));
    return Math.max(1, Math.floor(Math.min(most, TASK_MILLISECONDS / this.milliseconds)));
  }
}
