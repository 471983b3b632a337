/**
 * Could the evidence tell the explanations apart at all? Rows of each prior table stand in for the data; the evidence
 * of every explanation is the share of its own table near them; and the likeliest is written down. Cross-validated: a
 * row is never its own neighbour. Evidence from summaries may point the wrong way however much is simulated (Robert,
 * Cornuet, Marin & Pillai 2011), so that this table belongs beside every weight.
 */
import type { Key } from '../random/threefry.js';
import type { CalibrationRow } from './columns.js';
import type { PriorTable } from './prior-table.js';
import { PseudoData } from './pseudo-data.js';
import type { TargetReader } from './target.js';

/** Share of all rows that count as near, and how many that are at least. */
const WITHIN = 0.01;
const LEAST = 10;

/** @param reader of the fitted targets. @param most rows of each table that stand in for data */
export function confusionRows(
  tables: readonly PriorTable[],
  reader: TargetReader,
  master: Key,
  most = 256,
): CalibrationRow<'confusion'>[] {
  const data = tables.map((table) => new PseudoData(table, reader, master));
  return tables.flatMap(({ explanation, rows }, from) => {
    const n = Math.min(most, rows.length);
    const assigned = new Float64Array(tables.length);
    const weights = new Float64Array(tables.length);
    for (let row = 0; row < n; row++) {
      const distances = data.map((own) => data[from]!.distances(row, own));
      distances[from]![row] = Infinity;
      const evidence = nearShares(distances);
      const total = evidence.reduce((sum, share) => sum + share, 0);
      const best = Math.max(...evidence);
      const ties = evidence.filter((share) => share === best).length;
      for (const [to, share] of evidence.entries()) {
        weights[to]! += share / total / n;
        if (share === best) assigned[to]! += 1 / ties / n;
      }
    }
    return tables.map(({ explanation: other }, to) => ({
      explanation,
      assigned: other,
      share: assigned[to]!,
      weight: weights[to]!,
      n,
    }));
  });
}

/** Share of each table's rows within the tolerance at which a share of all of them is. */
function nearShares(distances: readonly Float64Array[]): number[] {
  const total = distances.reduce((sum, own) => sum + own.length, 0);
  const all = new Float64Array(total);
  let at = 0;
  for (const own of distances) {
    all.set(own, at);
    at += own.length;
  }
  all.sort();
  const tolerance = all[Math.min(total - 1, Math.max(LEAST, Math.ceil(WITHIN * total))) - 1]!;
  return distances.map((own) => own.filter((distance) => distance <= tolerance).length / own.length);
}
