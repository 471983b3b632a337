/** Something that takes what strangers made, and what it owes whatever that is. */
import type fc from 'fast-check';

export interface Subject<Case = never> {
  readonly name: string;
  /** Cases of every thousand that are its. */
  readonly share: number;
  readonly cases: fc.Arbitrary<Case>;
  /** Ends, or throws where the input was not answered as it must be: accepted, or refused with an error for the user. */
  readonly meets: (given: Case) => unknown;
}

/** Errors that are an answer: told as a sentence, with exit code 2. */
const ANSWERS = [
  'CompareError',
  'CsvError',
  'DamagedRunError',
  'InputFileError',
  'PlanError',
  'RunFolderError',
];

/** Runs work that may refuse its input. @throws what is no answer, and an answer that nobody should be shown */
export async function answered(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || !ANSWERS.includes(error.name)) throw error;
    if (error.message.trim() === '') throw new Error(`an empty message of ${error.name}`, { cause: error });
  }
}
