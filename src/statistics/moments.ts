/**
 * Running count, mean and sum of squared deviations of a stream of numbers, by Welford's update (Technometrics
 * 4:419, 1962); two halves merge by Chan, Golub & LeVeque (1979).
 */
export class Moments {
  /** How many numbers were added, missing ones (NaN) not included. */
  n = 0;
  /** How many NaN were added. */
  missing = 0;
  /** Σ (x − mean)², in the unit of x squared; exactly 0 while all values are the same. */
  squares = 0;
  private centre = 0;

  /** Adds one value; NaN means missing and is counted apart. @throws RangeError for ±Infinity. */
  add(value: number): void {
    if (Number.isNaN(value)) {
      this.missing += 1;
      return;
    }
    if (!Number.isFinite(value)) throw new RangeError(`a moment needs a finite value, got ${value}`);
    this.n += 1;
    const delta = value - this.centre;
    this.centre += delta / this.n;
    this.squares += delta * (value - this.centre);
  }

  /** Adds everything that `other` has seen; `other` is not changed. */
  merge(other: Moments): void {
    this.missing += other.missing;
    if (other.n === 0) return;
    const n = this.n + other.n;
    const delta = other.centre - this.centre;
    this.squares += other.squares + delta * delta * ((this.n * other.n) / n);
    this.centre = this.n === 0 ? other.centre : this.centre + delta * (other.n / n);
    this.n = n;
  }

  /** Arithmetic mean; NaN when nothing was added. */
  get mean(): number {
    return this.n === 0 ? NaN : this.centre;
  }

  /** Sample variance (divisor n − 1); NaN when n < 2, never 0 for want of data. */
  get variance(): number {
    return this.n < 2 ? NaN : this.squares / (this.n - 1);
  }

  /** Sample standard deviation; NaN when n < 2. */
  get sd(): number {
    return Math.sqrt(this.variance);
  }

  /** Monte Carlo standard error of the mean of independent values, sd / √n; NaN when n < 2. */
  get mcse(): number {
    return this.sd / Math.sqrt(this.n);
  }
}
