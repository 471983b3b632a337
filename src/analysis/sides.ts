/** Which scenario of which source is meant by each side of a comparison. */
import { didYouMean } from '../scenarios/nearest.js';
import { CompareError } from './compare-error.js';
import type { Source } from '../results/source.js';
import type { Workspace } from './workspace.js';

/** A source, and a scenario in it where one was named. */
export interface NamedSide {
  readonly source: Source;
  readonly scenario: string | null;
}

export interface Side {
  readonly source: Source;
  readonly scenarioId: string;
  /** The explanation that rows of a file without that column are taken under; `null` where the column is there. */
  readonly explanation: string | null;
}

export interface Sides {
  readonly scenario: Side;
  readonly reference: Side;
  readonly workspace: Workspace;
}

/** Explanation of rows where neither side says one. */
export const NOT_STATED = 'not-stated';

export interface Listed {
  readonly id: string;
  readonly counterfactual: string | null;
}

/**
 * Settles the scenarios that were not named.
 *
 * - Both name the same run only: the one scenario that has its counterfactual in the run, against it.
 * - One scenario of a run is named, the other side is that run: its counterfactual, the scenario that it is the
 *   counterfactual of, or the only other one.
 * - Different runs: the scenario with the id that the other side names, else the run's only scenario.
 *
 * @throws CompareError where that leaves none or several, for an unknown scenario, and for one against itself
 */
export async function sidesOf(a: NamedSide, b: NamedSide, workspace: Workspace): Promise<Sides> {
  const [inA, inB] = [await scenariosOf(a.source, workspace), await scenariosOf(b.source, workspace)];
  const [scenarioId, referenceId] = idsOf(a, b, inA, inB);
  const unstated = await explanationsOf(a, scenarioId, b, referenceId, workspace);
  return {
    scenario: { source: a.source, scenarioId, explanation: unstated[0] },
    reference: { source: b.source, scenarioId: referenceId, explanation: unstated[1] },
    workspace,
  };
}

/** The scenarios of both sides, by the rules of {@link sidesOf}. @throws CompareError as that does */
export function idsOf(
  a: NamedSide,
  b: NamedSide,
  inA: readonly Listed[],
  inB: readonly Listed[],
): [scenario: string, reference: string] {
  for (const [side, listed] of [
    [a, inA],
    [b, inB],
  ] as const) {
    if (side.scenario === null || listed.some(({ id }) => id === side.scenario)) continue;
    const ids = listed.map(({ id }) => id);
    const hint = didYouMean(side.scenario, ids, `it has ${ids.join(', ')}`);
    const kind = side.source.run ? 'run ' : '';
    throw new CompareError(`${kind}${side.source.name} has no scenario "${side.scenario}"\n${hint}`);
  }
  const sameRun = a.source.path === b.source.path;
  if (sameRun && a.scenario === null && b.scenario === null) return pairIn(a.source, inA);
  const scenarioId = a.scenario ?? (sameRun ? comparedWith(b.scenario!, inA) : onlyOne(inA, b.scenario));
  const referenceId = b.scenario ?? (sameRun ? counterfactualOf(a.scenario!, inB) : onlyOne(inB, a.scenario));
  if (scenarioId === null) throw undecided(a.source, inA);
  if (referenceId === null) throw undecided(b.source, inB);
  if (sameRun && scenarioId === referenceId)
    throw new CompareError(
      `${a.source.name}:${scenarioId} would be compared with itself: name two scenarios`,
    );
  return [scenarioId, referenceId];
}

export async function scenariosOf({ run, ...source }: Source, workspace: Workspace): Promise<Listed[]> {
  if (run) {
    const rows = await run.table('scenarios');
    return rows.map((row) => ({ id: row.scenario_id, counterfactual: row.counterfactual_id }));
  }
  const { series } = await workspace.store({ run, ...source });
  return [...new Set(series.map(({ scenario }) => scenario))]
    .sort()
    .map((id) => ({ id, counterfactual: null }));
}

/** Under which explanation the rows of each side stand that does not say; `null` for one that does. */
async function explanationsOf(
  a: NamedSide,
  scenarioId: string,
  b: NamedSide,
  referenceId: string,
  workspace: Workspace,
): Promise<[string | null, string | null]> {
  const says = ({ source }: NamedSide): boolean => source.file.has('explanation');
  if (says(a) === says(b)) return says(a) ? [null, null] : [NOT_STATED, NOT_STATED];
  const [saying, silent, id] = says(a) ? [a, b, scenarioId] : [b, a, referenceId];
  const { series } = await workspace.store(saying.source);
  const said = new Set(
    series.filter(({ scenario }) => scenario === id).map(({ explanation }) => explanation),
  );
  const [only, ...others] = said;
  if (only === undefined || others.length > 0)
    throw new CompareError(
      `${silent.source.name} has no column explanation, and ${saying.source.name} has ${[...said].sort().join(', ')}\n` +
        'expected the column in both, or a single explanation',
    );
  return says(a) ? [null, only] : [only, null];
}

function pairIn(source: Source, listed: readonly Listed[]): [string, string] {
  const pairs = listed.filter(({ counterfactual }) => listed.some(({ id }) => id === counterfactual));
  const [pair] = pairs;
  if (!pair || pairs.length > 1) throw undecided(source, listed);
  return [pair.id, pair.counterfactual!];
}

/** The scenario that `reference` is held against, in its own run. */
function comparedWith(reference: string, listed: readonly Listed[]): string | null {
  const answering = listed.filter(({ counterfactual }) => counterfactual === reference);
  if (answering.length === 1) return answering[0]!.id;
  return otherOf(reference, listed);
}

function counterfactualOf(scenario: string, listed: readonly Listed[]): string | null {
  const wanted = listed.find(({ id }) => id === scenario)?.counterfactual;
  return listed.find(({ id }) => id === wanted)?.id ?? otherOf(scenario, listed);
}

function otherOf(scenario: string, listed: readonly Listed[]): string | null {
  const others = listed.filter(({ id }) => id !== scenario);
  return others.length === 1 ? others[0]!.id : null;
}

function onlyOne(listed: readonly Listed[], preferred: string | null): string | null {
  const same = listed.find(({ id }) => id === preferred);
  return same?.id ?? (listed.length === 1 ? listed[0]!.id : null);
}

function undecided({ name, run }: Source, listed: readonly Listed[]): CompareError {
  const names = listed.map(({ id }) => `  ${name}:${id}`);
  return new CompareError(
    [`which scenario of ${run ? 'run ' : ''}${name} is meant is not clear; expected one of`, ...names].join(
      '\n',
    ),
  );
}
