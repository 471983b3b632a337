/** Replicates of a finished run simulated again, and held against what its tables say of them. */
import { TABLES } from '../results/columns.js';
import { numberText } from '../results/decimal.js';
import type { FinishedRun } from '../results/finished-run.js';
import type { Fault } from '../results/verify-files.js';
import { isExplanation } from '../model/explanations.js';
import type { Address } from './address.js';
import { trajectoryPlaces } from './observation.js';
import type { Plan } from './plan.js';
import { Replicator, type SimulatedAddress } from './replicate.js';

export interface Sampled {
  /** Replicates that were simulated again. */
  readonly replicates: number;
  readonly faults: readonly Fault[];
}

/**
 * Simulates a share of the addresses that are done, at least one, under every scenario.
 * @param plan of the run, meaning what it meant when the run was made
 * @param random in [0, 1), for choosing
 * @throws CsvError or DamagedRunError where a table cannot be read
 */
export async function sampleFaults(
  run: FinishedRun,
  plan: Plan,
  share: number,
  random: () => number,
): Promise<Sampled> {
  const rows = await run.table('runs');
  const [first] = plan.scenarios;
  const done = rows.filter(({ scenario_id, status }) => scenario_id === first!.id && status === 'done');
  const replicator = new Replicator(plan);
  const chosen = new Map<string, SimulatedAddress>();
  for (let left = Math.min(done.length, Math.max(1, Math.round(share * done.length))); left > 0; left--) {
    const [row] = done.splice(Math.floor(random() * done.length), 1);
    const { explanation, run_grouping: draw, stochastic_run: replicate } = row!;
    if (isExplanation(explanation))
      chosen.set(keyOf(row!), replicator.run({ explanation, draw, replicate } satisfies Address));
  }
  const faults = new Map<string, string>();
  const scenarioAt = new Map(plan.scenarios.map(({ id }, at) => [id, at]));
  for (const row of rows) {
    const result = chosen.get(keyOf(row))?.results[scenarioAt.get(row.scenario_id) ?? -1];
    if (!result) continue;
    const isSame = result.status === 'done' && result.sha256 === row.sha256 && result.days === row.days;
    if (!isSame)
      faults.set(
        TABLES.runs.path,
        `${row.scenario_id}:${keyOf(row)} comes out otherwise when simulated again`,
      );
  }
  const trajectory = await trajectoryFault(run, plan, chosen, scenarioAt);
  if (trajectory !== null) faults.set(TABLES.trajectories.path, trajectory);
  return {
    replicates: chosen.size * plan.scenarios.length,
    faults: [...faults].map(([file, problem]) => ({ file, problem })),
  };
}

async function trajectoryFault(
  run: FinishedRun,
  plan: Plan,
  chosen: ReadonlyMap<string, SimulatedAddress>,
  scenarioAt: ReadonlyMap<string, number>,
): Promise<string | null> {
  const places = new Map(
    trajectoryPlaces(plan).map(({ target, location }, at) => [`${target} ${location}`, at]),
  );
  const months = new Map(plan.layout.months.map(({ id }, at) => [id.slice(0, 'YYYY-MM'.length), at]));
  let seen = 0;
  for await (const rows of run.trajectories()) {
    for (const row of rows) {
      const key = keyOf(row);
      const simulated = chosen.get(key);
      if (!simulated) continue;
      seen++;
      const values = simulated.trajectories[scenarioAt.get(row.scenario_id) ?? -1];
      const place = places.get(`${row.target} ${row.location}`);
      const month = months.get(row.month);
      const value =
        values && place !== undefined && month !== undefined ? values[place * months.size + month]! : NaN;
      const expected = Number.isNaN(value) ? null : Number(numberText(value));
      if (expected !== row.value)
        return `${row.scenario_id}:${key}, ${row.target} in ${row.location}, ${row.month}: ${row.value}, simulated again ${expected}`;
    }
  }
  const expected = chosen.size * plan.scenarios.length * places.size * months.size;
  return seen === expected
    ? null
    : `${seen} rows of the replicates simulated again, but they have ${expected}`;
}

function keyOf(row: { explanation: string; run_grouping: number; stochastic_run: number }): string {
  return `${row.explanation}:${row.run_grouping}:${row.stochastic_run}`;
}
