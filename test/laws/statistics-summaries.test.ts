import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { Moments } from '../../src/statistics/moments.js';
import { quantileSorted, weightedQuantile } from '../../src/statistics/quantile.js';
import { RatioMean } from '../../src/statistics/ratio.js';
import { QuantileSketch } from '../../src/statistics/sketch.js';

const SEED = { seed: 20230701, numRuns: 300 };
const LEVELS = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];
const real = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, -0, NaN, 1, 2, 1024, 2 ** -20, -(2 ** -20), 1 - 2 ** -53),
);
const whole = fc.oneof(
  fc.integer({ min: -1024, max: 1024 }),
  fc.integer({ min: -100_000, max: 100_000 }),
  fc.constant(NaN),
);

/** Equal but for rounding in the last digits of numbers of this scale. */
function alike(a: number, b: number, scale: number): void {
  if (Number.isNaN(a) || Number.isNaN(b)) expect(a).toBe(b);
  else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-11 * scale);
}

const scaleOf = (values: readonly number[]): number =>
  1 + Math.max(0, ...values.map((x) => (Number.isNaN(x) ? 0 : Math.abs(x))));

function momentsOf(values: readonly number[]): Moments {
  const moments = new Moments();
  values.forEach((value) => moments.add(value));
  return moments;
}

function sketchOf(values: readonly number[], integer: boolean): QuantileSketch {
  const sketch = new QuantileSketch(integer);
  values.forEach((value) => sketch.add(value));
  return sketch;
}

/** Everything a sketch tells. */
function told(sketch: QuantileSketch): unknown {
  return [
    sketch.n,
    sketch.missing,
    sketch.min,
    sketch.max,
    LEVELS.map((p) => sketch.quantile(p)),
    [-5, 0, 0.3, 7].map((x) => sketch.shareAtLeast(x)),
  ];
}

describe('moments', () => {
  it('merge associatively and as if seen in one stream', () => {
    fc.assert(
      fc.property(fc.array(real), fc.array(real), fc.array(real), (a, b, c) => {
        const left = momentsOf(a);
        left.merge(momentsOf(b));
        left.merge(momentsOf(c));
        const rest = momentsOf(b);
        rest.merge(momentsOf(c));
        const right = momentsOf(a);
        right.merge(rest);
        const whole = [...a, ...b, ...c];
        const scale = scaleOf(whole);
        for (const other of [right, momentsOf(whole)]) {
          expect([left.n, left.missing]).toEqual([other.n, other.missing]);
          alike(left.mean, other.mean, scale);
          alike(left.variance, other.variance, scale * scale);
        }
      }),
      SEED,
    );
  });
});

describe('quantiles', () => {
  it('rise with the level and stay between the ends, plain and weighted', () => {
    const pair = fc.record({
      value: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      weight: fc.double({ min: 0.001, max: 9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        const values = pairs.map(({ value }) => value).sort((a, b) => a - b);
        const weights = pairs.map(({ weight }) => weight);
        const plain = LEVELS.map((p) => quantileSorted(values, p));
        expect(plain).toEqual([...plain].sort((a, b) => a - b));
        expect([plain[0], plain.at(-1)]).toEqual([values[0], values.at(-1)]);
        const weighted = LEVELS.map((p) => weightedQuantile(values, weights, p));
        weighted.slice(1).forEach((q, i) => expect(q).toBeGreaterThanOrEqual((weighted[i] as number) - 1e-6));
        expect([weighted[0], weighted.at(-1)]).toEqual([values[0], values.at(-1)]);
      }),
      SEED,
    );
  });
});

describe.each([
  [true, whole],
  [false, real],
] as const)('sketch (integer: %s)', (integer, value) => {
  it('tells the same for any order, any split and any order of merging', () => {
    const shuffled = fc
      .array(value)
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.nat(list.length),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([list, other, cut]) => {
        const all = told(sketchOf(list, integer));
        expect(told(sketchOf(other, integer))).toEqual(all);
        const [a, b] = [sketchOf(other.slice(0, cut), integer), sketchOf(other.slice(cut), integer)];
        const ab = sketchOf([], integer);
        ab.merge(a);
        ab.merge(b);
        b.merge(a);
        expect(told(ab)).toEqual(all);
        expect(told(b)).toEqual(all);
      }),
      SEED,
    );
  });

  it('has rising quantiles, each within 1/256 of the exact one, and exact ones for whole numbers up to 1024', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (list) => {
        const sketch = sketchOf(list, integer);
        const sorted = list.filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
        fc.pre(sorted.length > 0);
        const got = LEVELS.map((p) => sketch.quantile(p));
        expect(got).toEqual([...got].sort((a, b) => a - b));
        const exact = integer && sorted.every((x) => Math.abs(x) <= 1024);
        LEVELS.forEach((p, i) => {
          const h = (sorted.length - 1) * p;
          // Between order statistics of opposite sign both errors count.
          const size = Math.max(
            Math.abs(sorted[Math.floor(h)] as number),
            Math.abs(sorted[Math.ceil(h)] as number),
          );
          const bound = exact ? 0 : size / 256 + 2 ** -20;
          const gap = Math.abs((got[i] as number) - quantileSorted(sorted, p));
          expect(gap).toBeLessThanOrEqual(bound * (1 + 1e-9));
        });
        expect([sketch.min, sketch.max]).toEqual([(sorted[0] as number) + 0, (sorted.at(-1) as number) + 0]);
      }),
      SEED,
    );
  });
});

describe('cluster and ratio means', () => {
  const entry = fc.record({
    cluster: fc.nat(9),
    value: fc.double({ min: 0, max: 1e6, noNaN: true }),
    other: fc.double({ min: 0, max: 1e6, noNaN: true }),
  });
  /** As they arrive: clusters in ascending order. */
  const entries = fc
    .array(entry, { minLength: 2 })
    .map((list) => list.toSorted((a, b) => a.cluster - b.cluster));

  // The definition, with every cluster at hand: Cochran's linearised ratio, on which the sums are an economy.
  const whole = ({ cluster, value, other }: { cluster: number; value: number; other: number }) => ({
    cluster,
    value: Math.round(value),
    other: Math.round(other),
  });
  it('are what the definition gives when all clusters are kept', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const [mean, ratio] = [new ClusterMean(), new RatioMean()];
        const clusters = new Map<number, { value: number; other: number }[]>();
        for (const { cluster, value, other } of list.map(whole)) {
          mean.add(cluster, value);
          ratio.add(cluster, value, other);
          clusters.set(cluster, [...(clusters.get(cluster) ?? []), { value, other }]);
        }
        const G = clusters.size;
        const n = list.length;
        const total = (of: 'value' | 'other') => list.map(whole).reduce((sum, one) => sum + one[of], 0);
        const [over, under] = [total('value'), total('other')];
        const scale = scaleOf(list.map(({ value }) => value));
        alike(mean.estimate, over / n, scale);
        const sums = [...clusters.values()].map((members) => ({
          n: members.length,
          value: members.reduce((sum, one) => sum + one.value, 0),
          other: members.reduce((sum, one) => sum + one.other, 0),
        }));
        const squares = sums.reduce((sum, c) => sum + (c.value - (c.n * over) / n) ** 2, 0);
        if (mean.unit === 'draw') {
          const error = Math.sqrt((squares * G) / (G - 1)) / n;
          expect(Math.abs(mean.standardError - error)).toBeLessThanOrEqual(1e-9 * scale);
        }
        if (ratio.unit === 'draw' && ratio.logStandardError !== null) {
          const gaps = sums.reduce((sum, c) => sum + (c.value / over - c.other / under) ** 2, 0);
          const error = Math.sqrt((gaps * G) / (G - 1));
          expect(Math.abs(ratio.logStandardError - error)).toBeLessThanOrEqual(1e-9 * (1 + error));
        }
      }),
      SEED,
    );
  });

  it('keep their digits far from 0: a million added to every value changes no error', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const [near, far] = [new ClusterMean(), new ClusterMean()];
        for (const { cluster, value } of list) {
          near.add(cluster, Math.round(value) % 10);
          far.add(cluster, (Math.round(value) % 10) + 1e6);
        }
        // Means near 1e6 have 1e-10 to lose.
        const { standardError } = near;
        if (standardError > 0) expect(Math.abs(far.standardError / standardError - 1)).toBeLessThan(1e-8);
        else expect(far.standardError).toBe(standardError);
      }),
      SEED,
    );
  });

  it('split the total: shifting every value shifts the estimate and leaves the error, scaling scales both', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: -1000, max: 1000 }), (list, shift) => {
        const [plain, shifted, doubled] = [new ClusterMean(), new ClusterMean(), new ClusterMean()];
        for (const { cluster, value } of list) {
          plain.add(cluster, Math.round(value));
          shifted.add(cluster, Math.round(value) + shift);
          doubled.add(cluster, 2 * Math.round(value));
        }
        alike(shifted.estimate, plain.estimate + shift, 1e7);
        alike(shifted.standardError, plain.standardError, 1e7);
        expect(doubled.estimate).toBe(2 * plain.estimate);
        expect(doubled.standardError).toBe(2 * plain.standardError);
        expect(doubled.drawsNeeded(0.9)).toBe(plain.drawsNeeded(0.9));
      }),
      SEED,
    );
  });

  it('an interval that leaves out 0 needs no more draws, one that does not needs more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ cluster: fc.nat(9), value: fc.integer({ min: -9, max: 12 }) }), {
          minLength: 5,
        }),
        (list) => {
          const mean = new ClusterMean();
          for (const { cluster, value } of list.toSorted((a, b) => a.cluster - b.cluster))
            mean.add(cluster, value);
          const interval = mean.interval(0.9);
          const needed = mean.drawsNeeded(0.9);
          fc.pre(interval !== null && needed !== null && mean.unit === 'draw');
          const resolved = interval.lower > 0 || interval.upper < 0;
          expect(needed <= mean.clusters).toBe(resolved);
        },
      ),
      SEED,
    );
  });
});
