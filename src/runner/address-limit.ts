/** How long an address may take before whoever simulates it is given up. */

/** So many times as long as those so far did on average, and a minute in any case. */
const TIMES_THE_MEAN = 100;
const AT_LEAST = 60_000;

export class AddressLimit {
  /** Of all work so far: milliseconds at it, addresses begun. */
  private spent = 0;
  private begun = 0;

  /** @param given milliseconds; `null`: 100 times the mean of the addresses so far, at least 60 s */
  constructor(private readonly given: number | null) {}

  /** So much more was spent on so many more addresses. */
  tell(milliseconds: number, addresses: number): void {
    this.spent += milliseconds;
    this.begun += addresses;
  }

  get milliseconds(): number {
    return this.given ?? Math.max(AT_LEAST, (TIMES_THE_MEAN * this.spent) / Math.max(1, this.begun));
  }
}
