/** A study folder of short scenarios in a temporary place, and the built command run in it as a process. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const DUEL = resolve(import.meta.dirname, '../../dist/cli/duel.js');

const BASE = `schema: scenario/v1
purpose: sensitivity
question: Does a short run keep what it promises?
assumptions: [None of this is meant.]
time: {start: 2020-01-01, end: 2021-05-31}
explanation: [fade, degradation]
parameters: values.csv
experiment: {draws: 2, replicates: 5, seed: short}
rebound: {from: 2020-05-15, bars: [1], months: 3}
outputs: {targets: [attacks, attacks_expected, kp_share], trajectories: [national, zone], quantiles: [national]}
`;

/** Pressure differs from the middle of May 2020: the months up to April end before it. */
export const FIRST_DIFFERENT = '2020-05-15';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class Study {
  /** Absolute, without links. */
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'duel-study-')));

  /** @param values lines of `parameter,value` beside the table's defaults. */
  constructor(values = 'cells-afghanistan,15', base = BASE) {
    this.write('base.yaml', base);
    this.write('values.csv', `parameter,value\n${values}\n`);
    this.scenario('high', 1);
    this.scenario('low', 0.1, 'counterfactual: high\n');
  }

  /** A scenario `<id>.yaml` with Taliban pressure at a level from the first different day. */
  scenario(id: string, level: number, more = ''): void {
    const pressure = `pressure: {taliban: {after: ${FIRST_DIFFERENT}, shape: step, to: ${level}}}`;
    this.write(
      `${id}.yaml`,
      `schema: scenario/v1\nextends: base.yaml\nid: ${id}\ntitle: Title of ${id}\n${pressure}\n${more}`,
    );
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.dir, file), text);
  }

  /** Runs `duel` to its end. */
  duel(...args: string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, [DUEL, ...args], {
      cwd: this.dir,
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  }

  /** Starts `duel` and leaves it running. */
  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [DUEL, ...args], { cwd: this.dir });
  }

  /** SHA-256 of every file of a run's `tables/`, and of `datapackage.json`. */
  digests(run: string): ReadonlyMap<string, string> {
    const tables = readdirSync(join(this.dir, run, 'tables')).map((name) => `tables/${name}`);
    return new Map(
      [...tables, 'datapackage.json']
        .sort()
        .map((file) => [file, createHash('sha256').update(this.read(run, file)).digest('hex')]),
    );
  }

  read(...path: string[]): Buffer {
    return readFileSync(join(this.dir, ...path));
  }

  /** Lines of a table without its header, decompressed. */
  lines(run: string, table: string): string[] {
    const content = readFileSync(join(this.dir, run, 'tables', table));
    const text = (table.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
    return text.trimEnd().split('\n').slice(1);
  }

  json(file: string): unknown {
    return JSON.parse(readFileSync(join(this.dir, file), 'utf8'));
  }

  /** Names in a folder; empty where there is none. */
  names(folder = '.'): string[] {
    mkdirSync(join(this.dir, folder), { recursive: true });
    return readdirSync(join(this.dir, folder)).sort();
  }

  remove(): void {
    rmSync(this.dir, { recursive: true });
  }
}
