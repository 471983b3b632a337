/** What the command answers to its caller; the numbers are a contract. */
export const EXIT = {
  fine: 0,
  /** `compare --fail-if-diff` found a difference, or `verify` a fault. */
  difference: 1,
  /** Invalid input; nothing ran. */
  invalid: 2,
  /** An assertion with `on_fail: error` failed; results are complete. */
  assertion: 3,
  /** A calibration gate failed. */
  calibration: 4,
  /** Some replicates failed; results are partial. */
  partial: 5,
  /** A defect of ours (EX_SOFTWARE of sysexits.h). */
  defect: 70,
  /** Interrupted; what was done is kept (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message for the user and a code; thrown by commands, caught in `duel.ts`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** @param message whole sentences, without `error:`; may have several lines. */
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.invalid,
  ) {
    super(message);
  }
}
