/** A row of `contrasts.csv` of a made-up pair, to be changed where a test needs another. */
import type { RowOf } from '../../../src/results/columns.js';

export const ROW: RowOf<'contrasts'> = {
  scenario_id: 'lapsed',
  reference_id: 'sustained',
  explanation: 'fade',
  target: 'attacks',
  location: 'afghanistan',
  window: '2024-07/2025-06',
  statistic: 'difference',
  estimate: 2,
  mc_lower: 1,
  mc_upper: 3,
  posterior_lower: null,
  posterior_upper: null,
  level: 0.9,
  mcse: 0.5,
  share_pairs_greater: 0.6,
  n_draws: 5,
  n_pairs: 50,
  resolved: true,
  draws_needed: null,
  replicates_needed: null,
  sentence: '',
};
