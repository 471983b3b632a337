/** The values of keys that a scenario may leave out; nothing else in the program supplies one. */
import { FIRST_DATE } from '../model/calendar.js';
import { EXPLANATIONS } from '../model/explanations.js';
import type { Resolution } from '../model/locations.js';
import type { Bar } from './scenario.js';

export const DEFAULTS = {
  start: FIRST_DATE,
  explanations: EXPLANATIONS,
  experiment: { draws: 100, replicates: 10, seed: 'the-enduring-duel', atLeast: 30 },
  onFail: 'error',
  rebound: { bars: [7, 11, 'twice-before'] as readonly Bar[], months: 3 },
  outputs: {
    targets: [
      'attacks',
      'attacks_expected',
      'attacks_suicide',
      'killed',
      'raids',
      'cells',
    ] as readonly string[],
    trajectories: ['national'] as readonly Resolution[],
    quantiles: ['national', 'zone'] as readonly Resolution[],
  },
} as const;
