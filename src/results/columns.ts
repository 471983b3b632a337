/** Every table of a results folder, its columns in order: the one definition that writers and readers share. */
import { key, maybe, type RowOfTable, table, userText, value } from './column.js';

const SCENARIO = key('scenario_id', 'string', 'The scenario, as its file names it.');
const EXPLANATION = key(
  'explanation',
  'string',
  'Explanation of the 2023 decline; in summaries also equal or evidence, averages over the first four.',
);
const RUN = key('run_grouping', 'integer', 'Parameter draw.');
const REPLICATE = key(
  'stochastic_run',
  'integer',
  'Replicate of that draw; pairs with the same one elsewhere.',
);
const TARGET = key('target', 'string', 'What is counted.');
const LOCATION = key('location', 'string', 'afghanistan, all, a zone, or a region by ISO 3166-2.');
const WINDOW = key('window', 'string', 'First and last month, as 2023-07/2024-06.');
const MONTH = key('month', 'yearmonth', 'Calendar month.');

const OF_TARGET = 'unit of the target';

export const TABLES = {
  scenarios: table('tables/scenarios.csv', 'What each scenario says.', [
    SCENARIO,
    userText(maybe('title', 'string', 'Title.')),
    value('purpose', 'string', 'What the scenario is for.'),
    userText(maybe('question', 'string', 'The question it was written to answer.')),
    maybe('counterfactual_id', 'string', 'The scenario that it is compared with.'),
    userText(maybe('assumptions', 'string', 'Its assumptions verbatim, one a line.')),
    value('start', 'date', 'First simulated day.'),
    value('end', 'date', 'Last simulated day.'),
    userText(maybe('settings', 'string', 'What vary and --set put in, as key=value, joined by "; ".')),
    value('sha256', 'string', 'Hash of its meaning: comments and formatting do not change it.'),
  ]),
  forcings: table('tables/forcings.csv', 'What each scenario forces upon the model.', [
    SCENARIO,
    key('lever', 'string', 'Pressure by directorate, a lever or an event.'),
    key('location', 'string', 'Where it applies.'),
    key('date', 'date', 'First day on which the level applies.'),
    value('level', 'string', 'A number (1 = tempo of January-June 2023) or a calibrated level by name.'),
  ]),
  runs: table('tables/runs.csv', 'Every replicate that was planned, and what became of it.', [
    SCENARIO,
    EXPLANATION,
    RUN,
    REPLICATE,
    value('status', 'string', 'done, failed, or dropped (it failed in another scenario of the comparison).'),
    maybe('days', 'integer', 'Simulated days.', 'days'),
    maybe('sha256', 'string', 'Hash of what the replicate counted: its tallies that are not 0.'),
  ]),
  parameters: table('tables/parameters.csv', 'Parameter values of every draw.', [
    EXPLANATION,
    RUN,
    key('parameter', 'string', 'Name, as docs/parameters.md describes it.'),
    value('value', 'number', 'Value, in the unit beside it.'),
    value('unit', 'string', 'Unit of the value; 1 where it has none.'),
    value('origin', 'string', 'Where the value comes from.'),
  ]),
  trajectories: table('tables/trajectories.csv.gz', 'Monthly values of every replicate.', [
    SCENARIO,
    EXPLANATION,
    RUN,
    REPLICATE,
    LOCATION,
    TARGET,
    MONTH,
    maybe('value', 'number', 'Value of the month; missing where a share has no denominator.', OF_TARGET),
  ]),
  quantiles: table('tables/quantiles.csv', 'Monthly quantiles over draws and replicates.', [
    SCENARIO,
    EXPLANATION,
    LOCATION,
    TARGET,
    MONTH,
    key('output_type', 'string', 'Always quantile.'),
    key('output_type_id', 'number', 'Level of the quantile, between 0 and 1.'),
    maybe('value', 'number', 'The quantile.', OF_TARGET),
    value('n', 'integer', 'Replicates behind it.'),
  ]),
  summary: table('tables/summary.csv', 'Targets over windows: location and spread over replicates.', [
    SCENARIO,
    EXPLANATION,
    TARGET,
    LOCATION,
    WINDOW,
    value('n', 'integer', 'Replicates with a value.'),
    maybe('mean', 'number', 'Mean.', OF_TARGET),
    maybe('sd', 'number', 'Standard deviation over replicates.', OF_TARGET),
    maybe('q05', 'number', 'Quantile 0.05.', OF_TARGET),
    maybe('q25', 'number', 'Quantile 0.25.', OF_TARGET),
    maybe('median', 'number', 'Median.', OF_TARGET),
    maybe('q75', 'number', 'Quantile 0.75.', OF_TARGET),
    maybe('q95', 'number', 'Quantile 0.95.', OF_TARGET),
    maybe('mcse', 'number', 'Monte Carlo standard error of the mean, draws as clusters.', OF_TARGET),
  ]),
  contrasts: table('tables/contrasts.csv', 'Each scenario against its reference, paired by replicate.', [
    SCENARIO,
    key('reference_id', 'string', 'The scenario that it is compared with.'),
    EXPLANATION,
    TARGET,
    LOCATION,
    WINDOW,
    key('statistic', 'string', 'difference (scenario - reference), ratio, p_above_7_difference and so on.'),
    maybe('estimate', 'number', 'Estimate.', 'unit of the statistic'),
    maybe('mc_lower', 'number', 'Lower end of the Monte Carlo interval.', 'unit of the statistic'),
    maybe('mc_upper', 'number', 'Upper end of the Monte Carlo interval.', 'unit of the statistic'),
    maybe(
      'posterior_lower',
      'number',
      'Lower end of the interval over draws, in Afghanistan; missing where draws are alike.',
      'unit of the statistic',
    ),
    maybe(
      'posterior_upper',
      'number',
      'Upper end of the interval over draws, in Afghanistan; missing where draws are alike.',
      'unit of the statistic',
    ),
    value('level', 'number', 'Level of both intervals.'),
    maybe('mcse', 'number', 'Monte Carlo standard error.', 'unit of the statistic'),
    maybe('share_pairs_greater', 'number', 'Share of pairs in which the scenario has more.'),
    value('n_draws', 'integer', 'Parameter draws.'),
    value('n_pairs', 'integer', 'Pairs of replicates.'),
    maybe('resolved', 'boolean', 'The Monte Carlo interval excludes no difference.'),
    maybe('draws_needed', 'integer', 'Draws that would resolve it.'),
    maybe('replicates_needed', 'integer', 'Replicates per draw that would resolve it.'),
    userText(value('sentence', 'string', 'The row in words.')),
  ]),
  survival: table('tables/survival.csv', 'Time until attacks first return above a bar.', [
    SCENARIO,
    EXPLANATION,
    key('bar', 'string', 'Claimed attacks a month in Afghanistan, or twice-before.'),
    LOCATION,
    MONTH,
    value('at_risk', 'integer', 'Replicates still below the bar at the start of the month.'),
    value('events', 'integer', 'Replicates that rose above the bar in the month.'),
    value('censored', 'integer', 'Replicates that ended in the month below the bar.'),
    value('already_above', 'integer', 'Replicates that were above before the first month, left out.'),
    value('extinct', 'integer', 'Replicates without any cell at the end of the month.'),
    maybe('survival', 'number', 'Kaplan-Meier share still below the bar.'),
    maybe('lower', 'number', 'Lower end of its interval.'),
    maybe('upper', 'number', 'Upper end of its interval.'),
  ]),
  convergence: table(
    'tables/convergence.csv',
    'How the headline settles as draws, or replicates of a single draw, are added.',
    [
      SCENARIO,
      EXPLANATION,
      TARGET,
      LOCATION,
      key('n', 'integer', 'Replicates used.'),
      maybe(
        'estimate',
        'number',
        'Paired difference of claims in Afghanistan to the counterfactual, summed over months 1-24 after the change (1-12 where the run ends before), mean over the first n replicates.',
        OF_TARGET,
      ),
      maybe('mcse', 'number', 'Monte Carlo standard error of it.', OF_TARGET),
    ],
  ),
  checks: table('tables/checks.csv', 'What the scenarios asserted, and what was seen.', [
    SCENARIO,
    EXPLANATION,
    userText(key('that', 'string', 'The assertion.')),
    key('on_fail', 'string', 'error or warn.'),
    value('outcome', 'string', 'passed, failed, or unknown: there was nothing to evaluate.'),
    maybe('seen', 'number', 'Value of the left-hand side.', OF_TARGET),
    maybe('lower', 'number', 'Lower end of the Monte Carlo interval of a mean or a share.', OF_TARGET),
    maybe('upper', 'number', 'Upper end of it.', OF_TARGET),
    maybe('level', 'number', 'Level of the interval.'),
    maybe('resolved', 'boolean', 'The interval is on one side of the bound; the outcome is that of `seen`.'),
    value('n', 'integer', 'Replicates with a value.'),
    maybe('at', 'string', 'Target and location that decided, where * stands for several.'),
    userText(maybe('because', 'string', 'The reason that the scenario gives.')),
  ]),
  failures: table('tables/failures.csv', 'Replicates that failed; their stacks are in logs/.', [
    SCENARIO,
    EXPLANATION,
    RUN,
    REPLICATE,
    value('stage', 'string', 'What the replicate was doing.'),
    userText(value('message', 'string', 'What went wrong.')),
    userText(value('command', 'string', 'The command that reproduces it.')),
  ]),
} as const;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

/** A row of the named table. Dates and months are text; a missing cell is `null`, never NaN or 0. */
export type RowOf<Name extends TableName> = RowOfTable<(typeof TABLES)[Name]>;
