/** The worlds of the parameter set at hand, one for each scenario, and from which day on each differs from the first. */
import type { Geography } from '../model/geography.js';
import type { ParameterValues } from '../model/parameters.js';
import type { World } from '../model/world.js';
import { type Address, parameterSetOf } from './address.js';
import type { Kernel } from './kernel.js';
import { forcingOf, type Plan } from './plan.js';

/** Parameter values of consecutive draws that come with a task. */
export interface GivenSets {
  /** Draw of the first of them. */
  readonly first: number;
  readonly sets: readonly ParameterValues[];
}

export class Worlds {
  private owner = '';
  private given: GivenSets | null = null;
  private readonly worlds = new Map<number, World>();
  private readonly differences = new Map<number, number>();

  constructor(
    private readonly plan: Plan,
    private readonly geography: Geography,
    private readonly kernel: Kernel,
  ) {}

  take(sets: GivenSets | null): void {
    if (sets === this.given) return;
    this.given = sets;
    this.owner = '';
  }

  /** @throws what `prepare` throws, each time that it is asked; RangeError where no parameters are given for a draw */
  of(address: Address, scenario: number): World {
    const set = this.given ? address.draw - this.given.first : parameterSetOf(this.plan, address);
    const owner = `${address.explanation}:${set}`;
    if (this.owner !== owner) {
      this.worlds.clear();
      this.differences.clear();
      this.owner = owner;
    }
    let world = this.worlds.get(scenario);
    if (!world) {
      const parameters = (this.given?.sets ?? this.plan.parameters[address.explanation]!)[set];
      if (!parameters) throw new RangeError(`no parameters are given for draw ${address.draw}`);
      const forcing = forcingOf(this.plan.scenarios[scenario]!);
      this.worlds.set(scenario, (world = this.kernel.prepare(this.geography, parameters, forcing)));
    }
    return world;
  }

  /** First day on which a scenario differs from the plan's first one; both are there without error. */
  differsFrom(address: Address, scenario: number): number {
    const [trunk, world] = [this.of(address, 0), this.of(address, scenario)];
    let day = this.differences.get(scenario);
    if (day === undefined) this.differences.set(scenario, (day = this.kernel.firstDifference(trunk, world)));
    return day;
  }
}
