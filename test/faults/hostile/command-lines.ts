/** Command lines that nobody meant: every command with words that are its own, another's, or nobody's. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { EXIT } from '../../../src/cli/exit-codes.js';
import type { Io } from '../../../src/cli/io.js';
import { runCommandLine } from '../../../src/cli/program.js';
import { terminalText } from '../../../src/cli/terminal-text.js';
import { hostileWord } from './mutations.js';
import type { Sandbox } from './sandbox.js';
import type { Subject } from './subject.js';

/** A scenario that is run in some milliseconds. */
export const TINY = `schema: scenario/v1
id: tiny
title: "\\t=1+1"
purpose: sensitivity
question: Does it end?
assumptions: ["<b>none</b>"]
time: {end: 2020-12-31}
explanation: fade
parameters: values.csv
experiment: {draws: 1, replicates: 1, seed: s}
outputs: {targets: [attacks], trajectories: [national], quantiles: [national]}
`;

/**
 * Commands, with what keeps those from their work that would take minutes: a folder that exists, a table that is
 * broken. It comes last, and the last of an option counts.
 */
const COMMANDS: readonly (readonly [command: readonly string[], last: readonly string[]])[] = [
  [['init'], []],
  [['validate'], []],
  [['explain'], []],
  [['run'], ['--workers', '1']],
  [['run'], ['--out', 'taken']],
  [
    ['run', '--resume'],
    ['--workers', '1'],
  ],
  [
    ['run', '--share'],
    ['--out', 'taken'],
  ],
  [['merge'], ['--workers', '1']],
  [['compare'], []],
  [['report'], []],
  [['verify'], []],
  [['export'], []],
  [['ls'], []],
  [['calibrate'], ['--out', 'taken']],
  // Nothing listens there.
  [['worker'], ['--cluster', 'redis://127.0.0.1:1']],
  [
    ['check', 'calibration'],
    ['--blessed', 'broken.csv'],
  ],
  [['bless'], ['--blessed', 'broken.csv']],
  [['schema'], []],
  [['completion'], []],
  [[], []],
];

/** Options of all commands, but for those that start threads or help, and `--`, behind which options are words. */
const WORDS = [
  '--draws',
  '--replicates',
  '--seed',
  '--chunk',
  '--set',
  '--only',
  '--json',
  '--csv',
  '--md',
  '--why',
  '--by',
  '--target',
  '--fail-if-diff',
  '--sample',
  '--format',
  '--targets',
  '--budget',
  '--reason',
  '--tier',
  '--cluster',
  '--explanation',
  '--dry-run',
  '--nothing',
  '-x',
  '1',
  '0',
  '-1',
  '1e9',
  '100%',
  'month',
  'parquet',
  'bash',
  'tiny.yaml',
  'tiny.yaml:tiny',
  'broken.csv',
  'broken.yaml',
  'loop',
  'loop/x',
  'taken',
  'run',
  'run:tiny',
  '../outside/canary',
  '..',
  '.',
  '',
  '/dev/null',
  'pressure.taliban.to=0.5',
  'title=\u001b[31mred',
  '__proto__.polluted=1',
  'parameters=../outside/canary',
  'tiny:fade:1:1',
  '1/2',
  '2/1',
];

export interface Told {
  code: number;
  text: string;
}

/** An Io that keeps what it is told, as a pipe would show it. */
export function ioOf(sandbox: Sandbox, told: Told): Io {
  const say = (text: string): void => {
    told.text += terminalText(text, false);
  };
  return {
    out: say,
    data: say,
    err: say,
    outIsTerminal: false,
    errIsTerminal: false,
    outColour: false,
    errColour: false,
    errStream: process.stderr,
    columns: 100,
    cwd: sandbox.study,
    results: join(sandbox.study, 'results'),
    environment: {},
    now: () => performance.now(),
    instant: () => '2026-01-02T03:04:05.000Z',
    random: () => 0.5,
    exitWith: (code) => {
      told.code = code;
    },
    onInterrupt: () => () => undefined,
    leave: (code) => {
      throw new Error(`left with ${code}`);
    },
  };
}

/** What a run of commands may leave in the study: results, and what `init` is asked to make where it is asked to. */
function tidied(sandbox: Sandbox, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(sandbox.study))
    if (!kept.has(name)) rmSync(join(sandbox.study, name), { recursive: true, force: true });
  // `init` may have filled it, and what it writes is run in full.
  for (const name of readdirSync(join(sandbox.study, 'taken')))
    rmSync(join(sandbox.study, 'taken', name), { recursive: true });
  const results = join(sandbox.study, 'results');
  for (const name of readdirSync(results))
    if (!['run', 'dangling', 'foreign'].includes(name))
      rmSync(join(results, name), { recursive: true, force: true });
}

/** Each is answered with an exit code that is not that of a defect, and a message where it is refused. */
export function commandSubject(sandbox: Sandbox): Subject<readonly [number, readonly string[]]> {
  const word = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
    // Words that are paths are below the study: what a user names with a full path is the user's.
    { weight: 1, arbitrary: hostileWord.filter((text) => !/^\s*[-/]|\.\.|[;~]|^file:/.test(text)) },
  );
  let kept: ReadonlySet<string> | null = null;
  return {
    name: 'commands',
    share: 50,
    cases: fc.tuple(fc.nat(COMMANDS.length - 1), fc.array(word, { maxLength: 6 })),
    meets: async ([at, words]) => {
      kept ??= new Set(readdirSync(sandbox.study));
      const [command, last] = COMMANDS[at]!;
      // `init ..` and `--out ..` are allowed to write where they are told to.
      const given =
        command[0] === 'init' ? words.filter((one) => !one.includes('..') && !one.startsWith('/')) : words;
      const told: Told = { code: 0, text: '' };
      await runCommandLine([...command, ...given, ...last], ioOf(sandbox, told));
      if (told.code === EXIT.defect) throw new Error(told.text);
      if (told.code === EXIT.invalid && told.text.trim() === '') throw new Error('refused without a word');
      // eslint-disable-next-line no-control-regex
      if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(told.text))
        throw new Error('a control character is printed');
      tidied(sandbox, kept);
    },
  };
}
