/** Progress on stderr: a bar on a terminal, a line per 10 % elsewhere. */
import { SingleBar } from 'cli-progress';
import type { Progress } from '../runner/run.js';
import type { Io } from './io.js';

export interface ProgressReport {
  update(progress: Progress): void;
  /** Leaves the terminal as it was found. */
  stop(): void;
}

export function progressOn(io: Io): ProgressReport {
  return io.errIsTerminal ? new ProgressBar(io) : new ProgressLines(io);
}

class ProgressBar implements ProgressReport {
  private readonly bar: SingleBar;
  private started = false;

  constructor(io: Io) {
    this.bar = new SingleBar({
      stream: io.errStream as NodeJS.WriteStream,
      format: '{bar} {percentage} % | {value} of {total} replicates{failures} | {left}',
      barCompleteChar: '\u2588',
      barIncompleteChar: '\u2591',
      hideCursor: true,
      clearOnComplete: true,
    });
  }

  update(progress: Progress): void {
    const payload = { failures: failuresText(progress), left: leftText(progress) };
    if (this.started) this.bar.update(progress.done, payload);
    else this.bar.start(progress.total, progress.done, payload);
    this.started = true;
  }

  stop(): void {
    if (this.started) this.bar.stop();
  }
}

export class ProgressLines implements ProgressReport {
  private told = 0;

  constructor(private readonly io: Pick<Io, 'err'>) {}

  update(progress: Progress): void {
    const tenth = Math.floor((10 * progress.done) / progress.total);
    if (tenth === this.told) return;
    this.told = tenth;
    const { done, total } = progress;
    this.io.err(
      `${10 * tenth} %: ${done} of ${total} replicates${failuresText(progress)}, ${leftText(progress)}\n`,
    );
  }

  stop(): void {}
}

function failuresText({ failed }: Progress): string {
  return failed > 0 ? `, ${failed} failed` : '';
}

function leftText({ done, total, elapsed }: Progress): string {
  return done < total
    ? `${durationText((elapsed / done) * (total - done))} left`
    : `took ${durationText(elapsed)}`;
}

/** `12 s`, `3 min 20 s`, `2 h 5 min`. @param milliseconds at least 0 */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return 'less than 1 s';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min${seconds % 60 > 0 ? ` ${seconds % 60} s` : ''}`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
