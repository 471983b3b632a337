/** What a comparison leaves empty or out, why, and what would make it possible. */
import type { RowOf } from '../results/columns.js';

/** Columns or statistics that a comparison could not compute. */
export interface NotComputed {
  /** Columns of `contrasts.csv` that are empty or 0 in every row, or statistics without a row. */
  readonly what: readonly string[];
  readonly why: string;
  /** What the two sides would have to be. */
  readonly needs: string;
}

/** What is known of the two sides when replicates were compared. */
export interface Circumstances {
  /** Both sides are runs, so that parameters are known. */
  readonly isRun: boolean;
  readonly paired: boolean;
  /** Draws of an explanation have the same parameters. */
  readonly areAlike: boolean;
  /** One run holds both sides and has contrasted them. */
  readonly isHeld: boolean;
  /** Targets whose windows cannot be put together from months and stand in no table. */
  readonly left: readonly string[];
}

const POSTERIOR = ['posterior_lower', 'posterior_upper'] as const;

/** Of rows from replicates, in the order in which a reader would miss it. */
export function notComputed(
  rows: readonly RowOf<'contrasts'>[],
  { isRun, paired, areAlike, isHeld, left }: Circumstances,
): NotComputed[] {
  const found: NotComputed[] = [];
  if (!paired)
    found.push({
      what: ['share_pairs_greater', 'n_pairs', 'ratio', 'p_above'],
      why: 'replicates are not paired',
      needs: 'the same seed, draws and parameters in both',
    });
  if (rows.every((row) => POSTERIOR.every((name) => row[name] === null))) {
    if (!isRun)
      found.push({
        what: POSTERIOR,
        why: 'a file does not say the parameters of its draws, nor whether they differ',
        needs: 'both runs, as RUN:scenario',
      });
    else if (areAlike)
      found.push({
        what: POSTERIOR,
        why: 'all draws have the same parameters',
        needs: 'runs with parameters: posterior or prior',
      });
    else if (paired)
      found.push({
        what: POSTERIOR,
        why: 'they are kept of Afghanistan and of the first windows after the change',
        needs: 'national or zonal trajectories',
      });
  }
  if (!isHeld)
    found.push({
      what: ['p_rebound', 'restricted_mean', 'averages by evidence'],
      why: 'they are counted while a run goes on',
      needs: 'one run of both, in which one is the counterfactual of the other',
    });
  if (left.length > 0)
    found.push({
      what: left,
      why: 'a window of them cannot be put together from months',
      needs: 'one run of both, in which one is the counterfactual of the other',
    });
  return found;
}

/** Of tables that are compared key by key. */
export const BY_KEY: readonly NotComputed[] = [
  {
    what: [
      'mc_lower',
      'mc_upper',
      ...POSTERIOR,
      'mcse',
      'share_pairs_greater',
      'resolved',
      'n_draws',
      'n_pairs',
    ],
    why: 'a table without replicates does not say how its error goes with that of the other',
    needs: 'the trajectories of both (tables/trajectories.csv.gz), or both runs, as RUN:scenario',
  },
];

/** Two lines: what, then why and what it would need. */
export function notComputedText({ what, why, needs }: NotComputed): string {
  return `Not computed: ${what.join(', ')}\n  ${why}; it would need ${needs}`;
}
