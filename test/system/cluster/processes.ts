/** Commands and workers of a test as processes: what they say, how they end, and that none is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const DUEL = resolve(import.meta.dirname, '../../../dist/cli/duel.js');
const WORKER = resolve(import.meta.dirname, 'worker.mjs');

export class Running {
  /** What it has said on stderr so far. */
  told = '';
  out = '';
  readonly ended: Promise<number | null>;
  private readonly watchers = new Set<() => void>();

  constructor(readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => {
      this.told += chunk.toString();
      for (const watcher of this.watchers) watcher();
    });
    this.ended = new Promise((done) => {
      child.on('close', (code) => {
        done(code);
        for (const watcher of this.watchers) watcher();
      });
    });
  }

  /** Waits until stderr holds a text. @throws Error with all that it said where it ends without */
  says(text: string | RegExp): Promise<void> {
    return new Promise((done, reject) => {
      const look = (): void => {
        const isSaid = typeof text === 'string' ? this.told.includes(text) : text.test(this.told);
        const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
        if (!isSaid && !isOver) return;
        this.watchers.delete(look);
        if (isSaid) done();
        else reject(new Error(`it ended without saying "${String(text)}", but: ${this.told}`));
      };
      this.watchers.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Starts processes, and ends those that are left. */
export class Processes {
  private readonly running: Running[] = [];

  /** @param environment added to that of the test */
  constructor(
    private readonly cwd: string,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {}

  duel(...args: string[]): Running {
    return this.start([DUEL, ...args]);
  }

  /** As the package at `root` would. */
  duelOf(root: string, ...args: string[]): Running {
    return this.start([resolve(root, 'dist/cli/duel.js'), ...args]);
  }

  /** A worker that has found Redis. */
  async worker(url: string, threads = 1): Promise<Running> {
    return this.ready(this.duel('worker', '--cluster', url, '--workers', String(threads)));
  }

  /** A worker whose threads run another module. @param file relative to this folder */
  async workerOf(url: string, file: string, threads = 1): Promise<Running> {
    return this.ready(this.start([WORKER, url, String(threads), file]));
  }

  async end(): Promise<void> {
    await Promise.all(
      this.running.map(({ child, ended }) => {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        return ended;
      }),
    );
  }

  private async ready(worker: Running): Promise<Running> {
    await worker.says('worker at');
    return worker;
  }

  private start(args: readonly string[]): Running {
    const running = new Running(
      spawn(process.execPath, args, { cwd: this.cwd, env: { ...process.env, ...this.environment } }),
    );
    this.running.push(running);
    return running;
  }
}
