/** The rows of `checks.csv`, and the decision to stop: every scenario's expressions under every explanation. */
import type { Geography } from '../model/geography.js';
import type { RowOf } from '../results/columns.js';
import type { Expression } from '../scenarios/expression.js';
import type { Assertion, Scenario } from '../scenarios/scenario.js';
import type { Probe } from './layout.js';
import { probeKey, probesOf } from './probes.js';
import { type Seen, Watched } from './watched.js';

type Row = RowOf<'checks'>;

/**
 * A spread of 0 from fewer draws than this stops nothing: what differs in one draw of twenty shows in 60 draws with
 * a probability of 95 %.
 */
export const DRAWS_FOR_NO_SPREAD = 60;

export interface StopState {
  /** It holds in every scenario under every explanation. */
  readonly met: boolean;
  /** Where it does not hold, or else where it holds with the least to spare. */
  readonly scenarioId: string;
  readonly explanation: string;
  readonly at: string;
  /** Monte Carlo standard error there; `null` where it is not known. */
  readonly mcse: number | null;
}

interface Watch<Of> {
  readonly of: Of;
  readonly expression: Expression;
  /** In the order of the expression's probes. */
  readonly probes: readonly Probe[];
  readonly at: readonly number[];
  readonly byExplanation: Map<string, Watched>;
}

export class CheckTable {
  private readonly assertions: readonly (readonly Watch<Assertion>[])[];
  private readonly stops: readonly (readonly Watch<Scenario>[])[];

  /** @param probes those of the layout, which hold the ones of every expression */
  constructor(
    private readonly scenarios: readonly Scenario[],
    geography: Geography,
    probes: readonly Probe[],
    private readonly level: number,
  ) {
    const places = new Map(probes.map((probe, at) => [probeKey(probe), at]));
    const watch = <Of>(scenario: Scenario, expression: Expression, of: Of): Watch<Of> => {
      const own = probesOf(expression, scenario, geography);
      const at = own.map((probe) => {
        const place = places.get(probeKey(probe));
        if (place === undefined) throw new RangeError(`the layout has no probe for ${expression.text}`);
        return place;
      });
      return { of, expression, probes: own, at, byExplanation: new Map() };
    };
    this.assertions = scenarios.map((scenario) =>
      unique(scenario.assertions).map((assertion) => watch(scenario, assertion.that, assertion)),
    );
    this.stops = scenarios.map((scenario) => {
      const { stop } = scenario.experiment;
      return stop ? [watch(scenario, stop.when, scenario)] : [];
    });
  }

  /** Adds one replicate. @param scenario index among the scenarios @param values of all probes of the layout */
  add(scenario: number, explanation: string, draw: number, values: ArrayLike<number>): void {
    for (const watch of [...this.assertions[scenario]!, ...this.stops[scenario]!]) {
      const { expression, probes, at, byExplanation } = watch;
      let watched = byExplanation.get(explanation);
      if (!watched) byExplanation.set(explanation, (watched = new Watched(expression, probes, at)));
      watched.add(draw, values);
    }
  }

  /** `null` where the scenarios have no rule to stop. @param explanations those that are run, at least one */
  stopping(explanations: readonly string[]): StopState | null {
    const states = this.stops.flat().flatMap(({ of, expression, byExplanation }) =>
      explanations.map((explanation) => {
        const seen = byExplanation.get(explanation)?.seen(this.level);
        const state = {
          scenarioId: of.id,
          explanation,
          at: seen?.at ?? `${expression.target}.${expression.location}`,
          mcse: seen?.value ?? null,
        };
        return { ...state, met: seen !== undefined && isBelieved(seen) && seen.outcome === 'passed' };
      }),
    );
    const size = ({ mcse }: StopState): number => mcse ?? Infinity;
    return states.sort((a, b) => Number(a.met) - Number(b.met) || size(b) - size(a))[0] ?? null;
  }

  /** All rows, not sorted: an explanation without any replicate is unknown. */
  finish(explanations: readonly string[]): Row[] {
    return this.scenarios.flatMap(({ id }, scenario) =>
      this.assertions[scenario]!.flatMap(({ of, expression, probes, at, byExplanation }) =>
        explanations.map((explanation) => {
          const watched = byExplanation.get(explanation) ?? new Watched(expression, probes, at);
          return checkRow(id, explanation, of, watched.seen(this.level), this.level);
        }),
      ),
    );
  }
}

function isBelieved({ value, draws }: Seen): boolean {
  return value !== 0 || draws >= DRAWS_FOR_NO_SPREAD;
}

function checkRow(
  scenario_id: string,
  explanation: string,
  { that, onFail, because }: Assertion,
  { outcome, value, interval, resolved, n, at }: Seen,
  level: number,
): Row {
  return {
    scenario_id,
    explanation,
    that: that.text,
    on_fail: onFail,
    outcome,
    seen: value,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    level: interval ? level : null,
    resolved,
    n,
    at,
    because,
  };
}

/** The first of those that say the same. */
function unique(assertions: readonly Assertion[]): Assertion[] {
  const key = ({ that, onFail }: Assertion): string => `${onFail} ${that.text}`;
  return assertions.filter((one, at) => assertions.findIndex((other) => key(other) === key(one)) === at);
}
