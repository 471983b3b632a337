/** How much a calibration may simulate. */
import type { FitSettings } from './fit.js';

export interface Budget {
  /** Rows of the prior table, a power of two; as many again are widened. */
  readonly table: number;
  /** The fit to all targets; those without 2020–21 and without 2023 differ in what `variant` says. */
  readonly fit: FitSettings;
  readonly variant: Pick<FitSettings, 'runs' | 'most' | 'refinement'>;
  /** Posterior predictive: draws, and replicates of each. */
  readonly predictive: { readonly draws: number; readonly replicates: number };
  readonly headlines: { readonly draws: number; readonly replicates: number };
}

export const BUDGETS = {
  full: {
    table: 4096,
    fit: {
      runs: 8,
      size: 300,
      survivors: 0.7,
      distinct: 0.5,
      leastAccepted: 0.02,
      lowering: 0.7,
      most: 24_000,
      tolerance: 0,
      refinement: { replicates: 48, effective: 0.5 },
    },
    variant: { runs: 2, most: 3500, refinement: { replicates: 16, effective: 0.6 } },
    predictive: { draws: 300, replicates: 24 },
    headlines: { draws: 400, replicates: 3 },
  },
  small: {
    table: 64,
    fit: {
      runs: 2,
      size: 40,
      survivors: 0.6,
      distinct: 0.4,
      leastAccepted: 0.03,
      lowering: 0.7,
      most: 400,
      tolerance: 0,
      refinement: { replicates: 2, effective: 0.6 },
    },
    variant: { runs: 1, most: 300, refinement: { replicates: 2, effective: 0.6 } },
    predictive: { draws: 40, replicates: 2 },
    headlines: { draws: 30, replicates: 1 },
  },
} as const satisfies Readonly<Record<string, Budget>>;

export type BudgetName = keyof typeof BUDGETS;

/** Simulations at most, the prior table included, of one explanation; headlines count as one each. */
export function mostSimulations({ table, fit, variant, predictive, headlines }: Budget): number {
  const most = ({ runs, size, most: moved, refinement: { replicates } }: FitSettings): number =>
    runs * (moved + size * replicates);
  const fits = most(fit) + 2 * most({ ...fit, ...variant });
  return (
    2 * table +
    fits +
    2 * predictive.draws * predictive.replicates +
    3 * headlines.draws * headlines.replicates
  );
}
