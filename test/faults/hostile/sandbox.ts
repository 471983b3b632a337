/** A folder in which hostile input is let loose, with what must still hold afterwards. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Processor time that one case may take, in seconds: wall time would blame the machine's other users. */
const LONGEST = 2;
/** By how much one case may raise the largest memory that the process has had, in bytes. */
const LARGEST = 300e6;

const memory = (): number => process.resourceUsage().maxRSS * 1024;

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Kills the process, saying where it was, if a case does not end: nothing else interrupts a loop. */
const WATCHDOG = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const state = new Int32Array(workerData);
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  let last = -1, from = 0, label = '';
  parentPort.on('message', (text) => { label = text; });
  setInterval(() => {
    const now = Atomics.load(state, 0);
    if (now !== last) { last = now; from = used(); return; }
    if (state[1] === 0 || used() - from < 20) return;
    writeSync(2, '\\na case hangs; replay: ' + label + ' --path ' + (now - 1) + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, 500).unref();
`;

export class Sandbox {
  /** Absolute; `study` is in it, and what must stay as it is beside that. */
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'duel-hostile-')));
  readonly study = join(this.root, 'study');
  private readonly state = new SharedArrayBuffer(8);
  private readonly watchdog = new Worker(WATCHDOG, { eval: true, workerData: this.state });
  private readonly before = process.cwd();
  private slowest = 0;

  constructor() {
    mkdirSync(join(this.root, 'outside'));
    writeFileSync(join(this.root, 'outside', 'canary'), 'untouched');
    mkdirSync(this.study);
    process.chdir(this.study);
    this.watchdog.unref();
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.study, name), content);
  }

  /** Says what runs now, for the message about a case that hangs. */
  announce(label: string): void {
    this.watchdog.postMessage(label);
    Atomics.store(new Int32Array(this.state), 0, 0);
  }

  /** Runs one case. @throws Error where it breaks a promise: time, memory, what it leaves behind */
  async hold(run: () => unknown): Promise<void> {
    const state = new Int32Array(this.state);
    Atomics.add(state, 0, 1);
    Atomics.store(state, 1, 1);
    const [from, before] = [seconds(), memory()];
    try {
      await run();
    } finally {
      Atomics.store(state, 1, 0);
    }
    const took = seconds() - from;
    this.slowest = Math.max(this.slowest, took);
    if (took > LONGEST) throw new Error(`took ${took.toFixed(1)} s of processor time`);
    const grown = memory() - before;
    if (grown > LARGEST) throw new Error(`took ${Math.round(grown / 1e6)} MB of memory`);
    this.assertUntouched();
  }

  /** @throws Error where something was written outside the results, or code of a file was run */
  private assertUntouched(): void {
    const found = [
      readdirSync(this.root).join(),
      readdirSync(join(this.root, 'outside')).join(),
      readFileSync(join(this.root, 'outside', 'canary'), 'utf8'),
    ];
    if (found.join(' ') !== 'outside,study canary untouched')
      throw new Error(`something was written outside the study: ${found.join(' ')}`);
    const { polluted } = {} as { polluted?: unknown };
    if (polluted !== undefined || Object.keys(Object.prototype).length > 0)
      throw new Error('the prototype of every object was changed');
    if ('pwned' in globalThis) throw new Error('code of a file was run');
  }

  /** Seconds of processor time of the slowest case. */
  get slowestCase(): number {
    return this.slowest;
  }

  async remove(): Promise<void> {
    process.chdir(this.before);
    await this.watchdog.terminate();
    rmSync(this.root, { recursive: true, force: true });
  }
}
