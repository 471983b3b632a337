/** The day of the model: the submodels in the order in which they run. Each reads the state as the ones before it left it. */
import type { Day } from './calendar.js';
import type { State } from './state.js';
import { attacks } from './submodels/attacks.js';
import { command } from './submodels/command.js';
import { intelligence } from './submodels/intelligence.js';
import { leadership } from './submodels/leadership.js';
import { media } from './submodels/media.js';
import { movement } from './submodels/movement.js';
import { nexus } from './submodels/nexus.js';
import { observation } from './submodels/observation.js';
import { pressure } from './submodels/pressure.js';
import { raids } from './submodels/raids.js';
import { recruitment } from './submodels/recruitment.js';
import type { World } from './world.js';

/** One submodel on one day: it reads and changes the state. */
export type Submodel = (state: State, world: World, day: Day) => void;

/** Every submodel once, in the order in which a day runs them; that order is part of the model (docs/ODD.md). */
export const SCHEDULE: readonly Submodel[] = [
  pressure,
  leadership,
  media,
  recruitment,
  movement,
  attacks,
  intelligence,
  raids,
  command,
  nexus,
  observation,
];
