/** Everything that a report is made from: tables of a run, what the calibration says of itself, facts and borders. */
import { monthlyClaims, type MonthlyClaims } from '../analysis/monthly-claims.js';
import type { DrawParameters } from '../analysis/drivers.js';
import { EXPLANATIONS } from '../model/explanations.js';
import { ZONES } from '../model/geography.js';
import type { Calibration } from '../results/calibration-files.js';
import type { RowOf } from '../results/columns.js';
import { parseCsv } from '../results/csv-reader.js';
import type { FinishedRun } from '../results/finished-run.js';
import type { Manifest } from '../results/manifest.js';
import { pairsIn, type Pair } from './pairs.js';

/** Files of the package that a report reads. */
export interface PackageTexts {
  readonly regions: string;
  readonly facts: string;
  readonly topology: string;
}

export interface Region {
  readonly code: string;
  readonly name: string;
  readonly zone: string;
}

/** A figure that the article prints. */
export interface Fact {
  readonly id: string;
  readonly value: string;
  readonly start: string;
  readonly end: string;
  readonly line: string;
}

export interface Material {
  readonly name: string;
  readonly manifest: Manifest;
  readonly scenarios: readonly RowOf<'scenarios'>[];
  readonly forcings: readonly RowOf<'forcings'>[];
  /** Scenarios that were compared, the one to read first at the front. */
  readonly pairs: readonly Pair[];
  /** Explanations of the run in the order in which they are told. */
  readonly explanations: readonly string[];
  /** Claims by month, of the scenarios that are drawn in full. */
  readonly quantiles: readonly RowOf<'quantiles'>[];
  readonly summary: readonly RowOf<'summary'>[];
  /** These are `null` where the run is of a version that has other columns, or no such table. */
  readonly survival: readonly RowOf<'survival'>[] | null;
  readonly regret: readonly RowOf<'regret'>[] | null;
  readonly variance: readonly RowOf<'variance'>[] | null;
  readonly convergence: readonly RowOf<'convergence'>[];
  readonly checks: readonly RowOf<'checks'>[];
  readonly claims: MonthlyClaims;
  readonly parameters: ReadonlyMap<string, DrawParameters>;
  /** Where parameter values come from, as `parameters.csv` says it; each once. */
  readonly origins: readonly string[];
  /** Parameters differ between draws of an explanation. */
  readonly drawsDiffer: boolean;
  readonly calibration: Calibration;
  readonly regions: ReadonlyMap<string, Region>;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly topology: string;
}

/** What figures of the calibration alone are made from. */
export type CalibrationMaterial = Pick<Material, 'calibration' | 'explanations' | 'regions' | 'facts'>;

/** The calibration's past, or that of the run where it has none. */
export type PastMaterial = CalibrationMaterial & Pick<Material, 'summary' | 'quantiles' | 'pairs'>;

const set = (...texts: readonly string[]): ReadonlySet<string> => new Set(texts);

/**
 * @throws DamagedRunError for a run that did not end or whose tables changed; CsvError for a table that cannot be read
 */
export async function materialOf(
  run: FinishedRun,
  calibration: Calibration,
  texts: PackageTexts,
): Promise<Material> {
  run.assertEnded();
  const { manifest } = run;
  const [scenarios, forcings] = [await run.table('scenarios'), await run.table('forcings')];
  const contrasts = await run.rows('contrasts', { location: set('afghanistan', 'all', 'kp') });
  const claims = await monthlyClaims(run);
  const ordered = manifest.scenarios.map(({ id }) => id);
  const pairs = pairsIn(
    [...scenarios].sort((a, b) => ordered.indexOf(a.scenario_id) - ordered.indexOf(b.scenario_id)),
    forcings,
    contrasts,
  );
  const full = pairs.filter((pair) => pair.isFull);
  const drawn =
    full.length > 0
      ? full.flatMap(({ scenario, reference }) => [scenario.scenario_id, reference.scenario_id])
      : ordered.slice(0, 2);
  const regional = await run.rows('contrasts', {
    scenario_id: new Set(full.map(({ scenario }) => scenario.scenario_id)),
    target: set('attacks'),
  });
  const parameters = await parametersOf(run);
  return {
    name: run.name,
    manifest,
    scenarios,
    forcings,
    pairs: pairs.map((pair) => {
      const own = regional.filter(({ scenario_id }) => scenario_id === pair.scenario.scenario_id);
      return {
        ...pair,
        regional: own.filter(({ location }) => /^[A-Z]{2}-/.test(location)),
        zonal: own.filter(({ location }) => (ZONES as readonly string[]).includes(location)),
      };
    }),
    explanations: EXPLANATIONS.filter((name) => manifest.experiment.explanations.includes(name)),
    quantiles: await run.rows('quantiles', {
      scenario_id: new Set(drawn),
      location: set('afghanistan', ...ZONES),
      target: set('attacks'),
    }),
    summary: await run.rows('summary', {
      location: set('afghanistan', 'kp'),
      target: set('attacks', 'raids'),
    }),
    survival: await rowsOrNull(run, 'survival'),
    regret: await rowsOrNull(run, 'regret'),
    variance: await rowsOrNull(run, 'variance'),
    convergence: await run.table('convergence'),
    checks: await run.table('checks'),
    claims,
    ...parameters,
    calibration,
    regions: regionsOf(texts.regions),
    facts: factsOf(texts.facts),
    topology: texts.topology,
  };
}

/** Rows of a table that other versions have with other columns, or not at all: `null` there. */
async function rowsOrNull<Name extends 'survival' | 'regret' | 'variance'>(
  run: FinishedRun,
  name: Name,
): Promise<RowOf<Name>[] | null> {
  if (!run.files?.has(name)) return null;
  try {
    return await run.table(name);
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === 'CsvError' && message.includes('the header is not')) return null;
    throw error;
  }
}

async function parametersOf(
  run: FinishedRun,
): Promise<Pick<Material, 'parameters' | 'origins' | 'drawsDiffer'>> {
  const parameters = new Map<string, Map<number, Map<string, number>>>();
  const origins = new Set<string>();
  let drawsDiffer = false;
  for (const { explanation, run_grouping: draw, parameter, value, origin } of await run.table('parameters')) {
    let draws = parameters.get(explanation);
    if (!draws) parameters.set(explanation, (draws = new Map()));
    let values = draws.get(draw);
    if (!values) draws.set(draw, (values = new Map()));
    values.set(parameter, value);
    origins.add(origin);
    const first = draws.values().next().value?.get(parameter);
    if (first !== undefined && first !== value) drawsDiffer = true;
  }
  return { parameters, origins: [...origins].sort(), drawsDiffer };
}

export function regionsOf(text: string): Map<string, Region> {
  const { header, rows } = parseCsv(text, 'data/regions.csv');
  const at = (name: string): number => header.indexOf(name);
  return new Map(
    rows.map((cells) => {
      const code = cells[at('region')]!;
      return [code, { code, name: cells[at('name')]!, zone: cells[at('zone')]! }];
    }),
  );
}

export function factsOf(text: string): Map<string, Fact> {
  const { header, rows } = parseCsv(text, 'data/article_facts.csv');
  const at = (name: string): number => header.indexOf(name);
  return new Map(
    rows.map((cells) => {
      const id = cells[at('id')]!;
      return [
        id,
        {
          id,
          value: cells[at('value')]!,
          start: cells[at('window_start')]!.slice(0, 7),
          end: cells[at('window_end')]!.slice(0, 7),
          line: cells[at('article_line')]!,
        },
      ];
    }),
  );
}
