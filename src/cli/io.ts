/** What a command may touch of the world around it: streams, terminal, clock, chance, folder, exit code. */
import { randomInt } from 'node:crypto';
import { EXIT, type ExitCode } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

export interface Io {
  /** Results for people: to stdout (end lines yourself), but for control characters, which show as U+FFFD. */
  out(text: string): void;
  /** Results for programs: to stdout to the byte, unless a terminal reads them. */
  data(text: string): void;
  /** Messages and progress: to stderr, as `out`. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Colours are welcome on stdout. */
  readonly outColour: boolean;
  /** Colours are welcome on stderr. */
  readonly errColour: boolean;
  /** Where a progress bar is drawn. */
  readonly errStream: NodeJS.WritableStream;
  /** Width of the terminal on stdout in characters; 100 where there is none. */
  readonly columns: number;
  /** Working directory, absolute. */
  readonly cwd: string;
  /** Folder of all results: `results/` in the working directory. Absolute. */
  readonly results: string;
  /** Variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that only ever grow. */
  now(): number;
  /** The present instant, ISO 8601 in UTC. */
  instant(): string;
  /** In [0, 1): for the name of a folder, never for a result. */
  random(): number;
  /** Code with which the process will end; a command that says nothing ends with 0. */
  exitWith(code: ExitCode): void;
  /** Calls `listener` on each Ctrl-C and SIGTERM until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once, without awaiting anything. */
  leave(code: ExitCode): never;
}

/** The Io of a process. The only place that reads clock and chance. */
export function ioOf(process: NodeJS.Process): Io {
  const { stdout, stderr, env } = process;
  // https://no-color.org: set and not empty.
  const mayColour = (env['NO_COLOR'] ?? '') === '';
  const outColour = mayColour && stdout.isTTY === true;
  const errColour = mayColour && stderr.isTTY === true;
  const cwd = process.cwd();
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader went away (`duel run … | head`): nobody is left to tell, but how it ended still counts.
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.fine);
      throw error;
    });
  }
  return {
    out: (text) => void stdout.write(terminalText(text, outColour)),
    data: (text) => void stdout.write(stdout.isTTY ? terminalText(text, false) : text),
    err: (text) => void stderr.write(terminalText(text, errColour)),
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal: stderr.isTTY === true,
    outColour,
    errColour,
    errStream: stderr,
    columns: stdout.columns ?? 100,
    cwd,
    results: `${cwd}/results`,
    environment: env,
    now: () => performance.now(),
    instant: () => new Date().toISOString(),
    random: () => randomInt(2 ** 32) / 2 ** 32,
    exitWith: (code) => {
      process.exitCode = code;
    },
    onInterrupt: (listener) => {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    leave: (code) => process.exit(code),
  };
}
