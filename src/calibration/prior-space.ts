/**
 * The priors of an explanation as a space of independent standard normal coordinates, one for each parameter that is
 * not fixed. A coordinate becomes a value through Φ and the prior's quantile function, so that every prior has the
 * same shape for a proposal, bounds need no care, and a point mass is an interval of its coordinate that keeps its
 * probability exactly.
 */
import type { Explanation } from '../model/explanations.js';
import { type Parameter, PARAMETERS, type ParameterValues, parameterValues } from '../model/parameters.js';
import { normalCdf } from '../statistics/distributions.js';
import { type Prior, priorQuantile, priorSupport } from '../model/priors.js';

/** Uniforms are kept this far from 0 and 1, where a quantile function may be infinite. */
const EDGE = 1e-12;

/** Priors that differ from the table's, by parameter. */
export type PriorChanges = Readonly<Record<string, Prior>>;

export class PriorSpace {
  /** Parameters with a coordinate, in the order of the table. */
  readonly parameters: readonly Parameter[];
  /** Coordinates of the parameters marked calibrated: proposals learn their mean and covariance. */
  readonly learnt: readonly number[];
  private readonly priors: readonly Prior[];
  /** What the explanation fixes at another value than the table's default. */
  private readonly fixed: Readonly<Record<string, number>>;

  /** @param changes for tests of the fit, such as a forecast that must not know 2023 */
  constructor(
    readonly explanation: Explanation,
    changes: PriorChanges = {},
  ) {
    const priorOf = ({ id, prior }: Parameter): Prior => changes[id] ?? prior[explanation];
    this.parameters = PARAMETERS.filter((parameter) => priorOf(parameter).kind !== 'fixed');
    this.priors = this.parameters.map(priorOf);
    this.learnt = this.parameters.flatMap(({ id, status }, index) =>
      status === 'calibrated' || changes[id] ? [index] : [],
    );
    this.fixed = Object.fromEntries(
      PARAMETERS.filter((parameter) => priorOf(parameter).kind === 'fixed').map((parameter) => [
        parameter.id,
        priorSupport(priorOf(parameter))[0],
      ]),
    );
  }

  get dimension(): number {
    return this.parameters.length;
  }

  /** Value of one coordinate's parameter. */
  value(index: number, coordinate: number): number {
    const u = Math.min(1 - EDGE, Math.max(EDGE, normalCdf(coordinate)));
    return priorQuantile(this.priors[index]!, u);
  }

  values(point: ArrayLike<number>): ParameterValues {
    const values: Record<string, number> = { ...this.fixed };
    for (const [index, { id }] of this.parameters.entries()) values[id] = this.value(index, point[index]!);
    return parameterValues(values);
  }
}
