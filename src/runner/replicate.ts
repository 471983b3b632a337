/** One address under every scenario of a plan: prepare, simulate, observe, format. No clock, no disk, no thread. */
import { createHash } from 'node:crypto';
import { type Geography, parseGeography } from '../model/geography.js';
import { locationsOf, type Location } from '../model/locations.js';
import { observe } from '../model/observe.js';
import { simulate } from '../model/simulate.js';
import { State } from '../model/state.js';
import type { Tallies } from '../model/tallies.js';
import { type Target, targetOf } from '../model/targets.js';
import { prepare, type World } from '../model/world.js';
import { Draws, replicateKey } from '../random/draws.js';
import { masterKey } from '../random/seed.js';
import type { Key } from '../random/threefry.js';
import { gzipMember } from '../results/gzip.js';
import { TrajectoryText } from '../results/trajectory-text.js';
import { type Address, explanationIndex, forcingOf, parameterSetOf, type Plan } from './plan.js';

/** What a replicate was doing when it failed; `worker`: its thread died, and again when it was tried alone. */
export type Stage = 'prepare' | 'simulate' | 'observe' | 'format' | 'worker';

export interface DoneReplicate {
  readonly status: 'done';
  /** SHA-256 of the tallies' bytes (Float64, little endian), hex. */
  readonly sha256: string;
  /** Simulated days. */
  readonly days: number;
  /** One value for each of `layout.measures`; NaN = missing. */
  readonly windows: Float64Array;
  /** `layout.months.length` values for each of `layout.series`; NaN = missing. */
  readonly series: Float64Array;
  /** Gzip member of its rows of `trajectories.csv.gz`. */
  readonly trajectory: Uint8Array;
  readonly rows: number;
}

export interface FailedReplicate {
  readonly status: 'failed';
  readonly stage: Stage;
  readonly message: string;
  readonly stack: string;
}

export type ReplicateResult = DoneReplicate | FailedReplicate;

/** The model as the replicator calls it; tests put one in that fails on purpose. */
export interface Model {
  readonly prepare: typeof prepare;
  simulate(state: State, world: World, draws: Draws, scenario: string, address: Address): void;
}

interface Measured {
  readonly target: Target;
  readonly location: Location;
  readonly from: number;
  readonly to: number;
}

/** Runs addresses of one plan. Holds one state and the worlds of the last parameter set: reused, never shared. */
export class Replicator {
  private readonly geography: Geography;
  private readonly master: Key;
  private readonly measures: readonly Measured[];
  private readonly series: readonly Pick<Measured, 'target' | 'location'>[];
  private readonly trajectories: readonly Pick<Measured, 'target' | 'location'>[];
  private readonly worlds = new Map<string, World>();
  private worldsOf = '';
  private state: State | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly model: Model = { prepare, simulate },
  ) {
    this.geography = parseGeography(plan.geography.regions, plan.geography.adjacency);
    this.master = masterKey(plan.seed);
    const locations = new Map(locationsOf(this.geography).map((location) => [location.id, location]));
    const placed = (target: string, id: string) => {
      const location = locations.get(id);
      if (!location) throw new RangeError(`unknown location "${id}"`);
      return { target: targetOf(target), location };
    };
    this.measures = plan.layout.measures.map(({ target, location, window }) => ({
      ...placed(target, location),
      from: window.from,
      to: window.to,
    }));
    this.series = plan.layout.series.map(({ target, location }) => placed(target, location));
    this.trajectories = plan.trajectories.locations.flatMap((location) =>
      plan.trajectories.targets.map((target) => placed(target, location)),
    );
  }

  /** Results in the order of the plan's scenarios. Does not throw for what a replicate does. */
  run(address: Address): ReplicateResult[] {
    return this.plan.scenarios.map((_, scenario) => this.replicate(address, scenario));
  }

  private replicate(address: Address, scenario: number): ReplicateResult {
    let stage: Stage = 'prepare';
    try {
      const world = this.world(address, scenario);
      const { explanation, draw, replicate } = address;
      const key = replicateKey(this.master, explanationIndex(explanation), draw, replicate);
      const draws = new Draws(key);
      if (this.state?.tallies.months !== world.months) this.state = new State(draws, world.months);
      const { state } = this;
      const { id, days } = this.plan.scenarios[scenario]!;
      stage = 'simulate';
      this.model.simulate(state, world, draws, id, address);
      stage = 'observe';
      const { tallies } = state;
      const windows = Float64Array.from(this.measures, (measure) =>
        this.value(tallies, measure, measure.from, measure.to),
      );
      const series = this.monthly(tallies);
      stage = 'format';
      const text = this.trajectory(tallies, id, address);
      // A copy: zlib may hand out a part of a larger buffer, which could not be moved between threads.
      const trajectory = new Uint8Array(gzipMember(text.bytes()));
      return { status: 'done', sha256: hashOf(tallies), days, windows, series, trajectory, rows: text.rows };
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return { status: 'failed', stage, message, stack: stack ?? message };
    }
  }

  private world(address: Address, scenario: number): World {
    const set = parameterSetOf(this.plan, address);
    const owner = `${address.explanation}:${set}`;
    if (this.worldsOf !== owner) this.worlds.clear();
    this.worldsOf = owner;
    const planned = this.plan.scenarios[scenario]!;
    let world = this.worlds.get(planned.id);
    if (!world) {
      const parameters = this.plan.parameters[address.explanation]![set]!;
      world = this.model.prepare(this.geography, parameters, forcingOf(planned));
      this.worlds.set(planned.id, world);
    }
    return world;
  }

  private monthly(tallies: Tallies): Float64Array {
    const { months } = this.plan.layout;
    const values = new Float64Array(this.series.length * months.length);
    let at = 0;
    for (const measured of this.series) {
      for (const { from, to } of months) values[at++] = this.value(tallies, measured, from, to);
    }
    return values;
  }

  private trajectory(tallies: Tallies, scenario_id: string, address: Address): TrajectoryText {
    const { months } = this.plan.layout;
    const key = {
      scenario_id,
      explanation: address.explanation,
      run_grouping: address.draw,
      stochastic_run: address.replicate,
    };
    const text = new TrajectoryText(
      key,
      months.map(({ id }) => id.slice(0, 'YYYY-MM'.length)),
    );
    for (const measured of this.trajectories) {
      const { target, location } = measured;
      const values = months.map(({ from, to }) => this.value(tallies, measured, from, to));
      text.series(location.id, target.id, values, target.aggregation === 'share' ? 'missing' : 'refused');
    }
    return text;
  }

  private value(
    tallies: Tallies,
    { target, location }: Pick<Measured, 'target' | 'location'>,
    from: number,
    to: number,
  ): number {
    const value = observe(tallies, this.geography, target, location, from, to);
    // Only a share may be missing; any other NaN would be averaged away in silence.
    const isMissing = target.aggregation === 'share' && Number.isNaN(value);
    if (!Number.isFinite(value) && !isMissing) {
      throw new RangeError(`${target.id} in ${location.id} is ${value} in months ${from} to ${to}`);
    }
    return value;
  }
}

/** All platforms that Node 20 supports and that we build for are little endian. */
function hashOf({ values }: Tallies): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}
