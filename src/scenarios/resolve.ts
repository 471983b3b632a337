/** A merged tree → the complete, frozen Scenario. After this nothing is optional. */
import { dayOf } from '../model/calendar.js';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import type { Geography } from '../model/geography.js';
import { type Resolution, RESOLUTIONS } from '../model/locations.js';
import { TARGET_IDS } from '../model/targets.js';
import { isParameterSet } from './complete.js';
import { DEFAULTS } from './defaults.js';
import { assertionsOf, stopOf } from './expressions.js';
import { meaningOf } from './meaning.js';
import { originsOf } from './origins.js';
import { resolvePressure } from './pressure.js';
import { compareText } from './problems.js';
import { resolvePulls } from './pulled.js';
import type { ParameterSource, Scenario } from './scenario.js';
import { scenarioSchema, type Written } from './schema.js';
import { type Put, settingOf } from './settings.js';
import { type MapTree, plainOf } from './tree.js';

/** What the resolved scenario needs from outside its own text. */
export interface Surroundings {
  /** Absolute path of the scenario file. */
  readonly file: string;
  readonly geography: Geography;
  /** Absolute path of a parameter file, the SHA-256 of its content and what it holds; null where `parameters` names a set. */
  readonly parameterFile: {
    readonly path: string;
    readonly sha256: string;
    readonly form: 'set' | 'draws';
  } | null;
  /** The scenario's id: the file's, or one of a grid's. */
  readonly id: string;
  /** What tells it from others of its grid; empty where nothing is varied. */
  readonly label: string;
  readonly puts: readonly Put[];
  /** How a file is named in `origin`. */
  nameOf(file: string): string;
}

/** Settles a tree in which no error was found. @throws ZodError if one was overlooked: a defect, not bad input. */
export function resolveScenario(tree: MapTree, surroundings: Surroundings): Scenario {
  const written = scenarioSchema.parse({ schema: 'scenario/v1', ...(plainOf(tree) as object) });
  const { geography, parameterFile, id, label, puts } = surroundings;
  const end = written.time!.end!;
  const days = dayOf(end) + 1;
  const taliban = resolvePressure(written.pressure?.taliban, 'taliban', days, geography);
  const pakistan = resolvePressure(written.pressure?.pakistan, 'pakistan', days, geography);
  const pulls = resolvePulls([...(written.levers ?? []), ...(written.events ?? [])], days, geography);
  const { experiment, outputs } = DEFAULTS;
  const settled = {
    id,
    title: `${asOneLine(written.title!)}${label === '' ? '' : ` (${label})`}`,
    purpose: written.purpose!,
    question: asOneLine(written.question!),
    assumptions: written.assumptions!.map(asOneLine),
    start: written.time!.start ?? DEFAULTS.start,
    end,
    explanations: explanationsOf(written.explanation),
    parameters: parameterSourceOf(written.parameters!, parameterFile),
    forcing: { days, taliban: taliban.schedule, pakistan: pakistan.schedule, levers: pulls.levers },
    forcingRows: [...pulls.rows, ...pakistan.rows, ...taliban.rows],
    pulled: pulls.pulled,
    experiment: {
      draws: written.experiment?.draws ?? experiment.draws,
      replicates: written.experiment?.replicates ?? experiment.replicates,
      seed: String(written.experiment?.seed ?? experiment.seed),
      stop: stopOf(written.experiment, geography),
    },
    assertions: assertionsOf(written.assert, geography),
    settings: puts.map(settingOf).sort((a, b) => compareText(a.key, b.key)),
    // One scenario of a grid may be what the others are compared with.
    counterfactual: written.counterfactual === id ? null : (written.counterfactual ?? null),
    rebound: written.rebound
      ? {
          from: written.rebound.from!,
          bars: [...(written.rebound.bars ?? DEFAULTS.rebound.bars)],
          months: written.rebound.months ?? DEFAULTS.rebound.months,
        }
      : null,
    outputs: {
      targets: inOrder(written.outputs?.targets ?? outputs.targets, TARGET_IDS),
      trajectories: inOrder<Resolution>(written.outputs?.trajectories ?? outputs.trajectories, RESOLUTIONS),
      quantiles: inOrder<Resolution>(written.outputs?.quantiles ?? outputs.quantiles, RESOLUTIONS),
    },
  };
  const sha256 = meaningOf(settled, geography, parameterFile?.sha256 ?? null);
  return frozen({
    ...settled,
    sha256,
    file: surroundings.file,
    origin: originsOf(tree, geography, surroundings.nameOf),
  });
}

/** Line breaks inside a sentence are formatting. */
function asOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function explanationsOf(written: Written['explanation']): readonly Explanation[] {
  if (written === undefined || written === 'all') return [...DEFAULTS.explanations];
  return inOrder<Explanation>(Array.isArray(written) ? written : [written], EXPLANATIONS);
}

/** The order in which a set is listed means nothing; tables are sorted anyway. */
function inOrder<T extends string>(listed: readonly T[], order: readonly T[]): T[] {
  return [...listed].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

function parameterSourceOf(written: string, file: Surroundings['parameterFile']): ParameterSource {
  if (isParameterSet(written)) return { kind: written };
  if (!file) throw new Error(`parameters "${written}" was not read`);
  return { kind: 'file', path: file.path, form: file.form };
}

/** Freezes plain objects and lists at every depth. Maps are read-only by their type. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Map)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
