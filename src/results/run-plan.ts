/** `plan.json`: what was asked for, so that the run can be gone on with, and what it came to. */
import { join } from 'node:path';
import { z } from 'zod';
import { DamagedRunError } from './damaged-run.js';
import type { Manifest } from './manifest.js';
import { documentText, parsedDocument } from './run-document.js';

export const PLAN_FILE = 'plan.json';

const WHOLE = z.int().positive();

const REQUEST = z.strictObject({
  /** Scenario files and folders as they were given. */
  files: z.array(z.string()).min(1),
  /** Folder that they are relative to, relative to the run's. */
  from: z.string(),
  set: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  draws: WHOLE.optional(),
  replicates: WHOLE.optional(),
  seed: z.string().optional(),
  only: z
    .strictObject({ scenario: z.string(), explanation: z.string(), draw: WHOLE, replicate: WHOLE })
    .optional(),
  share: z.strictObject({ number: WHOLE, of: WHOLE }).optional(),
});

/** What a command line asked for. */
export type RunRequest = z.infer<typeof REQUEST>;

/** By scenario, every key of its file with what it came to, as `duel explain` shows it. */
export type ShownScenarios = Readonly<Record<string, Readonly<Record<string, string>>>>;

const PLAN = z.object({
  /** `null` for a run that was not started by a command. */
  request: REQUEST.nullable(),
  shown: z.record(z.string(), z.record(z.string(), z.string())),
  /** By scenario, the key under which the journal holds its replicates. */
  keys: z.record(z.string(), z.string()),
});

export type RunPlan = z.infer<typeof PLAN>;

const RANGE = z.object({ first: WHOLE, last: WHOLE });
/** What it came to, as the manifest says it too. */
const PLANNED = z.object({
  seed: z.string(),
  explanations: z.array(z.string()),
  draws: RANGE,
  replicates: RANGE,
});

/** @throws DamagedRunError naming the file where it is missing or not a plan */
export async function readPlan(folder: string): Promise<RunPlan> {
  return read(folder, PLAN);
}

/** Seed and experiment of the plan. @throws DamagedRunError as {@link readPlan} */
export async function readPlanned(folder: string): Promise<Pick<Manifest, 'experiment'> & { seed: string }> {
  const { seed, explanations, draws, replicates } = await read(folder, PLANNED);
  const sizeOf = ({ first, last }: z.infer<typeof RANGE>): number => last - first + 1;
  return { seed, experiment: { explanations, draws: sizeOf(draws), replicates: sizeOf(replicates) } };
}

async function read<Schema extends z.ZodType>(folder: string, schema: Schema): Promise<z.infer<Schema>> {
  const path = join(folder, PLAN_FILE);
  let text: string;
  try {
    text = documentText(path);
  } catch (error) {
    throw new DamagedRunError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const parsed = schema.safeParse(parsedDocument(text, path));
  if (!parsed.success) throw new DamagedRunError(`${path}: not a plan: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
