import { checkLevel } from './interval.js';
import { stratifiedMean, welchDf } from './stratified.js';
import type { Stratum } from './stratified.js';
import { studentQuantile } from './student.js';

/** Variance of a single replicate, split by one-way random-effects analysis of variance. */
export interface VarianceComponents {
  /** Variance of draws' true means, in the unit squared; clipped at 0. */
  readonly between: number;
  /** Variance of replicates of one draw. */
  readonly within: number;
  /** The estimate of `between` was negative and set to 0. */
  readonly clipped: boolean;
}

/** What a plan of more draws or replicates is computed from; a `ClusterMean` is one. */
export interface PlannedStratum extends Stratum {
  readonly n: number;
  readonly clusters: number;
  /** Null with one draw, or with one replicate per draw. */
  readonly components: VarianceComponents | null;
}

/** More than this is as good as never. */
const MOST = 1e9;

/**
 * How many draws per stratum, at the present replicates per draw, would bring the interval's half-width down to
 * `halfWidth` (the size of the average estimate: then the interval just leaves 0 out), if the variance stays as
 * seen. Null when the estimate is 0, when a stratum has one draw only, when no variation was seen, and above 1e9.
 *
 * @param strata the strata of an equal-weights average; one for a single mean
 * @throws RangeError unless 0 < level < 1
 */
export function drawsNeeded(
  strata: readonly PlannedStratum[],
  level: number,
  halfWidth = sizeOf(strata),
): number | null {
  if (strata.some((stratum) => stratum.clusters < 2)) return null;
  return fewest(2, level, halfWidth, (draws) =>
    strata.map((stratum) => ({
      standardError: stratum.standardError * Math.sqrt(stratum.clusters / draws),
      df: draws - 1,
    })),
  );
}

/**
 * How many replicates per draw, at the present draws, would bring the interval's half-width down to `halfWidth`
 * (default as in `drawsNeeded`). Null when that is not reachable because draws differ too much among themselves,
 * when the estimate is 0, when no variation was seen, when draws have one replicate each (the two sources of
 * variance cannot be told apart), and above 1e9.
 *
 * @throws RangeError unless 0 < level < 1
 */
export function replicatesNeeded(
  strata: readonly PlannedStratum[],
  level: number,
  halfWidth = sizeOf(strata),
): number | null {
  if (strata.some((stratum) => stratum.clusters > 1 && stratum.components === null)) return null;
  const least = strata.some((stratum) => stratum.clusters === 1) ? 2 : 1;
  return fewest(least, level, halfWidth, (replicates) =>
    strata.map(({ components, clusters, n, standardError }) =>
      components
        ? {
            standardError: Math.sqrt((components.between + components.within / replicates) / clusters),
            df: clusters - 1,
          }
        : { standardError: standardError * Math.sqrt(n / replicates), df: replicates - 1 },
    ),
  );
}

function sizeOf(strata: readonly PlannedStratum[]): number {
  return Math.abs(stratifiedMean(strata).estimate);
}

/** Smallest size from `least` on whose half-width is at most the one wanted, by doubling and halving. */
function fewest(
  least: number,
  level: number,
  wanted: number,
  at: (size: number) => readonly { standardError: number; df: number }[],
): number | null {
  checkLevel(level);
  const normal = studentQuantile((1 + level) / 2, Infinity);
  const reaches = (size: number): boolean => {
    const strata = at(size);
    const standardError =
      Math.sqrt(strata.reduce((sum, stratum) => sum + stratum.standardError ** 2, 0)) / strata.length;
    // Student's quantile is above the normal one, which costs next to nothing.
    if (normal * standardError > wanted) return false;
    return studentQuantile((1 + level) / 2, welchDf(strata)) * standardError <= wanted;
  };
  const varies = at(least).reduce((sum, stratum) => sum + stratum.standardError, 0);
  if (!(wanted > 0 && varies > 0)) return null;
  let high = least;
  while (!reaches(high)) {
    high *= 2;
    if (high > MOST) return null;
  }
  let low = high === least ? least : high / 2;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
