/** Every table of a calibration's folder, its columns in order. */
import { key, maybe, type RowOfTable, table, value } from '../results/column.js';

const EXPLANATION = key('explanation', 'string', 'Explanation of the 2023 decline.');
const PARAMETERS = key('parameters', 'string', 'prior, posterior, or posterior-without-2020-21.');
const quantiles = (of: string, unit: string) =>
  [
    maybe('q05', 'number', `Quantile 0.05 of ${of}.`, unit),
    maybe('q25', 'number', `Quantile 0.25 of ${of}.`, unit),
    maybe('median', 'number', `Median of ${of}.`, unit),
    maybe('q75', 'number', `Quantile 0.75 of ${of}.`, unit),
    maybe('q95', 'number', `Quantile 0.95 of ${of}.`, unit),
  ] as const;

const PREDICTIVE = [
  EXPLANATION,
  PARAMETERS,
  key('target', 'string', 'Target, as in data/targets.csv.'),
  key('reading', 'string', 'Reading of the printed windows: R1, R2, R3, or all where they agree.'),
  value('label', 'string', 'What is counted.'),
  value('location', 'string', 'Where, of its first term.'),
  value('window', 'string', 'First and last month of all its terms.'),
  value('role', 'string', 'fit, check or derived.'),
  value('unit', 'string', 'count or share.'),
  value('printed', 'number', 'What the article prints, or what follows from it by subtraction.'),
  ...quantiles('replicates, chance and source error included', 'unit of the target'),
  maybe('expected_q05', 'number', 'Quantile 0.05 over draws of the mean over replicates.'),
  maybe('expected_q95', 'number', 'Quantile 0.95 over draws of the mean over replicates.'),
  value('n', 'integer', 'Replicates in which it is defined.'),
  maybe(
    'covered',
    'boolean',
    'The 90 % interval holds the printed value, or a value that would be printed so.',
  ),
] as const;

export const CALIBRATION_TABLES = {
  predictive: table('predictive.csv', 'What the fitted model gives for every target.', PREDICTIVE),
  forecast: table('forecast.csv', 'January–June 2023 predicted from a fit without anything after 2022.', [
    ...PREDICTIVE,
    maybe('crps', 'number', 'Continuous ranked probability score; lower is better.'),
    maybe('wis', 'number', 'Weighted interval score over 23 quantiles; lower is better.'),
  ]),
  scores: table('scores.csv', 'Scores over the fitted increments against two naive baselines.', [
    EXPLANATION,
    PARAMETERS,
    key('score', 'string', 'crps, wis, coverage50 or coverage90.'),
    value('model', 'number', 'Mean over the increments.'),
    maybe('constant_rate', 'number', 'The same of a constant rate, negative binomial.'),
    maybe('last_window', 'number', 'The same of the rate of the window before.'),
    value('n', 'integer', 'Increments.'),
  ]),
  increments: table('increments.csv', 'Scores of every increment that has a baseline.', [
    EXPLANATION,
    key('target', 'string', 'Target, as in data/targets.csv.'),
    value('reading', 'string', 'The likeliest reading, which the scores are about.'),
    value('printed', 'number', 'Printed value.'),
    value('crps', 'number', 'Continuous ranked probability score; lower is better.'),
    value('crps_constant_rate', 'number', 'The same of a constant rate.'),
    value('crps_last_window', 'number', 'The same of the rate of the window before.'),
    value('wis', 'number', 'Weighted interval score over 23 quantiles; lower is better.'),
    value('wis_constant_rate', 'number', 'The same of a constant rate.'),
    value('wis_last_window', 'number', 'The same of the rate of the window before.'),
    value('covered50', 'boolean', 'The 50 % interval holds the printed value.'),
    value('covered90', 'boolean', 'The 90 % interval holds the printed value.'),
    value('n', 'integer', 'Replicates.'),
  ]),
  identification: table('identification.csv', 'What the data taught about each parameter.', [
    EXPLANATION,
    key('parameter', 'string', 'Name, as in docs/parameters.md.'),
    value('status', 'string', 'calibrated, assumed or fixed.'),
    value('unit', 'string', 'Unit of the value.'),
    value('prior_q05', 'number', 'Prior quantile 0.05.'),
    value('prior_median', 'number', 'Prior median.'),
    value('prior_q95', 'number', 'Prior quantile 0.95.'),
    maybe('posterior_q05', 'number', 'Posterior quantile 0.05; missing under 100 effective draws.'),
    value('posterior_median', 'number', 'Posterior median.'),
    maybe('posterior_q95', 'number', 'Posterior quantile 0.95; missing under 100 effective draws.'),
    value('contraction', 'number', '1 − posterior variance ÷ prior variance, in normal scores.'),
    value(
      'shift',
      'number',
      'Posterior mean in normal scores: prior standard deviations from the prior median.',
    ),
    value('between_runs', 'number', 'Standard deviation of that mean between runs.'),
    maybe(
      'independent',
      'number',
      'Independent draws that would spread that mean between runs as much; missing for a single run.',
    ),
    maybe(
      'profile',
      'string',
      'Shape of the least distance over the prior table: bounded, below, above or flat.',
    ),
    value('n', 'number', 'Effective number of draws, by their weights.'),
    value(
      'verdict',
      'string',
      'learnt, partly or assumed, by the rule in the summary; refused where the interval is.',
    ),
  ]),
  correlations: table(
    'correlations.csv',
    'Posterior correlations of calibrated parameters, in normal scores.',
    [
      EXPLANATION,
      key('parameter', 'string', 'One parameter.'),
      key('other', 'string', 'Another, later in the table.'),
      value('correlation', 'number', 'Weighted correlation of normal scores.'),
      value('n', 'number', 'Effective number of draws.'),
    ],
  ),
  evidence: table('evidence.csv', 'How well each explanation is supported by the targets.', [
    EXPLANATION,
    maybe('log_evidence', 'number', 'Log probability that a draw of the prior comes within the tolerance.'),
    maybe('standard_error', 'number', 'Standard error of the mean over runs with seeds of their own.'),
    value('n_seeds', 'integer', 'Runs.'),
    value('tolerance', 'number', 'The tolerance that all explanations reached.'),
    maybe('weight', 'number', 'Posterior weight among the first four, equal before; missing for mixed.'),
    value('stands', 'boolean', 'The weights may be used.'),
    value('reason', 'string', 'Why, or why not.'),
  ]),
  reweighted: table('evidence-reweighted.csv', 'Evidence on the prior table when something is changed.', [
    EXPLANATION,
    key('change', 'string', 'What is changed: a prior halved or doubled in width, or a target left out.'),
    value('log_evidence', 'number', 'Log share of the (reweighted) prior table within the tolerance.'),
    value('standard_error', 'number', 'Its standard error.'),
    value('tolerance', 'number', 'Tolerance: a quantile of the pooled prior tables.'),
    value('n', 'number', 'Effective number of rows within it.'),
  ]),
  confusion: table(
    'confusion.csv',
    'Which explanation the evidence would choose if each in turn had made the data.',
    [
      key('explanation', 'string', 'Explanation that made the pseudo-data, a row of its prior table.'),
      key('assigned', 'string', 'Explanation with the largest share of its own prior table near them.'),
      value('share', 'number', 'Share of the pseudo-data so assigned; ties are shared out.'),
      value('weight', 'number', 'Mean posterior weight, explanations being equal before.'),
      value('n', 'integer', 'Pseudo-data.'),
    ],
  ),
  readings: table('readings.csv', 'Posterior probability of each reading of the printed windows.', [
    EXPLANATION,
    key('reading', 'string', 'R1, R2 or R3.'),
    value('prior', 'number', 'Prior weight.'),
    value('posterior', 'number', 'Posterior probability.'),
  ]),
  monthly: table('monthly.csv', 'Claims a month under the posterior.', [
    EXPLANATION,
    key('location', 'string', 'afghanistan, all or a zone.'),
    key('month', 'yearmonth', 'Calendar month.'),
    ...quantiles('replicates', 'attacks'),
    value('n', 'integer', 'Replicates.'),
  ]),
  dispersion: table('dispersion.csv', 'How bursty monthly claims are within a replicate.', [
    EXPLANATION,
    key('location', 'string', 'afghanistan, all or a zone.'),
    key('window', 'string', 'Months over which it is taken.'),
    ...quantiles('variance ÷ mean of monthly counts', '1'),
    value('n', 'integer', 'Replicates with a claim.'),
  ]),
  preflight: table('preflight.csv', 'What the prior can reach, before anything is fitted.', [
    EXPLANATION,
    key('target', 'string', 'Target, as in data/targets.csv.'),
    key('reading', 'string', 'Reading.'),
    value('printed', 'number', 'Printed value.'),
    value('below', 'number', 'Share of prior draws below the printed value.'),
    value('within', 'number', 'Share within one unit of chance of it.'),
    value('above', 'number', 'Share above it.'),
    value('n', 'integer', 'Prior draws.'),
    maybe(
      'contradicts',
      'string',
      'Target that is hit less often together than apart: correlation of hits below −0.95.',
    ),
    maybe('repeats', 'string', 'Target that says the same: correlation of hits above 0.95.'),
    value('verdict', 'string', 'reachable, rarely (under 1 % of draws within), or never.'),
  ]),
  headlines: table('headlines.csv', 'What a lapse does, under prior and posterior.', [
    EXPLANATION,
    PARAMETERS,
    key('target', 'string', 'Target of the contrast.'),
    key('window', 'string', 'First and last month.'),
    key('statistic', 'string', 'difference, or p_above_… of the scenario or its difference.'),
    maybe('estimate', 'number', 'Mean over draws and replicates.'),
    maybe(
      'lower',
      'number',
      'Lower end of the 90 % interval: over draws for an amount, Monte Carlo for a probability.',
    ),
    maybe('upper', 'number', 'Upper end of it.'),
    value('n', 'integer', 'Parameter draws.'),
    value(
      'verdict',
      'string',
      'learnt, partly or assumed, the same for the three rows of a headline; refused where the interval of the posterior is.',
    ),
  ]),
} as const;

export type CalibrationTableName = keyof typeof CALIBRATION_TABLES;
export type CalibrationRow<Name extends CalibrationTableName> = RowOfTable<(typeof CALIBRATION_TABLES)[Name]>;
