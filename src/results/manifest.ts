/** `manifest.json`: what was run, with what, and how far it came. The clock may be read here, in `tables/` not. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { DamagedRunError } from './damaged-run.js';
import { replaceDurably } from './durable-file.js';
import { documentText, parsedDocument } from './run-document.js';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_SCHEMA = 'results/v1';

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex');
const COUNT = z.int().nonnegative();

const MANIFEST = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  /** The command line that started the run. */
  command: z.string(),
  /**
   * `running` until the run says otherwise, and for ever where it was killed; `complete`: every replicate is
   * done; `partial`: some failed; `interrupted`: some were never started.
   */
  status: z.enum(['running', 'complete', 'partial', 'interrupted']),
  /** ISO 8601 instants, handed in by the shell. */
  created: z.iso.datetime(),
  finished: z.iso.datetime().nullable(),
  /** In the order in which they were given; `sha256` is that of the scenario's meaning. */
  scenarios: z.array(z.strictObject({ id: z.string(), file: z.string(), sha256: SHA256 })).min(1),
  experiment: z.strictObject({
    explanations: z.array(z.string()),
    draws: COUNT,
    replicates: COUNT,
  }),
  /** How the rule to stop came out: after how many draws, and whether it was met; `null` without one. */
  stop: z.strictObject({ when: z.string(), draws: COUNT, met: z.boolean() }).nullable(),
  seed: z.strictObject({
    text: z.string(),
    /** How a draw's address is made, in words. */
    addressing: z.string(),
  }),
  /** Version of the package. */
  version: z.string(),
  /** Hash of the built model and its data. */
  model: SHA256,
  /** `process.version`. */
  node: z.string(),
  /** Files that the model read, by path inside the package. */
  data: z.array(z.strictObject({ file: z.string(), sha256: SHA256 })),
  /**
   * Replicates: planned = done + failed + dropped + spared by the rule to stop + not started; `reused` are among
   * those done.
   */
  counts: z.strictObject({
    planned: COUNT,
    done: COUNT,
    reused: COUNT,
    failed: COUNT,
    dropped: COUNT,
    spared: COUNT,
  }),
  /** Rows of `checks.csv` by outcome; `null` until the run has ended. */
  checks: z.strictObject({ passed: COUNT, failed: COUNT, unknown: COUNT }).nullable(),
  /** SHA-256 of `datapackage.json`, which has those of the tables; `null` until the run has ended. */
  datapackage: SHA256.nullable(),
  /**
   * Only in a share of a run, which has no tables: which one of how many, and the size of its journal, `null` until it
   * has ended. `counts` are those of the share, `experiment` is that of the run.
   */
  share: z.strictObject({ number: COUNT.min(1), of: COUNT.min(1), bytes: COUNT.nullable() }).optional(),
});

/** In the file, SHA-256 of the manifest as it would be written without this. */
const WRITTEN = MANIFEST.extend({ checksum: SHA256 });

export type Manifest = z.infer<typeof MANIFEST>;
export type RunStatus = Manifest['status'];

/** Keys in the order of the definition, whatever order they were given in, then the checksum. @throws ZodError */
export function manifestText(manifest: Manifest): string {
  const ordered = MANIFEST.parse(manifest);
  return `${JSON.stringify({ ...ordered, checksum: checksumOf(ordered) }, null, 2)}\n`;
}

function checksumOf(ordered: Manifest): string {
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}

/** Whether a text is, to the byte, what was written. @throws DamagedRunError as {@link parseManifest} */
export function isIntact(text: string, file: string): boolean {
  return text === manifestText(parseManifest(text, file));
}

/** Whether a text says what was written, however it is laid out. @throws DamagedRunError as {@link parseManifest} */
export function isUnchanged(text: string, file: string): boolean {
  const manifest = parseManifest(text, file);
  const { checksum } = parsedDocument(text, file) as { readonly checksum: string };
  return checksum === checksumOf(manifest);
}

/** @throws Error that starts with `file: ` where the text is not a manifest. */
export function parseManifest(text: string, file: string): Manifest {
  const read = WRITTEN.safeParse(parsedDocument(text, file));
  if (!read.success) throw new DamagedRunError(`${file}: not a manifest: ${z.prettifyError(read.error)}`);
  return MANIFEST.strip().parse(read.data);
}

/** Replaces the manifest of a run's folder; a reader sees the old one or the new one, never half of one. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await replaceDurably(join(folder, MANIFEST_FILE), manifestText(manifest));
}

export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST_FILE);
  return parseManifest(documentText(path), path);
}
