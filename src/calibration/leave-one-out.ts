/**
 * Simulation-based calibration on a prior table: rows stand in for the data, the rows nearest to each are draws of
 * its posterior, and the rank of the truth among them is uniform if that posterior is right (Talts et al. 2018). The
 * draws are nearest at a finite tolerance, so that what is tested is the posterior that is used, not its limit.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { deriveKey, Draws } from '../random/draws.js';
import { EXPLANATIONS, type Explanation } from '../model/explanations.js';
import type { Key } from '../random/threefry.js';
import { chiSquareOfRanks, ecdfBand, outsideBand, rankAmong } from '../statistics/rank-uniformity.js';
import type { PriorTable } from './prior-table.js';
import { nearestRows, PseudoData } from './pseudo-data.js';
import type { RowOfTable } from '../results/column.js';
import type { STUDY_TABLES } from './study-columns.js';
import type { TargetReader } from './target.js';

/** Draws that a truth is ranked among: 100 ranks, which 20 bins divide. */
const DRAWS = 99;
const BINS = 20;
/** Of the band for the whole distribution function. */
const LEVEL = 0.99;
const RIDGE = 1;

export type RankRow = RowOfTable<(typeof STUDY_TABLES)['ranks']>;

/** How far data lie from what a linear fit over the table expects of a draw: a quantity of parameters and data both. */
export const DATA_DISTANCE = 'distance of the data from what the draw leads to expect';

/**
 * Ranks of every learnt parameter, and of `DATA_DISTANCE`, without which a posterior that is the prior would pass
 * (Modrák et al. 2023).
 * @param most rows that stand in for data, at least 100
 */
export function leaveOneOutRows(table: PriorTable, reader: TargetReader, master: Key, most = 256): RankRow[] {
  const { explanation, space, rows } = table;
  const data = new PseudoData(table, reader, master);
  const expected = linearFit(
    rows.map(({ point }) => space.learnt.map((at) => point[at]!)),
    data.coordinates,
  );
  const chance = new Draws(deriveKey(master, 0x72616e6b, EXPLANATIONS.indexOf(explanation), 0, 0));
  const n = Math.min(most, rows.length);
  const quantities = [...space.learnt.map((at) => space.parameters[at]!.id as string), DATA_DISTANCE];
  const ranks = quantities.map((): number[] => []);
  for (let row = 0; row < n; row++) {
    const near = nearestRows(data.distances(row, data), DRAWS, row);
    const misfit = (draw: number): number => {
      const [seen, own] = [data.seen(row), data.coordinates[row]!];
      return seen.reduce(
        (sum, at) => sum + (Number.isNaN(own[at]) ? 0 : (own[at]! - expected[draw]![at]!) ** 2),
        0,
      );
    };
    const values = [
      ...space.learnt.map(
        (at) =>
          (draw: number): number =>
            space.value(at, rows[draw]!.point[at]!),
      ),
      misfit,
    ];
    for (const [at, value] of values.entries())
      ranks[at]!.push(rankAmong(near.map(value), value(row), chance.uniform(row, at, 0, 0)));
  }
  const band = ecdfBand(n, DRAWS + 1, LEVEL);
  return quantities.map((quantity, at) => rankRow(explanation, quantity, ranks[at]!, band));
}

function rankRow(
  explanation: Explanation,
  quantity: string,
  ranks: readonly number[],
  band: ReturnType<typeof ecdfBand>,
): RankRow {
  const { statistic, pValue } = chiSquareOfRanks(ranks, DRAWS, BINS);
  const within = (share: number): number => {
    const edge = ((1 - share) / 2) * (DRAWS + 1);
    return ranks.filter((rank) => rank >= edge && rank < DRAWS + 1 - edge).length / ranks.length;
  };
  return {
    explanation,
    quantity,
    statistic,
    p_value: pValue,
    outside_band: outsideBand(ranks, DRAWS, band).length > 0,
    coverage50: within(0.5),
    coverage90: within(0.9),
    n: ranks.length,
  };
}

/** Least squares with a ridge, each column of `values` on `inputs`: the fitted values. A missing one counts as the mean. */
function linearFit(inputs: readonly (readonly number[])[], values: readonly Float64Array[]): Float64Array[] {
  const design = new Matrix(inputs.map((own) => [1, ...own]));
  const means = Array.from(values[0]!, (_, column) => {
    const known = values.map((own) => own[column]!).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
  const wanted = new Matrix(
    values.map((own) => Array.from(own, (value, at) => (Number.isNaN(value) ? means[at]! : value))),
  );
  const turned = design.transpose();
  const squares = turned.mmul(design).add(Matrix.eye(design.columns).mul(RIDGE));
  const fitted = design.mmul(new CholeskyDecomposition(squares).solve(turned.mmul(wanted)));
  return values.map((_, row) => Float64Array.from(fitted.getRow(row)));
}
