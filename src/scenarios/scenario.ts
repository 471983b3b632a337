/** A scenario after everything optional was settled: complete, frozen, no unit in doubt. */
import type { Explanation } from '../model/explanations.js';
import type { Forcing } from '../model/forcing.js';
import type { IsoDate } from '../model/calendar.js';
import type { LeverId } from '../model/levers.js';
import type { Resolution } from '../model/locations.js';
import type { Expression } from './expression.js';

/** What a scenario may be for. */
export const PURPOSES = [
  'decision-making',
  'sensitivity',
  'situational-awareness',
  'horizon-scanning',
  'forecasting',
  'value-of-information',
] as const;
/** One of the purposes that a scenario may have. */
export type Purpose = (typeof PURPOSES)[number];

/**
 * Where parameter values come from. `file` is an absolute path inside the study folder, to one set of values or to
 * weighted draws of them. `point` is one set, the centre of the posterior.
 */
export type ParameterSource =
  | { readonly kind: 'posterior' | 'posterior-without-2020-21' | 'prior' | 'point' }
  | { readonly kind: 'file'; readonly path: string; readonly form: 'set' | 'draws' };

/** Claims a month in Afghanistan; `twice-before` = twice the mean of the six months before `from`. */
export type Bar = number | 'twice-before';

/** When attacks count as having returned: expected claims at a bar for `months` months in a row from a day on. */
export interface Rebound {
  readonly from: IsoDate;
  readonly bars: readonly Bar[];
  readonly months: number;
}

/**
 * One row of `forcings.csv`: what applies from `date` until the next row of the place. A number; the name of a
 * calibrated level; `calibrated`, the history of each day; or in words, how a ramp or a reactive directorate goes.
 * For a lever or event the level is its strength or size, 0 from the day on which it no longer acts, and before its
 * first row it does not act.
 */
export interface ForcingRow {
  readonly lever: string;
  readonly location: string;
  readonly date: IsoDate;
  readonly level: string;
}

/** A lever or event as its author wrote it; `forcing.levers` has the same in numbers, in the same order. */
export interface Pulled {
  readonly id: LeverId;
  readonly kind: 'lever' | 'event';
  /** Its name in `forcings.csv`: the id, and what tells it from others of that id, such as `border-control.taliban`. */
  readonly lever: string;
  /** `all`: wherever its effect reaches. */
  readonly location: string;
  readonly from: IsoDate;
  /** First day without it; null: to the end. */
  readonly until: IsoDate | null;
  /** Strength or size. */
  readonly amount: number;
  readonly source: string;
}

/** When an experiment may end before all its draws: `when` (an `mcse`) holds, after at least `atLeast` draws. */
export interface Stop {
  readonly when: Expression;
  readonly atLeast: number;
}

/** What must hold of the results; `because` is the author's reason. */
export interface Assertion {
  readonly that: Expression;
  readonly onFail: 'error' | 'warn';
  readonly because: string | null;
}

/** A value that `vary` or `--set` put in: a dotted key, and the value as JSON without quotes around a text. */
export interface Setting {
  readonly key: string;
  readonly value: string;
}

/** A complete scenario: everything that its file, and those that it extends, come to. */
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
  readonly pulled: readonly Pulled[];
  readonly experiment: {
    readonly draws: number;
    readonly replicates: number;
    readonly seed: string;
    readonly stop: Stop | null;
  };
  readonly counterfactual: string | null;
  readonly rebound: Rebound | null;
  readonly outputs: {
    readonly targets: readonly string[];
    readonly trajectories: readonly Resolution[];
    readonly quantiles: readonly Resolution[];
  };
  /** In the order of the file. */
  readonly assertions: readonly Assertion[];
  /** Sorted by key; empty where neither `vary` nor `--set` was used. */
  readonly settings: readonly Setting[];
  /** SHA-256 of the meaning: comments, key order and formatting do not change it. Hex. */
  readonly sha256: string;
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** For every resolved value, `a.b.c` → `file:line`, as `duel explain` prints it; `default` where nothing was written. */
  readonly origin: ReadonlyMap<string, string>;
}
