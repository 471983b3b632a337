/** Files that ship with the package: geography, calibrated draws, and the version of the built model. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../scenarios/meaning.js';
import { type GeographyText, PlanError } from './plan.js';

/** The package's folder: two up from `src/runner` as from `dist/runner`. */
const ROOT = new URL('../../', import.meta.url);

export const MODEL_VERSION_FILE = 'dist/model-version.json';

/** A file of the package by its path in it, with its text. */
export interface PackageFile {
  /** Relative to the package, with slashes. */
  readonly file: string;
  readonly text: string;
}

/** @throws Error of `readFileSync` where it is missing: a defect of the installation. */
export function packageFile(file: string): PackageFile {
  return { file, text: readFileSync(new URL(file, ROOT), 'utf8') };
}

/** Absolute path of a file of the package. */
export function packagePath(file: string): string {
  return fileURLToPath(new URL(file, ROOT));
}

/** The tables that the model's geography is built from. */
export function geographyText(): GeographyText {
  return {
    regions: packageFile('data/regions.csv').text,
    adjacency: packageFile('data/adjacency.csv').text,
  };
}

/** Files of draws that ship, by the name that a scenario gives as `parameters`. */
const DRAWS = {
  posterior: 'posterior.csv.gz',
  'posterior-without-2020-21': 'posterior-without-2020-21.csv.gz',
  point: 'point.csv',
} as const;

/** The folder of the calibration that ships. */
export const CALIBRATION = 'calibration/article';

/** Draws that ship. @throws PlanError naming the file where it is missing */
export function posteriorFile(name: keyof typeof DRAWS): PackageFile {
  const file = `${CALIBRATION}/${DRAWS[name]}`;
  try {
    return { file, text: textOf(readFileSync(new URL(file, ROOT))) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new PlanError(
      `parameters: ${name} needs ${file}, which this package lacks; name a parameter file, or prior, instead`,
      { cause: error },
    );
  }
}

/** A text that may be compressed. @throws Error of zlib for a broken file */
export function textOf(bytes: Buffer): string {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Version of the package, as `package.json` says it. */
export function packageVersion(): string {
  return (JSON.parse(packageFile('package.json').text) as { version: string }).version;
}

/** Files that every run reads, with the hash of their content. */
export function dataHashes(files: readonly PackageFile[]): { file: string; sha256: string }[] {
  return files.map(({ file, text }) => ({ file, sha256: sha256(text) }));
}

/**
 * Hash of the built model and its data, as the build wrote it.
 * @throws Error naming the command that writes it where it is missing.
 */
export function modelVersion(): string {
  try {
    return (JSON.parse(packageFile(MODEL_VERSION_FILE).text) as { sha256: string }).sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${MODEL_VERSION_FILE} is missing: the package is not built (npm run build)`, {
      cause: error,
    });
  }
}
