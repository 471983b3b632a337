/** One address under every scenario of a plan: prepare, simulate, observe. No clock, no disk, no thread. */
import { monthOf } from '../model/calendar.js';
import { type Geography, parseGeography } from '../model/geography.js';
import { State } from '../model/state.js';
import { Tallies } from '../model/tallies.js';
import type { World } from '../model/world.js';
import { Draws, replicateKey } from '../random/draws.js';
import { masterKey } from '../random/seed.js';
import type { Key } from '../random/threefry.js';
import { type Address, explanationIndex } from './address.js';
import { KERNEL, type Kernel } from './kernel.js';
import { scenarioKey } from './meaning-keys.js';
import { Observation, type ValueSizes, valueSizesOf } from './observation.js';
import type { Plan } from './plan.js';
import { recall, RecordWriter, type Section } from './tally-record.js';
import { type GivenSets, Worlds } from './worlds.js';

/** What a replicate was doing when it failed; `worker`: its thread died, and again when it was tried alone. */
export type Stage = 'prepare' | 'simulate' | 'observe' | 'worker';

/** A replicate that came to its end: a checksum of what it counted, and what is measured of it. */
export interface DoneReplicate {
  readonly status: 'done';
  /** It was read off a record of an earlier simulation. */
  readonly reused: boolean;
  /** SHA-256 of what it counted: see `observation.ts`. */
  readonly sha256: string;
  /** Simulated days. */
  readonly days: number;
  /** One value for each of `layout.measures`; NaN = missing. */
  readonly windows: Float64Array;
  /** `layout.months.length` values for each of `layout.series`; NaN = missing. */
  readonly series: Float64Array;
  /** One value for each of `layout.probes`; NaN = missing. */
  readonly probes: Float64Array;
}

/** A replicate that failed: at what stage, with which message and stack. */
export interface FailedReplicate {
  readonly status: 'failed';
  readonly stage: Stage;
  readonly message: string;
  readonly stack: string;
}

/** What came of one replicate under one scenario. */
export type ReplicateResult = DoneReplicate | FailedReplicate;

/** One address under every scenario, in the plan's order. */
export interface AddressResult {
  readonly address: Address;
  readonly results: readonly ReplicateResult[];
  /** For the journal: what was done and not reused, see `tally-record.ts`; `null` where there is nothing of it. */
  readonly record: Uint8Array | null;
}

/** The same with what becomes rows of trajectories. */
export interface SimulatedAddress extends AddressResult {
  /** For each scenario, the months of every place of `trajectories`; empty where it failed. */
  readonly trajectories: readonly Float64Array[];
}

/** An address while it is being run. */
interface Job {
  readonly address: Address;
  readonly draws: Draws;
  /** Of each scenario, or why there is none; `null` where it is reused. */
  readonly worlds: readonly (World | FailedReplicate | null)[];
  readonly values: Float64Array;
  readonly results: (ReplicateResult | null)[];
  readonly trajectories: Float64Array[];
}

/** Runs addresses of one plan. Holds two states and the worlds of the last parameter set: reused, never shared. */
export class Replicator {
  private readonly geography: Geography;
  private readonly master: Key;
  private readonly worlds: Worlds;
  private readonly sizes: ValueSizes;
  /** Of each scenario, as records name them. */
  private readonly keys: readonly string[];
  private readonly recordWriter = new RecordWriter();
  /** What was simulated last of each scenario; `null` where nothing was. */
  private readonly sections: (Section | null)[];
  private recalled: Tallies | null = null;
  /** The first scenario is simulated in the one, what branches off from it in the other. */
  private states: readonly [trunk: State, branch: State] | null = null;
  private observation: Observation | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly kernel: Kernel = KERNEL,
  ) {
    this.geography = parseGeography(plan.geography.regions, plan.geography.adjacency);
    this.master = masterKey(plan.seed);
    this.worlds = new Worlds(plan, this.geography, kernel);
    this.sizes = valueSizesOf(plan);
    this.keys = plan.scenarios.map(scenarioKey);
    this.sections = this.keys.map(() => null);
  }

  /** Parameters that come with a task instead of the plan's; `null` = those of the plan. */
  take(sets: GivenSets | null): void {
    this.worlds.take(sets);
  }

  /** How many numbers an address returns beside its trajectories. */
  get size(): number {
    const { windows, series, probes } = this.sizes;
    return (windows + series + probes) * this.plan.scenarios.length;
  }

  /**
   * Does not throw for what a replicate does. Days before a scenario differs from the first one are simulated once:
   * it goes on from a copy of the first one's state. A scenario that fails fails alone: where the first one does,
   * those that had not branched off yet start over by themselves.
   *
   * @param values where results stand: `size` numbers
   * @param recorded records of the address: scenarios that one of them holds are read off it and not simulated
   */
  run(
    address: Address,
    values = new Float64Array(this.size),
    recorded: readonly Uint8Array[] = [],
  ): SimulatedAddress {
    const { explanation, draw, replicate } = address;
    const { scenarios } = this.plan;
    this.sections.fill(null);
    const trajectories = scenarios.map(() => new Float64Array(0));
    const reused = scenarios.map((_, scenario) => this.reused(recorded, scenario, values, trajectories));
    const job: Job = {
      address,
      draws: new Draws(replicateKey(this.master, explanationIndex(explanation), draw, replicate)),
      worlds: reused.map((result, scenario) => (result ? null : this.prepared(address, scenario))),
      values,
      results: reused,
      trajectories,
    };
    this.together(job);
    const results = job.results.map((result, scenario) => result ?? this.alone(job, scenario));
    const sections = this.sections.filter((section) => section !== null);
    const record = sections.length > 0 ? this.recordWriter.write(sections) : null;
    return { address, results, record, trajectories };
  }

  private reused(
    recorded: readonly Uint8Array[],
    scenario: number,
    values: Float64Array,
    trajectories: Float64Array[],
  ): DoneReplicate | null {
    if (recorded.length === 0) return null;
    const months = monthOf(this.plan.scenarios[scenario]!.days - 1) + 1;
    const tallies = (this.recalled ??= new Tallies(months));
    if (!recorded.some((record) => recall(record, this.keys[scenario]!, tallies))) return null;
    this.observation ??= new Observation(this.plan, this.geography, months);
    return { ...this.observed(tallies, scenario, values, trajectories), reused: true };
  }

  private prepared(address: Address, scenario: number): World | FailedReplicate {
    try {
      const world = this.worlds.of(address, scenario);
      this.observation ??= new Observation(this.plan, this.geography, world.months);
      return world;
    } catch (error) {
      return failed('prepare', error);
    }
  }

  /** The first scenario, and every other one that shares days with it. */
  private together(job: Job): void {
    const { address, worlds, results, draws } = job;
    const trunk = worlds[0] ?? null;
    if (trunk === null || 'status' in trunk) return;
    const branches = worlds
      .map((world, scenario) => ({ world, scenario }))
      .flatMap(({ world, scenario }) => {
        if (scenario === 0 || world === null || 'status' in world) return [];
        const day = Math.min(this.worlds.differsFrom(address, scenario), world.days);
        return day > 0 ? [{ world, scenario, day }] : [];
      })
      .sort((a, b) => a.day - b.day);
    const [state, other] = this.statesFor(trunk, draws);
    const { id } = this.plan.scenarios[0]!;
    let reached = 0;
    results[0] = this.finished(job, 0, state, () => {
      this.kernel.begin(state, trunk, draws);
      for (const { world, scenario, day } of branches) {
        this.kernel.simulateDays(state, trunk, reached, day, id, address);
        reached = day;
        results[scenario] = this.finished(job, scenario, other, () => {
          other.copyFrom(state, world, day);
          this.kernel.simulateDays(other, world, day, world.days, this.plan.scenarios[scenario]!.id, address);
        });
      }
      this.kernel.simulateDays(state, trunk, reached, trunk.days, id, address);
    });
  }

  private alone(job: Job, scenario: number): ReplicateResult {
    const { address, worlds, draws } = job;
    const world = worlds[scenario]!;
    if ('status' in world) return world;
    const [, state] = this.statesFor(world, draws);
    return this.finished(job, scenario, state, () => {
      this.kernel.begin(state, world, draws);
      this.kernel.simulateDays(state, world, 0, world.days, this.plan.scenarios[scenario]!.id, address);
    });
  }

  /** Simulates to the end and reads what came of it. */
  private finished(job: Job, scenario: number, state: State, simulate: () => void): ReplicateResult {
    let stage: Stage = 'simulate';
    try {
      simulate();
      stage = 'observe';
      const done = this.observed(state.tallies, scenario, job.values, job.trajectories);
      const { at, values, count } = this.observation!.sparse;
      // The next scenario is read into the same arrays.
      const section = { at: at.slice(0, count), values: values.slice(0, count), count };
      this.sections[scenario] = { key: this.keys[scenario]!, ...section };
      return done;
    } catch (error) {
      return failed(stage, error);
    }
  }

  private observed(
    tallies: Tallies,
    scenario: number,
    values: Float64Array,
    trajectories: Float64Array[],
  ): DoneReplicate {
    const { windows: toWindows, series: toSeries } = this.sizes;
    const size = this.size / this.plan.scenarios.length;
    const own = values.subarray(scenario * size, (scenario + 1) * size);
    const windows = own.subarray(0, toWindows);
    const series = own.subarray(toWindows, toWindows + toSeries);
    const probes = own.subarray(toWindows + toSeries);
    const sha256 = this.observation!.read(tallies, windows, series, probes);
    trajectories[scenario] = this.observation!.trajectory.slice();
    const { days } = this.plan.scenarios[scenario]!;
    return { status: 'done', reused: false, sha256, days, windows, series, probes };
  }

  private statesFor({ months }: World, draws: Draws): readonly [State, State] {
    this.states ??= [new State(draws, this.geography, months), new State(draws, this.geography, months)];
    return this.states;
  }
}

function failed(stage: Stage, error: unknown): FailedReplicate {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { status: 'failed', stage, message, stack: stack ?? message };
}
