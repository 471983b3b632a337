/**
 * Keys of the journal: hashes of everything that decides what a replicate returns, and of nothing else. A title, the
 * number of draws, or what is read off a replicate is no part of them; nor is text: comments, order and formatting.
 */
import type { ParameterValues } from '../model/parameters.js';
import { canonicalJson, sha256 } from '../scenarios/meaning.js';
import { type Address, parameterSetOf } from './address.js';
import type { Plan, PlannedScenario } from './plan.js';

/** 32 hex digits: half of a SHA-256. */
function keyOf(meaning: unknown): string {
  // Through JSON as a plan goes to its workers, where what is not set disappears.
  return sha256(canonicalJson(JSON.parse(JSON.stringify(meaning)))).slice(0, 32);
}

/** What a scenario means to a replicate: its days, pressure and levers. */
export function scenarioKey({ days, taliban, pakistan, levers }: PlannedScenario): string {
  const byRegion = (pressure: PlannedScenario['taliban']): unknown => ({
    everywhere: pressure.everywhere,
    byRegion: [...pressure.byRegion].sort(([a], [b]) => a - b),
  });
  return keyOf({ days, taliban: byRegion(taliban), pakistan: byRegion(pakistan), levers });
}

/** Keys of the addresses of a plan under a model. */
export class AddressKeys {
  private readonly parameters = new Map<ParameterValues, string>();

  /** @param model hash of the built model and its data */
  constructor(
    private readonly plan: Plan,
    private readonly model: string,
  ) {}

  of(address: Address): string {
    const { explanation, draw, replicate } = address;
    const set = this.plan.parameters[explanation]![parameterSetOf(this.plan, address)]!;
    let parameters = this.parameters.get(set);
    if (parameters === undefined) this.parameters.set(set, (parameters = keyOf({ ...set })));
    return keyOf({ model: this.model, seed: this.plan.seed, explanation, draw, replicate, parameters });
  }
}
