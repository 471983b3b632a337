/**
 * A run as a hub of the hubverse (https://docs.hubverse.io): each explanation is a model, whose `model-output` holds
 * quantiles and samples of every scenario, month by month, beside the configuration that they satisfy.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dateOf, dayOf, monthOf } from '../model/calendar.js';
import { type Engine, literal } from '../results/engine.js';
import type { FinishedRun } from '../results/finished-run.js';
import { DamagedRunError } from '../results/damaged-run.js';
import { type Contents, hubFiles, modelId, QUANTILE_LEVELS } from './hub-config.js';
import { writeParquet } from './parquet.js';
import { withTrajectories } from './trajectory-table.js';

/** @returns what was left out and why, a sentence each */
export async function exportHubverse(run: FinishedRun, folder: string): Promise<string[]> {
  return withTrajectories(run, async (engine) => {
    const { contents, left } = await contentsOf(run, engine);
    for (const [path, text] of hubFiles(contents, run)) await put(join(folder, path), text);
    for (const explanation of contents.explanations) {
      const model = modelId(explanation);
      const path = join(folder, 'model-output', model, `${contents.origin}-${model}.parquet`);
      await mkdir(dirname(path), { recursive: true });
      await writeParquet(engine, modelOutput(explanation, contents), path);
    }
    return left;
  });
}

/** Targets and locations that every scenario has in every month: a task is one of all their combinations. */
async function contentsOf(
  run: FinishedRun,
  engine: Engine,
): Promise<{ readonly contents: Contents; readonly left: string[] }> {
  const names = async (column: string): Promise<string[]> => {
    const rows = await engine.rows(`SELECT DISTINCT ${column} AS name FROM trajectories ORDER BY name`);
    return rows.map(({ name }) => String(name));
  };
  const scenarios = await names('scenario_id');
  const [targets, locations] = [await names('target'), await names('location')];
  const found = await engine.rows(
    `SELECT target, count(*) - count(value) AS missing, count(DISTINCT (scenario_id, location)) AS series ` +
      `FROM trajectories GROUP BY target ORDER BY target`,
  );
  const left: string[] = [];
  const complete = found.flatMap(({ target, missing, series }) => {
    if (Number(missing) > 0) left.push(`${target} is missing in ${missing} months of replicates`);
    else if (series !== scenarios.length * locations.length)
      left.push(`${target} is not stored for every scenario and location`);
    else return [String(target)];
    return [];
  });
  if (complete.length === 0)
    throw new DamagedRunError(
      `the trajectories of ${run.name} hold no target that is complete (${targets.join(', ')})`,
    );
  const starts = (await run.table('scenarios')).map(({ start }) => start).sort();
  const months = await engine.rows(
    `SELECT DISTINCT strftime(month, '%Y-%m-%d') AS month FROM trajectories ORDER BY 1`,
  );
  const samples = await engine.rows(
    `SELECT count(DISTINCT (run_grouping, stochastic_run)) AS n FROM trajectories GROUP BY explanation`,
  );
  const counts = samples.map(({ n }) => Number(n));
  const contents: Contents = {
    origin: starts[0]!,
    explanations: await names('explanation'),
    scenarios,
    locations,
    targets: complete,
    months: months.map(({ month }) => {
      const name = String(month);
      const next = dayOf(name) + 31;
      const firstOfNext = dayOf(`${dateOf(next).slice(0, 7)}-01`);
      return {
        horizon: monthOf(dayOf(name)) - monthOf(dayOf(starts[0]!)) + 1,
        end: dateOf(firstOfNext - 1),
      };
    }),
    fewestSamples: Math.min(...counts),
    mostSamples: Math.max(...counts),
  };
  return { contents, left };
}

/**
 * Columns and output types as the hub's `tasks.json` says. A sample is a replicate, the same in all scenarios,
 * places, targets and months: `d3r7` is replicate 7 of draw 3, and tells which samples of two scenarios are paired.
 */
function modelOutput(explanation: string, { origin, targets }: Contents): string {
  const list = targets.map(literal).join(', ');
  const task =
    `DATE ${literal(origin)} AS origin_date, scenario_id, location, target, ` +
    `CAST(datediff('month', DATE ${literal(origin)}, month) + 1 AS INTEGER) AS horizon, ` +
    `last_day(month) AS target_end_date`;
  const from = `FROM trajectories WHERE explanation = ${literal(explanation)} AND target IN (${list})`;
  const levels = QUANTILE_LEVELS.join(', ');
  const each =
    `SELECT ${task}, 'quantile' AS output_type, unnest([${QUANTILE_LEVELS.map((level) => literal(String(level))).join(', ')}]) AS output_type_id, ` +
    `unnest(quantile_cont(value, [${levels}])) AS value, unnest([${levels}]) AS first, 0 AS second ` +
    `${from} GROUP BY scenario_id, location, target, month`;
  // Interpolation between equal values may be off by a last digit, but the quantiles of a hub must not descend.
  const quantiles =
    `SELECT * REPLACE (max(value) OVER (PARTITION BY scenario_id, location, target, horizon ORDER BY first) AS value) ` +
    `FROM (${each})`;
  const samples =
    `SELECT ${task}, 'sample' AS output_type, 'd' || run_grouping || 'r' || stochastic_run AS output_type_id, ` +
    `value, run_grouping AS first, stochastic_run AS second ${from}`;
  return (
    `SELECT origin_date, scenario_id, location, target, horizon, target_end_date, output_type, output_type_id, value ` +
    `FROM (${quantiles} UNION ALL ${samples}) ` +
    `ORDER BY output_type, scenario_id, location, target, horizon, first, second`
  );
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
