/** From `parameters:` of a scenario to the values of every explanation and draw, and the rows of `parameters.csv`. */
import { dirname, relative, sep } from 'node:path';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import { PARAMETERS, type ParameterId, parameterValues, type ParameterValues } from '../model/parameters.js';
import { priorQuantile } from '../model/priors.js';
import { deriveKey, Draws } from '../random/draws.js';
import { masterKey } from '../random/seed.js';
import type { RowOf } from '../results/columns.js';
import { CsvError, parseCsv } from '../results/csv-reader.js';
import { tableText } from '../scenarios/input-file.js';
import { type PackageFile, posteriorFile } from './package-files.js';
import { PosteriorDraws } from './posterior-draws.js';
import { type Experiment, type ParameterSets, type Range } from './plan.js';

export interface ResolvedParameters {
  readonly sets: ParameterSets;
  /** Files that were read; those of the study folder relative to it. */
  readonly files: readonly PackageFile[];
  /** Effective sample size of weighted draws, those of more than one row: what an interval over them rests on. */
  effective(explanation: Explanation): number | null;
  /** Where the value of a parameter comes from, as `parameters.csv` says it. */
  origin(explanation: Explanation, parameter: string): string;
}

/** Word of the random address of parameter draws: no replicate has it. */
const PRIOR_SPACE = 0x7072696f;
const FROM_TABLE = 'default of the parameter table';

/**
 * Reads what the experiment's `parameters` name.
 * @throws PlanError for a set that does not ship or has no draws of an explanation; CsvError with file and line for a
 *   file that cannot be read as one, an unknown parameter or a value out of bounds.
 */
export function resolveParameters({ scenarios, explanations, draws, seed }: Experiment): ResolvedParameters {
  const { parameters: source, file: scenarioFile } = scenarios[0]!;
  const drawn = (file: PackageFile): ResolvedParameters => {
    const posterior = new PosteriorDraws(file);
    const master = masterKey(seed);
    return {
      sets: Object.fromEntries(explanations.map((name) => [name, posterior.sets(name, draws, master)])),
      files: [file],
      effective: (name) => (posterior.count(name) > 1 ? posterior.effectiveSampleSize(name) : null),
      origin: (_, parameter) => (posterior.has(parameter) ? file.file : FROM_TABLE),
    };
  };
  switch (source.kind) {
    case 'prior':
      return {
        sets: Object.fromEntries(explanations.map((name) => [name, fromPrior(name, draws, seed)])),
        files: [],
        effective: () => null,
        origin: () => 'prior',
      };
    case 'file': {
      const file = relative(dirname(scenarioFile), source.path).replaceAll(sep, '/');
      const text = textOfTable(source.path, file);
      if (source.form === 'draws') return drawn({ file, text });
      return fromFiles(new Map(explanations.map((name) => [name, { file, text }])));
    }
    default:
      return drawn(posteriorFile(source.kind));
  }
}

/** @throws CsvError for a file that has become unreadable, or too large, since the scenario was loaded */
function textOfTable(path: string, file: string): string {
  try {
    return tableText(path);
  } catch (error) {
    throw new CsvError(file, 1, (error as Error).message);
  }
}

/** One set per explanation, the centre of its posterior. @throws PlanError where the package lacks it */
export function pointSets(explanations: readonly Explanation[]): ParameterSets {
  const point = new PosteriorDraws(posteriorFile('point'));
  const key = masterKey('point');
  return Object.fromEntries(explanations.map((name) => [name, point.sets(name, { first: 1, last: 1 }, key)]));
}

function fromFiles(files: ReadonlyMap<Explanation, PackageFile>): ResolvedParameters {
  const given = new Map([...files].map(([explanation, file]) => [explanation, partialValues(file)]));
  const read = new Map([...files.values()].map((file) => [file.file, file]));
  return {
    sets: Object.fromEntries(
      [...given].map(([explanation, values]) => [explanation, [parameterValues(values)]]),
    ),
    files: [...read.values()],
    effective: () => null,
    origin: (explanation, parameter) =>
      Object.hasOwn(given.get(explanation)!, parameter) ? files.get(explanation)!.file : FROM_TABLE,
  };
}

/** A CSV `parameter,value`; parameters that are not listed stay at the table's default. */
function partialValues({ file, text }: PackageFile): Readonly<Record<string, number>> {
  const { rows, lines } = parseCsv(text, file, {
    header: (names) => {
      if (names.join() !== 'parameter,value')
        throw new CsvError(file, 1, 'the header is not parameter,value');
    },
    // Each is listed once, and unknown ones are refused.
    mostRows: 10_000,
  });
  // A map, so that a parameter called __proto__ is an unknown one like any other.
  const values = new Map<string, number>();
  for (const [at, [name, written]] of rows.entries()) {
    if (values.has(name!)) throw new CsvError(file, lines[at]!, `parameter "${name}" is listed twice`);
    const value = written!.trim() === '' ? NaN : Number(written);
    if (!Number.isFinite(value)) throw new CsvError(file, lines[at]!, `"${written}" is not a number`);
    checkValue(name!, value, file, lines[at]!);
    values.set(name!, value);
  }
  return Object.fromEntries(values);
}

function checkValue(name: string, value: number, file: string, line: number): void {
  try {
    parameterValues({ [name]: value });
  } catch (error) {
    if (error instanceof RangeError) throw new CsvError(file, line, error.message);
    throw error;
  }
}

/** Independent draws from the prior, addressed by seed, explanation, draw and parameter. */
function fromPrior(explanation: Explanation, draws: Range, seed: string): ParameterValues[] {
  const master = masterKey(seed);
  const sets: ParameterValues[] = [];
  for (let draw = draws.first; draw <= draws.last; draw++) {
    const numbers = new Draws(deriveKey(master, PRIOR_SPACE, EXPLANATIONS.indexOf(explanation), draw, 0));
    const values = PARAMETERS.map(({ id, prior }, index) => [
      id,
      priorQuantile(prior[explanation], numbers.uniform(0, 0, index, 0)),
    ]);
    sets.push(parameterValues(Object.fromEntries(values) as Record<string, number>));
  }
  return sets;
}

const BY_NAME = [...PARAMETERS].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Every parameter of every draw, in key order, a draw at a time. */
export function* parameterRows(
  experiment: Experiment,
  { sets, origin }: ResolvedParameters,
): Generator<RowOf<'parameters'>[]> {
  const { first, last } = experiment.draws;
  for (const explanation of experiment.explanations) {
    const own = sets[explanation]!;
    for (let draw = first; draw <= last; draw++) {
      const values = own[own.length === 1 ? 0 : draw - first]!;
      yield BY_NAME.map(({ id, unit }) => ({
        explanation,
        run_grouping: draw,
        parameter: id,
        value: values[id as ParameterId],
        unit,
        origin: origin(explanation, id),
      }));
    }
  }
}
