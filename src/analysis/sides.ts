/** Which scenario of which run is meant by each side of a comparison, and whether the sides are paired. */
import type { FinishedRun } from '../results/finished-run.js';
import { didYouMean } from '../scenarios/nearest.js';

/** What cannot be compared, and what would have been right; the message is for the user. */
export class CompareError extends Error {
  override readonly name = 'CompareError';
}

/** A run, and a scenario in it where one was named. */
export interface NamedSide {
  readonly run: FinishedRun;
  readonly scenario: string | null;
}

export interface Side {
  readonly run: FinishedRun;
  readonly scenarioId: string;
}

export interface Sides {
  readonly scenario: Side;
  readonly reference: Side;
}

interface Listed {
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
export async function sidesOf(a: NamedSide, b: NamedSide): Promise<Sides> {
  const [inA, inB] = [await scenariosOf(a.run), await scenariosOf(b.run)];
  for (const [side, listed] of [
    [a, inA],
    [b, inB],
  ] as const) {
    if (side.scenario === null || listed.some(({ id }) => id === side.scenario)) continue;
    const ids = listed.map(({ id }) => id);
    const hint = didYouMean(side.scenario, ids, `it has ${ids.join(', ')}`);
    throw new CompareError(`run ${side.run.name} has no scenario "${side.scenario}"\n${hint}`);
  }
  const sameRun = a.run.path === b.run.path;
  if (sameRun && a.scenario === null && b.scenario === null) return pairIn(a.run, inA);
  const scenarioId = a.scenario ?? (sameRun ? comparedWith(b.scenario!, inA) : onlyOne(inA, b.scenario));
  const referenceId = b.scenario ?? (sameRun ? counterfactualOf(a.scenario!, inB) : onlyOne(inB, a.scenario));
  if (scenarioId === null) throw undecided(a.run, inA);
  if (referenceId === null) throw undecided(b.run, inB);
  if (sameRun && scenarioId === referenceId)
    throw new CompareError(`${a.run.name}:${scenarioId} would be compared with itself: name two scenarios`);
  return { scenario: { run: a.run, scenarioId }, reference: { run: b.run, scenarioId: referenceId } };
}

/** Whether replicates of both sides met the same chances at the same addresses, and if not, why. */
export async function pairingOf({ scenario, reference }: Sides): Promise<{
  readonly paired: boolean;
  readonly why: string;
}> {
  const [a, b] = [scenario.run.manifest, reference.run.manifest];
  if (scenario.run.path === reference.run.path) return { paired: true, why: 'two scenarios of one run' };
  const differ = [
    a.seed.text === b.seed.text && a.seed.addressing === b.seed.addressing ? null : 'seeds',
    a.model === b.model ? null : 'models',
    a.experiment.draws === b.experiment.draws ? null : 'numbers of draws',
    (await haveSameParameters(scenario.run, reference.run)) ? null : 'parameters',
  ].filter((what) => what !== null);
  return differ.length === 0
    ? { paired: true, why: 'two runs with the same seed, model, draws and parameters' }
    : { paired: false, why: `two runs with different ${differ.join(' and ')}` };
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

async function scenariosOf(run: FinishedRun): Promise<Listed[]> {
  const rows = await run.table('scenarios');
  return rows.map((row) => ({ id: row.scenario_id, counterfactual: row.counterfactual_id }));
}

function pairIn(run: FinishedRun, listed: readonly Listed[]): Sides {
  const pairs = listed.filter(({ counterfactual }) => listed.some(({ id }) => id === counterfactual));
  const [pair] = pairs;
  if (!pair || pairs.length > 1) throw undecided(run, listed);
  return { scenario: { run, scenarioId: pair.id }, reference: { run, scenarioId: pair.counterfactual! } };
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

function undecided(run: FinishedRun, listed: readonly Listed[]): CompareError {
  const names = listed.map(({ id }) => `  ${run.name}:${id}`);
  return new CompareError(
    [`which scenario of run ${run.name} is meant is not clear; expected one of`, ...names].join('\n'),
  );
}
