/** What is to be run: pure data that survives JSON, all that a worker needs, and nothing that reads disk or clock. */
import type { Layout } from '../analysis/layout.js';
import type { Explanation } from '../model/explanations.js';
import type { Forcing, PressureSchedule, Schedule } from '../model/forcing.js';
import type { Geography } from '../model/geography.js';
import type { Lever } from '../model/levers.js';
import { locationsOf } from '../model/locations.js';
import type { ParameterValues } from '../model/parameters.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Address } from './address.js';

/** Scenarios that cannot be run together, or overrides that make no sense; the message is for the user. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Draws or replicates, both ends included; numbered from 1. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

interface PlainPressure {
  readonly everywhere: Schedule | null;
  readonly byRegion: readonly (readonly [region: number, schedule: Schedule])[];
}

export interface PlannedScenario {
  readonly id: string;
  readonly days: number;
  readonly taliban: PlainPressure;
  readonly pakistan: PlainPressure;
  readonly levers: readonly Lever[];
}

/** The two tables that `parseGeography` reads, as text. */
export interface GeographyText {
  readonly regions: string;
  readonly adjacency: string;
}

/** Values by explanation: one entry for all draws, or one for each draw of the plan in order. */
export type ParameterSets = Readonly<Partial<Record<Explanation, readonly ParameterValues[]>>>;

/** A run as data, without functions: all that a worker needs to do any task of it. */
export interface Plan {
  /** In the order given. */
  readonly scenarios: readonly PlannedScenario[];
  readonly geography: GeographyText;
  /** In code-unit order, as in every table. */
  readonly explanations: readonly Explanation[];
  readonly draws: Range;
  readonly replicates: Range;
  readonly seed: string;
  readonly parameters: ParameterSets;
  readonly layout: Layout;
  /** What goes to `trajectories.csv.gz`, in the order of its key. */
  readonly trajectories: { readonly locations: readonly string[]; readonly targets: readonly string[] };
  /** When the run may end before its last draw; `null` = never. */
  readonly stop: PlannedStop | null;
}

/** The rule by which a run may end before its last draw. */
export interface PlannedStop {
  /** The condition as it is written. */
  readonly when: string;
  /** Draws before it is looked at. */
  readonly atLeast: number;
}

/** What the command line says instead of the scenario files. */
export interface Overrides {
  readonly draws?: number;
  readonly replicates?: number;
  readonly seed?: string;
  /** Only this address of this scenario. */
  readonly only?: { readonly scenario: string } & Address;
}

/** The experiment that scenarios and overrides amount to, before parameters are read. */
export interface Experiment {
  readonly scenarios: readonly Scenario[];
  readonly explanations: readonly Explanation[];
  readonly draws: Range;
  readonly replicates: Range;
  readonly seed: string;
  readonly stop: PlannedStop | null;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What scenarios ask for together, once the command line has had its say.
 * @throws PlanError for no scenarios, for scenarios that differ in a key that pairing needs to be the same, for
 *   overrides below 1, and for an `only` that names no scenario or explanation of the run.
 */
export function experimentOf(scenarios: readonly Scenario[], overrides: Overrides): Experiment {
  const [first] = scenarios;
  if (!first) throw new PlanError('no scenario to run');
  for (const other of scenarios.slice(1)) assertComparable(first, other, overrides);
  const draws = overrides.draws ?? first.experiment.draws;
  const replicates = overrides.replicates ?? first.experiment.replicates;
  const seed = overrides.seed ?? first.experiment.seed;
  for (const [name, count] of Object.entries({ draws, replicates })) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw new PlanError(`${name} must be a whole number from 1`);
  }
  if (seed === '') throw new PlanError('the seed must have at least one character');
  const explanations = [...first.explanations].sort(byCodeUnits);
  const { only } = overrides;
  if (!only) {
    const stop = overridesStop(overrides) ? null : plannedStop(first);
    return { scenarios, explanations, draws: upTo(draws), replicates: upTo(replicates), seed, stop };
  }
  const chosen = scenarios.filter(({ id }) => id === only.scenario);
  const ids = scenarios.map(({ id }) => id).join(', ');
  if (chosen.length === 0) throw new PlanError(`no scenario "${only.scenario}" among ${ids}`);
  if (!explanations.includes(only.explanation)) {
    throw new PlanError(
      `explanation "${only.explanation}" is not run; expected one of ${explanations.join(', ')}`,
    );
  }
  return {
    scenarios: chosen,
    explanations: [only.explanation],
    draws: { first: only.draw, last: only.draw },
    replicates: { first: only.replicate, last: only.replicate },
    seed,
    stop: null,
  };
}

/** Draws and replicates that are asked for run in full. */
export function overridesStop({ draws, replicates }: Overrides): boolean {
  return draws !== undefined || replicates !== undefined;
}

function plannedStop({ experiment: { stop } }: Scenario): PlannedStop | null {
  return stop && { when: stop.when.text, atLeast: stop.atLeast };
}

const upTo = (count: number): Range => ({ first: 1, last: count });

/** Puts together what a worker needs. @param geography parsed from `text`. */
export function planOf(
  experiment: Experiment,
  parameters: ParameterSets,
  layout: Layout,
  text: GeographyText,
  geography: Geography,
): Plan {
  const { outputs } = experiment.scenarios[0]!;
  const locations = locationsOf(geography).filter(({ resolution }) =>
    outputs.trajectories.includes(resolution),
  );
  return {
    scenarios: experiment.scenarios.map(({ id, forcing }) => ({
      id,
      days: forcing.days,
      taliban: plainPressure(forcing.taliban),
      pakistan: plainPressure(forcing.pakistan),
      levers: forcing.levers,
    })),
    geography: text,
    explanations: experiment.explanations,
    draws: experiment.draws,
    replicates: experiment.replicates,
    seed: experiment.seed,
    stop: experiment.stop,
    parameters,
    layout,
    trajectories: {
      locations: locations.map(({ id }) => id).sort(byCodeUnits),
      targets: [...outputs.targets].sort(byCodeUnits),
    },
  };
}

function plainPressure({ everywhere, byRegion }: PressureSchedule): PlainPressure {
  return { everywhere, byRegion: [...byRegion] };
}

/** The forcing of a planned scenario as the model takes it. */
export function forcingOf({ days, taliban, pakistan, levers }: PlannedScenario): Forcing {
  const pressure = ({ everywhere, byRegion }: PlainPressure): PressureSchedule => ({
    everywhere,
    byRegion: new Map(byRegion),
  });
  return { days, taliban: pressure(taliban), pakistan: pressure(pakistan), levers };
}

function assertComparable(a: Scenario, b: Scenario, overrides: Overrides): void {
  if (a.id === b.id) throw new PlanError(`two scenarios have the id "${a.id}"`);
  const keys: readonly (readonly [string, (scenario: Scenario) => unknown])[] = [
    ['time', ({ start, end }) => ({ start, end })],
    ['explanation', ({ explanations }) => [...explanations].sort(byCodeUnits)],
    ['parameters', ({ parameters }) => parameters],
    ['experiment.draws', ({ experiment }) => overrides.draws ?? experiment.draws],
    ['experiment.replicates', ({ experiment }) => overrides.replicates ?? experiment.replicates],
    ['experiment.seed', ({ experiment }) => overrides.seed ?? experiment.seed],
    ['experiment.stop', (scenario) => (overridesStop(overrides) ? null : plannedStop(scenario))],
    ['outputs', ({ outputs }) => outputs],
  ];
  for (const [key, valueOf] of keys) {
    const [left, right] = [JSON.stringify(valueOf(a)), JSON.stringify(valueOf(b))];
    if (left !== right) {
      throw new PlanError(
        `scenarios of one run are compared with each other, but ${key} is ${left} in "${a.id}" and ${right} in ` +
          `"${b.id}"; make them the same, or run them apart`,
      );
    }
  }
}
