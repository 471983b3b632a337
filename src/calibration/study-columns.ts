/** Tables of the study of the calibration's own method. */
import { key, table, value } from '../results/column.js';
import { CALIBRATION_TABLES } from './columns.js';

const EXPLANATION = key('explanation', 'string', 'Explanation of the 2023 decline.');

export const STUDY_TABLES = {
  ranks: table('ranks.csv', 'Ranks of truths among posterior draws, leave-one-out on the prior table.', [
    EXPLANATION,
    key('quantity', 'string', 'Learnt parameter, or a quantity of parameters and data.'),
    value('statistic', 'number', 'Chi-square of the ranks over 20 bins.'),
    value('p_value', 'number', 'Probability of so large a statistic if ranks are uniform.'),
    value('outside_band', 'boolean', 'The distribution function of ranks leaves its 99 % band.'),
    value('coverage50', 'number', 'Share of truths inside the central 50 % of draws.'),
    value('coverage90', 'number', 'Share of truths inside the central 90 % of draws.'),
    value('n', 'integer', 'Pseudo-data.'),
  ]),
  engine: table('engine.csv', 'Truths among posterior draws of the engine itself, run by run.', [
    EXPLANATION,
    key('run', 'integer', 'Pseudo-data, a row of the prior table.'),
    key('quantity', 'string', 'Learnt parameter.'),
    value('rank', 'integer', 'Rank of the truth among 19 draws, 0 to 19.'),
    value('inside50', 'boolean', 'The 50 % posterior interval holds the truth.'),
    value('inside90', 'boolean', 'The 90 % posterior interval holds the truth.'),
    value('tolerance', 'number', 'Tolerance at the end of the run.'),
  ]),
  recovery: table('recovery.csv', 'Expected counts of a synthetic truth, and what is found of them.', [
    EXPLANATION,
    key('target', 'string', 'Target, as in data/targets.csv.'),
    key('reading', 'string', 'Reading.'),
    value('truth', 'number', 'Expected value under the truth: the mean of its replicates.'),
    value('q05', 'number', 'Posterior quantile 0.05 of the expected value.'),
    value('q95', 'number', 'Posterior quantile 0.95 of it.'),
    value('held', 'boolean', 'The interval holds the truth.'),
    value('n', 'integer', 'Posterior draws.'),
  ]),
  confusion: CALIBRATION_TABLES.confusion,
} as const;
