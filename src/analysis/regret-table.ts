/**
 * `regret.csv`: how far each scenario is from the best that could have been chosen instead, under each explanation and
 * at its worst over the averaged ones. Regret is absolute, in claims or lives over the months after the change: a
 * ratio to the best has no meaning where the best has none.
 *
 * Compared are a counterfactual and the scenarios that have it and begin to differ from it on the same day. Scenarios
 * with an event are left out: an event happens, nobody chooses it.
 *
 * Which scenario is best is not known but estimated, so that the interval is one for the difference to the best (Hsu,
 * Annals of Statistics 12:1136, 1984): regret is the largest of the differences to the others, so that its upper end
 * is the largest of their upper ends, and its lower end the largest of their lower ends, at a level that holds for all
 * of them together (Bonferroni). 0 is in it where the scenario may be the best itself.
 */
import { AVERAGED } from '../model/explanations.js';
import type { RowOf } from '../results/columns.js';
import type { Scenario } from '../scenarios/scenario.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import { studentQuantile } from '../statistics/student.js';
import { AVERTED } from './effort-contrast.js';
import { type Measure, type Window, windowOf } from './layout.js';
import { fullMonths, reboundWindows } from './rebound-windows.js';

type Row = RowOf<'regret'>;

/** Scenarios among which one could choose. */
export interface Choice {
  readonly referenceId: string;
  /** Indices among the scenarios of the run. */
  readonly members: readonly number[];
  readonly windows: readonly Window[];
}

/** The choices of a run: at least two scenarios each. */
export function choicesOf(scenarios: readonly Scenario[]): Choice[] {
  const found = new Map<string, { referenceId: string; members: number[]; windows: Window[] }>();
  for (const [index, { counterfactual, rebound, pulled, start, end }] of scenarios.entries()) {
    const reference = scenarios.findIndex(({ id }) => id === counterfactual);
    if (reference < 0 || !rebound || pulled.some(({ kind }) => kind === 'event')) continue;
    const { first, second } = reboundWindows(rebound.from, fullMonths(start, end));
    const windows = [first, second].filter((window) => window !== null);
    if (windows.length === 0) continue;
    const key = `${counterfactual} ${rebound.from}`;
    const choice = found.get(key) ?? { referenceId: counterfactual!, members: [reference], windows };
    found.set(key, choice);
    choice.members.push(index);
  }
  return [...found.values()];
}

/** A scenario against another under one explanation. */
interface Gap {
  readonly estimate: number;
  readonly standardError: number;
  readonly df: number;
}

/** What is known of one target under one explanation when all addresses are in. */
interface Outcome {
  readonly means: readonly number[];
  /** `gaps[a][b]`: the mean of a less that of b. */
  readonly gaps: readonly (readonly Gap[])[];
  readonly draws: number;
  readonly pairs: number;
}

interface Line {
  readonly target: string;
  /** Where the windows stand among the measures. */
  readonly at: readonly number[];
}

export class RegretTable {
  private readonly rows: Row[] = [];
  private readonly lines: readonly Line[];
  private readonly open = new Map<string, ClusterMeans>();
  private readonly averaged = new Map<string, readonly Outcome[]>();
  private readonly values: Float64Array;
  private readonly size: number;
  private readonly window: Window;

  /** @param ids of all scenarios of the run */
  constructor(
    private readonly choice: Choice,
    private readonly ids: readonly string[],
    measures: readonly Measure[],
    private readonly level: number,
  ) {
    const { windows, members } = choice;
    this.window = windowOf(windows[0]!.from, windows.at(-1)!.to);
    this.lines = AVERTED.map((of) => ({
      target: of,
      at: windows.map(({ id }) =>
        measures.findIndex(
          ({ target, location, window }) => target === of && location === 'afghanistan' && window.id === id,
        ),
      ),
    })).filter(({ at }) => at.every((index) => index >= 0));
    // Totals, then the difference of each to each later one.
    this.size = members.length + (members.length * (members.length - 1)) / 2;
    this.values = new Float64Array(this.lines.length * this.size);
  }

  /** Adds one address: the measures of every scenario of the run. */
  add(explanation: string, draw: number, perScenario: readonly ArrayLike<number>[]): void {
    const { values, choice } = this;
    let means = this.open.get(explanation);
    if (!means) this.open.set(explanation, (means = new ClusterMeans(values.length)));
    let at = 0;
    for (const line of this.lines) {
      const totals = choice.members.map((member) =>
        line.at.reduce((sum, index) => sum + perScenario[member]![index]!, 0),
      );
      for (const total of totals) values[at++] = total;
      for (let a = 0; a < totals.length; a++)
        for (let b = a + 1; b < totals.length; b++) values[at++] = totals[a]! - totals[b]!;
    }
    means.add(draw, values);
  }

  /** Ends an explanation. */
  close(explanation: string): void {
    const means = this.open.get(explanation);
    if (!means) return;
    this.open.delete(explanation);
    const outcomes = this.lines.map((_, line) => this.outcomeOf(means, line * this.size));
    for (const [line, outcome] of outcomes.entries())
      this.append(explanation, line, [explanation], [outcome]);
    if ((AVERAGED as readonly string[]).includes(explanation)) this.averaged.set(explanation, outcomes);
  }

  /** All rows, not sorted; `maximum` where all averaged explanations are present. */
  finish(): readonly Row[] {
    const names = [...AVERAGED].sort();
    const outcomes = names.map((name) => this.averaged.get(name));
    if (!outcomes.every((of) => of !== undefined)) return this.rows;
    for (const line of this.lines.keys())
      this.append(
        'maximum',
        line,
        names,
        outcomes.map((of) => of[line]!),
      );
    return this.rows;
  }

  private append(
    explanation: string,
    line: number,
    names: readonly string[],
    outcomes: readonly Outcome[],
  ): void {
    const { choice, ids, level } = this;
    for (const [own, member] of choice.members.entries()) {
      const worst = worstOf(own, outcomes);
      const { best } = worst;
      const ends = endsOf(own, outcomes, level);
      const { draws, pairs } = outcomes[worst.at]!;
      this.rows.push({
        scenario_id: ids[member]!,
        reference_id: choice.referenceId,
        explanation,
        target: this.lines[line]!.target,
        location: 'afghanistan',
        window: this.window.id,
        mean: outcomes.length === 1 ? outcomes[0]!.means[own]! : null,
        decided_by: outcomes.length === 1 || worst.regret === 0 ? null : names[worst.at]!,
        best_id: ids[choice.members[best]!]!,
        regret: worst.regret,
        lower: ends?.lower ?? null,
        upper: ends?.upper ?? null,
        level,
        resolved: ends && (ends.lower > 0 || ends.upper === 0),
        scenarios: choice.members.length,
        n_draws: draws,
        n_pairs: pairs,
      });
    }
  }

  private outcomeOf(means: ClusterMeans, first: number): Outcome {
    const { length } = this.choice.members;
    const totals = Array.from({ length }, (_, a) => means.of(first + a));
    const same: Gap = { estimate: 0, standardError: 0, df: 0 };
    const gaps: Gap[][] = totals.map(() => totals.map(() => same));
    let at = first + length;
    for (let a = 0; a < length; a++) {
      for (let b = a + 1; b < length; b++) {
        const { estimate, standardError, df } = means.of(at++);
        gaps[a]![b] = { estimate, standardError, df };
        gaps[b]![a] = { estimate: 0 - estimate, standardError, df };
      }
    }
    const { clusters, n } = totals[0]!;
    return { means: totals.map(({ estimate }) => estimate), gaps, draws: clusters, pairs: n };
  }
}

/** The best under an explanation is the one with the least mean; of several the first. */
function worstOf(own: number, outcomes: readonly Outcome[]): { regret: number; at: number; best: number } {
  const found = outcomes.map(({ gaps }, at) => {
    const largest = gaps[own]!.reduce(
      (most, { estimate }, other) => (estimate > most.regret ? { regret: estimate, best: other } : most),
      { regret: 0, best: own },
    );
    return { ...largest, at };
  });
  return found.reduce((most, one) => (one.regret > most.regret ? one : most));
}

/** `null` where a standard error is not known. */
function endsOf(
  own: number,
  outcomes: readonly Outcome[],
  level: number,
): { readonly lower: number; readonly upper: number } | null {
  const gaps = outcomes.flatMap((outcome) => outcome.gaps[own]!.filter((_, other) => other !== own));
  const tail = (1 - level) / 2;
  let [lower, upper] = [0, 0];
  for (const { estimate, standardError, df } of gaps) {
    if (Number.isNaN(standardError)) return null;
    const half = (quantile: number): number =>
      standardError === 0 ? 0 : studentQuantile(quantile, df) * standardError;
    lower = Math.max(lower, estimate - half(1 - tail / gaps.length));
    upper = Math.max(upper, estimate + half(1 - tail));
  }
  return { lower, upper };
}
