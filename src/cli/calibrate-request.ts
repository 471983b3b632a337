/** What `duel calibrate` was asked for: options, and the request that its folder keeps, so that it can be gone on with. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type BudgetName, BUDGETS } from '../calibration/budget.js';
import { type Explanation, EXPLANATIONS } from '../model/explanations.js';
import { CALIBRATION_REQUEST } from '../results/calibration-files.js';
import { replaceDurably, syncFolder } from '../results/durable-file.js';
import { twoWords } from '../results/run-name.js';
import { modelVersion, packageFile } from '../runner/package-files.js';
import { tableText } from '../scenarios/input-file.js';
import { sha256 } from '../scenarios/meaning.js';
import type { ClusterOption } from './cluster-option.js';
import { CommandError } from './exit-codes.js';
import type { Io } from './io.js';

const TARGETS = 'data/targets.csv';

export interface CalibrateOptions {
  readonly explanation?: readonly Explanation[];
  readonly budget: BudgetName;
  readonly seed: string;
  readonly workers?: number;
  readonly cluster?: ClusterOption;
  readonly targets?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly json?: true;
}

/** What decides the result; kept in the folder, so that it can be resumed. */
const REQUEST = z.strictObject({
  explanations: z.array(z.enum(EXPLANATIONS)).min(1),
  budget: z.enum(Object.keys(BUDGETS) as [BudgetName, ...BudgetName[]]),
  seed: z.string().min(1),
  model: z.string(),
  targets: z.strictObject({ file: z.string(), sha256: z.string() }),
});
type Request = z.infer<typeof REQUEST>;

export interface Begun {
  readonly folder: string;
  readonly request: Request;
  readonly targets: { readonly file: string; readonly text: string };
}

function targetsOf(file: string | undefined, io: Io): Begun['targets'] {
  if (file === undefined) return packageFile(TARGETS);
  try {
    return { file, text: tableText(resolve(io.cwd, file)) };
  } catch (error) {
    throw new CommandError(`--targets ${file} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * Makes the folder of a new calibration.
 * @throws CommandError where it is there already; Error of the disk
 */
export async function begun(options: CalibrateOptions, io: Io): Promise<Begun> {
  const folder = resolve(
    io.cwd,
    options.out ?? join('results', `${io.instant().slice(0, 10)}-calibration-${twoWords(io.random(), 0)}`),
  );
  if (existsSync(folder))
    throw new CommandError(`${folder} exists already: --out names a new folder, and nothing is overwritten`);
  if (options.seed === '') throw new CommandError('--seed needs at least one character');
  const targets = targetsOf(options.targets, io);
  const request: Request = {
    explanations: EXPLANATIONS.filter((name) => options.explanation?.includes(name) ?? true),
    budget: options.budget,
    seed: options.seed,
    model: modelVersion(),
    targets: { file: targets.file, sha256: sha256(targets.text) },
  };
  mkdirSync(dirname(folder), { recursive: true });
  // Of two that want the same folder one comes through.
  mkdirSync(folder);
  await replaceDurably(join(folder, CALIBRATION_REQUEST), `${JSON.stringify(request, null, 2)}\n`);
  await syncFolder(dirname(folder));
  return { folder, request, targets };
}

/** The folder of one to go on with. @throws CommandError where it cannot be gone on with as it was begun */
export function resumed(options: CalibrateOptions, io: Io): Begun {
  const folder = resolve(io.cwd, options.resume!);
  const path = join(folder, CALIBRATION_REQUEST);
  let request: Request;
  try {
    request = REQUEST.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new CommandError(`${folder} is no calibration that can be resumed: ${(error as Error).message}`);
  }
  if (request.model !== modelVersion())
    throw new CommandError(
      `${folder} was begun by another version of the model, whose simulations are not reused; start anew with --out`,
    );
  const { file, sha256: begun } = request.targets;
  const targets = targetsOf(file === TARGETS ? undefined : file, io);
  if (sha256(targets.text) !== begun)
    throw new CommandError(
      `${file} is not what it was when ${folder} was begun: put it back as it was, or start anew with --out`,
    );
  return { folder, request, targets };
}
