/** Whether replicates of both sides met the same chances at the same addresses, and if not, why. */
import { monthName } from '../model/calendar.js';
import type { FinishedRun } from '../results/finished-run.js';
import { codedSeries, monthsOfBoth } from './replicate-stream.js';
import type { Side, Sides } from './sides.js';

export interface Pairing {
  readonly paired: boolean;
  readonly why: string;
  /** The first month in which any pair differs, where that had to be looked for; else `null`. */
  readonly firstDifferent: number | null;
}

/** By what the runs say of themselves, or, where a file says nothing, by the histories in it. */
export async function pairingOf(sides: Sides): Promise<Pairing> {
  const [own, other] = [sides.scenario.source.run, sides.reference.source.run];
  if (!own || !other) return pairingOfFiles(sides);
  const firstDifferent = null;
  if (own.path === other.path) return { paired: true, why: 'two scenarios of one run', firstDifferent };
  const [a, b] = [own.manifest, other.manifest];
  const differ = [
    a.seed.text === b.seed.text && a.seed.addressing === b.seed.addressing ? null : 'seeds',
    a.model === b.model ? null : 'model versions',
    a.experiment.draws === b.experiment.draws ? null : 'numbers of draws',
    (await haveSameParameters(own, other)) ? null : 'parameters',
  ].filter((what) => what !== null);
  if (differ.length === 0)
    return { paired: true, why: 'two runs with the same seed, model, draws and parameters', firstDifferent };
  const why = `two runs with different ${differ.join(' and ')}`;
  const plain = a.model === b.model ? '' : ': the same address is not the same history';
  return { paired: false, why: `${why}${plain}`, firstDifferent };
}

/** Under each explanation of both runs, draws of the same number have the same values. */
async function haveSameParameters(a: FinishedRun, b: FinishedRun): Promise<boolean> {
  const [own, other] = [a.files?.get('parameters'), b.files?.get('parameters')];
  if (own && own.sha256 === other?.sha256) return true;
  const shared = a.manifest.experiment.explanations.filter((name) =>
    b.manifest.experiment.explanations.includes(name),
  );
  const values = async (run: FinishedRun): Promise<Map<string, number>> => {
    const rows = await run.table('parameters');
    return new Map(
      rows
        .filter(({ explanation }) => shared.includes(explanation))
        .map((row) => [`${row.explanation} ${row.run_grouping} ${row.parameter}`, row.value]),
    );
  };
  const [left, right] = [await values(a), await values(b)];
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}

/**
 * A file does not say its seed, but its rows do. Scenarios that are paired share their history until they differ, and
 * replicates that are not do not. So they are paired if every address of both has the same values in both, in all the
 * months before the first that differs, while those values vary from address to address; or if nothing differs.
 */
async function pairingOfFiles(sides: Sides): Promise<Pairing> {
  const months = await monthsOfBoth(sides);
  const apart = (why: string): Pairing => ({ paired: false, why, firstDifferent: null });
  const unaddressed = await withoutAddress(sides);
  if (unaddressed !== null)
    return apart(`${unaddressed} has neither run_grouping nor stochastic_run: there is nothing to pair`);
  const found = await histories(sides);
  if (found.length === 0) return apart('no replicate has the same address in both');
  const differs = found.find(({ same }) => !same);
  if (!differs) return { paired: true, why: 'the same values at the same addresses', firstDifferent: null };
  if (differs.month === months[0])
    return apart('the same addresses do not have the same history, so they are independent replicates');
  const before = found.filter(({ month }) => month < differs.month);
  if (!before.some(({ varies }) => varies))
    return apart('all replicates have the same history at first, so that it does not tell which are paired');
  return {
    paired: true,
    why: `the same addresses have the same history before ${monthName(differs.month)}`,
    firstDifferent: differs.month,
  };
}

async function withoutAddress({ scenario, reference, workspace }: Sides): Promise<string | null> {
  for (const { source } of [scenario, reference])
    if (!(await workspace.store(source)).addressed) return source.name;
  return null;
}

interface HistoryMonth {
  readonly month: number;
  /** All series of all addresses that both have are equal. */
  readonly same: boolean;
  /** Some series is not the same in all addresses. */
  readonly varies: boolean;
}

/** Months of both sides, ascending, compared over the addresses of both by checksums that no order changes. */
async function histories(sides: Sides): Promise<HistoryMonth[]> {
  const { workspace } = sides;
  const months = await monthsOfBoth(sides);
  const [a, b] = await codedSeries(sides);
  const select = async (side: Side, coded: typeof a): Promise<string> =>
    (await workspace.store(side.source)).select(coded, months);
  const [left, right] = [await select(sides.scenario, a), await select(sides.reference, b)];
  const engine = await workspace.engine();
  const address = 'explanation, draw, replicate';
  // The hash of several values is linear in the last one: hashed again, so that no change cancels another.
  const checksums = (of: string): string =>
    `SELECT explanation, place, month, bit_xor(hash(hash(draw, replicate, value))) AS checksum, ` +
    `min(value) IS DISTINCT FROM max(value) AS varies ` +
    `FROM ${of} SEMI JOIN shared USING (${address}) GROUP BY ALL`;
  const rows = await engine.rows(
    `WITH a AS (${left}), b AS (${right}), ` +
      `shared AS (SELECT DISTINCT ${address} FROM a INTERSECT SELECT DISTINCT ${address} FROM b), ` +
      `own AS (${checksums('a')}), other AS (${checksums('b')}) ` +
      `SELECT month, bool_and(own.checksum IS NOT DISTINCT FROM other.checksum) AS same, ` +
      `bool_or(own.varies) AS varies ` +
      `FROM own FULL JOIN other USING (explanation, place, month) GROUP BY month ORDER BY month`,
  );
  return rows.map(({ month, same, varies }) => ({
    month: Number(month),
    same: same === true,
    varies: varies === true,
  }));
}
