/** A disk that does not take what a run writes: what is wrong with it, and what to do next. */
import { isAbsolute, relative } from 'node:path';
import { shellWord } from '../runner/failures.js';
import { CommandError, EXIT } from './exit-codes.js';
import type { Io } from './io.js';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'files may not grow as large as this one would',
  EROFS: 'the disk can only be read',
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EIO: 'the disk does not answer',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/**
 * The error for the user where it is one of the disk; any other as it is.
 * @param run its name or path, if known @param command that goes on with it
 */
export function diskError(
  error: unknown,
  run: string | null,
  io: Pick<Io, 'cwd'>,
  command = 'duel run --resume',
): unknown {
  if (!(error instanceof Error)) return error;
  const { code = '', path, message } = error as NodeJS.ErrnoException;
  const where = path === undefined ? 'the results folder' : relative(io.cwd, path) || '.';
  if (code === 'ENOENT')
    return new CommandError(
      `${where} is gone: the results folder was moved or removed while the run was at work; run it anew`,
    );
  const problem = PROBLEMS[code];
  if (problem === undefined) return error;
  const again = run !== null && isAbsolute(run) ? relative(io.cwd, run) || '.' : run;
  return new CommandError(
    `${where} could not be written: ${problem} (${message})\n` +
      `what was finished is kept: see to the disk, then ${command} ${again === null ? 'RUN (duel ls names it)' : shellWord(again)}`,
    EXIT.interrupted,
  );
}
