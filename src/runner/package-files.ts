/** Files that ship with the package: geography, provisional parameters, and the version of the built model. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Explanation } from '../model/explanations.js';
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

/** The provisional parameter set of an explanation. @throws PlanError naming the file where it is missing. */
export function provisionalParameters(explanation: Explanation): PackageFile {
  const file = `calibration/provisional/${explanation}.csv`;
  try {
    return packageFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new PlanError(
      `parameters: point needs ${file}, which this package lacks; name a parameter file instead`,
      { cause: error },
    );
  }
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
