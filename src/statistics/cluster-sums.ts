/** Relative differences below this are rounding, not variation. */
export const ROUNDING = 1e-13;

/**
 * What the variance of a clustered mean needs of clusters that are complete, in a fixed number of numbers: with
 * size n_c and mean x_c of cluster c, means of the x_c with weights n_c and n_c², the weighted squared deviations
 * from them, and Σ of the squared deviations within clusters.
 */
export class ClusterSums {
  clusters = 0;
  /** Σ n_c. */
  n = 0;
  /** Σ n_c². */
  sizeSquares = 0;
  /** Mean over all replicates, Σ n_c x_c / Σ n_c. */
  mean = 0;
  /** Σ over clusters of Σ (x − x_c)². */
  within = 0;
  /** Σ n_c (x_c − mean)². */
  private squares = 0;
  /** Mean with weights n_c², and Σ n_c² (x_c − that mean)². */
  private heavyMean = 0;
  private heavySquares = 0;
  /** Largest |x_c|. */
  private largest = 0;

  /** Adds a complete cluster; one without replicates is none. */
  add(n: number, mean: number, squares: number): void {
    if (n === 0) return;
    const weight = n * n;
    this.clusters += 1;
    this.n += n;
    this.sizeSquares += weight;
    this.within += squares;
    this.largest = Math.max(this.largest, Math.abs(mean));
    // In steps, so that equal means give exactly that mean and no deviation.
    const gap = mean - this.mean;
    this.mean += gap * (n / this.n);
    this.squares += n * gap * (mean - this.mean);
    const heavyGap = mean - this.heavyMean;
    this.heavyMean += heavyGap * (weight / this.sizeSquares);
    this.heavySquares += weight * heavyGap * (mean - this.heavyMean);
  }

  copy(): ClusterSums {
    return Object.assign(new ClusterSums(), this);
  }

  /** Σ n_c (x_c − mean)² and Σ n_c² (x_c − mean)²; 0 where cluster means differ by rounding only. */
  spread(): { readonly between: number; readonly robust: number } {
    const shift = this.heavyMean - this.mean;
    const robust = this.heavySquares + this.sizeSquares * shift * shift;
    const rounding = this.sizeSquares * (ROUNDING * this.largest) ** 2;
    return robust <= rounding ? { between: 0, robust: 0 } : { between: this.squares, robust };
  }
}
