/** The model as the replicator calls it. */
import { firstDifference } from '../model/first-difference.js';
import { begin, simulateDays } from '../model/simulate.js';
import type { State } from '../model/state.js';
import { prepare, type World } from '../model/world.js';
import type { Address } from './address.js';

/** Tests put in one that fails on purpose, or that shares no days. */
export interface Kernel {
  readonly prepare: typeof prepare;
  readonly firstDifference: typeof firstDifference;
  readonly begin: typeof begin;
  /** Days `from` inclusive to `to` exclusive, of a scenario at an address. */
  simulateDays(
    state: State,
    world: World,
    from: number,
    to: number,
    scenario: string,
    address: Address,
  ): void;
}

/** The kernel of every run: the model itself. */
export const KERNEL: Kernel = { prepare, firstDifference, begin, simulateDays };
