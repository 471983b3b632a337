/**
 * Priors as inverse distribution functions of one uniform number, so that any design (a Sobol sequence, a search
 * in the unit cube) can be mapped through them. A prior may hold point masses, which keep their probability exactly.
 */
import { exp, ln } from '../random/elementary.js';
import { normalQuantile } from '../random/samplers.js';

/** A prior distribution; `fixed` is a single value. */
export type Prior =
  | { readonly kind: 'fixed'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'log-uniform'; readonly low: number; readonly high: number }
  | {
      readonly kind: 'log-normal';
      readonly median: number;
      readonly sdLog: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'beta'; readonly a: number; readonly b: number }
  | {
      readonly kind: 'mixture';
      readonly masses: readonly { readonly value: number; readonly probability: number }[];
      readonly rest: Prior;
    };

export const fixed = (value: number): Prior => ({ kind: 'fixed', value });
export const uniform = (low: number, high: number): Prior => ({ kind: 'uniform', low, high });
export const logUniform = (low: number, high: number): Prior => ({ kind: 'log-uniform', low, high });
/** Log-normal cut (by clamping) to [low, high]. */
export const logNormalPrior = (median: number, sdLog: number, low: number, high: number): Prior => ({
  kind: 'log-normal',
  median,
  sdLog,
  low,
  high,
});
/** Beta with whole-number shapes. */
export const beta = (a: number, b: number): Prior => ({ kind: 'beta', a, b });
/** Point masses first, in the order given, then the continuous rest. */
export const withMasses = (
  rest: Prior,
  ...masses: readonly [value: number, probability: number][]
): Prior => ({
  kind: 'mixture',
  masses: masses.map(([value, probability]) => ({ value, probability })),
  rest,
});

/** P(X ≤ x) of Beta(a, b) with whole-number shapes: a binomial tail. */
function betaCdf(x: number, a: number, b: number): number {
  const n = a + b - 1;
  let sum = 0;
  let choose = 1;
  for (let j = 0; j <= n; j++) {
    if (j >= a) sum += choose * x ** j * (1 - x) ** (n - j);
    choose = (choose * (n - j)) / (j + 1);
  }
  return sum;
}

/** The value with P(X ≤ value) = u, 0 < u < 1. */
export function priorQuantile(prior: Prior, u: number): number {
  switch (prior.kind) {
    case 'fixed':
      return prior.value;
    case 'uniform':
      return prior.low + u * (prior.high - prior.low);
    case 'log-uniform':
      return prior.low * exp(u * ln(prior.high / prior.low));
    case 'log-normal':
      return Math.min(prior.high, Math.max(prior.low, prior.median * exp(prior.sdLog * normalQuantile(u))));
    case 'beta': {
      let [low, high] = [0, 1];
      for (let step = 0; step < 60; step++) {
        const middle = (low + high) / 2;
        if (betaCdf(middle, prior.a, prior.b) < u) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    }
    case 'mixture': {
      let left = u;
      let mass = 0;
      for (const { value, probability } of prior.masses) {
        if (left < probability) return value;
        left -= probability;
        mass += probability;
      }
      return priorQuantile(prior.rest, left / (1 - mass));
    }
  }
}

/** Smallest and largest possible value. */
export function priorSupport(prior: Prior): readonly [low: number, high: number] {
  switch (prior.kind) {
    case 'fixed':
      return [prior.value, prior.value];
    case 'beta':
      return [0, 1];
    case 'mixture': {
      const [low, high] = priorSupport(prior.rest);
      const values = prior.masses.map((mass) => mass.value);
      return [Math.min(low, ...values), Math.max(high, ...values)];
    }
    default:
      return [prior.low, prior.high];
  }
}

/** How a prior is printed in tables. */
export function priorText(prior: Prior): string {
  switch (prior.kind) {
    case 'fixed':
      return String(prior.value);
    case 'uniform':
      return `uniform ${prior.low}–${prior.high}`;
    case 'log-uniform':
      return `log-uniform ${prior.low}–${prior.high}`;
    case 'log-normal':
      return `log-normal, median ${prior.median}, sd of log ${prior.sdLog}, in ${prior.low}–${prior.high}`;
    case 'beta':
      return `Beta(${prior.a}, ${prior.b})`;
    case 'mixture':
      return `${prior.masses.map((mass) => `${mass.value} with probability ${mass.probability}`).join(', ')}, else ${priorText(prior.rest)}`;
  }
}
