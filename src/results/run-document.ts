/** The JSON documents of a run's folder, which may be from anywhere: a file of a plausible size that holds JSON, or an error. */
import { bytesOf, InputFileError } from '../scenarios/input-file.js';
import { DamagedRunError } from './damaged-run.js';

/** Largest document, in bytes: the descriptor of a run has some 30 kB, a plan some kB a scenario. */
const LARGEST = 32_000_000;

/** @throws DamagedRunError naming the file where it is none or too large; Error of the system where it cannot be read */
export function documentText(path: string): string {
  try {
    return bytesOf(path, LARGEST).toString('utf8');
  } catch (error) {
    if (error instanceof InputFileError)
      throw new DamagedRunError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** @throws DamagedRunError naming the file */
export function parsedDocument(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DamagedRunError(`${file}: not JSON: ${(error as Error).message}`, { cause: error });
  }
}
