/** `plan.json`: what was asked for, so that the run can be gone on with, and what it came to. */
import { join } from 'node:path';
import { z } from 'zod';
import { DamagedRunError } from './damaged-run.js';
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

/** @throws DamagedRunError naming the file where it is missing or not a plan */
export async function readPlan(folder: string): Promise<RunPlan> {
  const path = join(folder, PLAN_FILE);
  let text: string;
  try {
    text = documentText(path);
  } catch (error) {
    throw new DamagedRunError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const read = PLAN.safeParse(parsedDocument(text, path));
  if (!read.success) throw new DamagedRunError(`${path}: not a plan: ${z.prettifyError(read.error)}`);
  return read.data;
}
