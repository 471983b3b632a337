/** A scenario after everything optional was settled: complete, frozen, no unit in doubt. */
import type { Explanation } from '../model/explanations.js';
import type { Forcing } from '../model/forcing.js';
import type { IsoDate } from '../model/calendar.js';
import type { Resolution } from '../model/locations.js';

export const PURPOSES = [
  'decision-making',
  'sensitivity',
  'situational-awareness',
  'horizon-scanning',
  'forecasting',
  'value-of-information',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Where parameter values come from. `file` is an absolute path inside the study folder. */
export type ParameterSource =
  | { readonly kind: 'posterior' | 'posterior-without-2020-21' | 'prior' | 'point' }
  | { readonly kind: 'file'; readonly path: string };

/** Claims a month in Afghanistan; `twice-before` = twice the mean of the six months before `from`. */
export type Bar = number | 'twice-before';

export interface Rebound {
  readonly from: IsoDate;
  readonly bars: readonly Bar[];
  readonly months: number;
}

/**
 * One row of `forcings.csv`: what applies from `date` until the next row of the place. A number; the name of a
 * calibrated level; `calibrated`, the history of each day; or in words, how a ramp or a reactive directorate goes.
 */
export interface ForcingRow {
  readonly lever: string;
  readonly location: string;
  readonly date: IsoDate;
  readonly level: string;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly purpose: Purpose;
  readonly question: string;
  readonly assumptions: readonly string[];
  readonly start: IsoDate;
  /** Last simulated day. */
  readonly end: IsoDate;
  readonly explanations: readonly Explanation[];
  readonly parameters: ParameterSource;
  readonly forcing: Forcing;
  readonly forcingRows: readonly ForcingRow[];
  readonly experiment: { readonly draws: number; readonly replicates: number; readonly seed: string };
  readonly counterfactual: string | null;
  readonly rebound: Rebound | null;
  readonly outputs: {
    readonly targets: readonly string[];
    readonly trajectories: readonly Resolution[];
    readonly quantiles: readonly Resolution[];
  };
  /** SHA-256 of the meaning: comments, key order and formatting do not change it. Hex. */
  readonly sha256: string;
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** For every resolved value, `a.b.c` → `file:line`, as `duel explain` prints it; `default` where nothing was written. */
  readonly origin: ReadonlyMap<string, string>;
}
