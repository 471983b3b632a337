/** The command as users start it, from `dist`: throughput with one and two workers, start-up, peak memory. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inverse, type Row, scaled, shown } from './row.js';
import { alternate, type Spread, spreadOf } from './timing.js';

const DUEL = 'dist/cli/duel.js';
const PAIR = ['scenarios/sustained-2023-07.yaml', 'scenarios/lapsed-2023-07.yaml'];
/** Explanations × draws × replicates: addresses, each simulated under both scenarios. */
const addresses = (draws: number): readonly string[] => ['--draws', String(draws), '--replicates', '10'];
const PER_DRAW = 50;

function node(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
}

/** A run of the pair into a folder that is thrown away. */
function run(folder: string, draws: number, workers: number, before: readonly string[] = []): void {
  const out = join(folder, 'run');
  node([...before, DUEL, 'run', ...PAIR, ...addresses(draws), '--workers', String(workers), '--out', out]);
  rmSync(out, { recursive: true });
}

function workers(folder: string, rounds: number): Row {
  const draws = 20;
  const units = draws * PER_DRAW;
  const { a, b, ratio } = alternate(
    rounds,
    { units, run: () => run(folder, draws, 2) },
    { units, run: () => run(folder, draws, 1) },
  );
  const perSecond = (ms: number): string => `${shown((2 * 1000) / ms)} replicates/s`;
  return {
    name: 'workers-2',
    ratio,
    against: 'one worker',
    detail: `1,000 pairs: ${perSecond(a.median)} (${shown((a.median * units) / 1000)} s) against ${perSecond(b.median)}`,
  };
}

/** What the machine itself gives to two processors at once: two runs that share nothing, together and in turn. */
function twoProcesses(folder: string, rounds: number): Row {
  const draws = 10;
  const half = (part: number): string =>
    [
      process.execPath,
      DUEL,
      'run',
      ...PAIR,
      ...addresses(draws),
      '--workers',
      '1',
      '--out',
      join(folder, `half-${part}`),
    ].join(' ');
  const both = (between: string, after: string): void => {
    const line = `${half(1)} >&2 ${between} ${half(2)} >&2 ${after}`;
    const { status, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${line} ended with ${status}:\n${stderr}`);
    for (const part of [1, 2]) rmSync(join(folder, `half-${part}`), { recursive: true });
  };
  const { a, b, ratio } = alternate(
    rounds,
    { units: 1, run: () => both('&', '& wait') },
    { units: 1, run: () => both('&&', '') },
  );
  return {
    name: 'two-processes',
    ratio,
    against: 'one after the other',
    detail: `two runs of 500 pairs, one worker each: ${shown(a.median / 1000)} s at once, ${shown(b.median / 1000)} s in turn`,
  };
}

function moreReplicates(folder: string, rounds: number): Row {
  const [few, many] = [2, 20];
  const { a, b, ratio } = alternate(
    rounds,
    { units: 1, run: () => run(folder, many, 1) },
    { units: 1, run: () => run(folder, few, 1) },
  );
  const factor = many / few;
  return {
    name: 'replicates-10',
    ratio: scaled(ratio, factor),
    against: `${factor} × 100 pairs`,
    detail: `1,000 pairs take × ${shown(a.median / b.median)} the time of 100`,
  };
}

function startUp(name: string, args: readonly string[], rounds: number): Row {
  const { a, b, ratio } = alternate(
    rounds,
    { units: 1, run: () => node([DUEL, ...args]) },
    { units: 1, run: () => node(['-e', '0']) },
  );
  return {
    name,
    ratio,
    against: 'node -e 0',
    detail: `${shown(a.median)} ms against ${shown(b.median)} ms, × ${shown(a.median / b.median)}`,
  };
}

/** What `--dry-run` says that 1,000 pairs on two workers take, over what they take; 1 = right. */
function prediction(folder: string, rounds: number): Row {
  const draws = 20;
  const asked = [DUEL, 'run', ...PAIR, ...addresses(draws), '--workers', '2', '--dry-run', '--json'];
  const found = Array.from({ length: rounds }, () => {
    const { seconds } = JSON.parse(execFileSync(process.execPath, asked, { encoding: 'utf8' })) as {
      seconds: number;
    };
    const start = performance.now();
    run(folder, draws, 2);
    return { said: seconds, took: (performance.now() - start) / 1000 };
  });
  const middle = (values: readonly number[]): string => shown(spreadOf(values).median);
  return {
    name: 'dry-run',
    ratio: spreadOf(found.map(({ said, took }) => said / took)),
    against: 'the run itself',
    detail: `says ${middle(found.map(({ said }) => said))} s, takes ${middle(found.map(({ took }) => took))} s`,
  };
}

/** Peak resident memory of a run of 10,000 pairs on two workers, against what is allowed. */
function memory(folder: string): Row {
  const allowed = 600;
  const report = join(folder, 'peak');
  const hook = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(report)},String(process.resourceUsage().maxRSS)))`;
  run(folder, 200, 2, ['--import', `data:text/javascript,${encodeURIComponent(hook)}`]);
  const peak = Number(readFileSync(report, 'utf8')) / 1024;
  const ratio = spreadOf([allowed / peak]);
  return {
    name: 'memory-10000',
    ratio,
    against: `${allowed} MB`,
    detail: `10,000 pairs on two workers: peak ${shown(peak)} MB`,
  };
}

export interface CommandEffort {
  readonly runs: number;
  readonly starts: number;
  readonly thorough: boolean;
}

export function commandRows({ runs, starts, thorough }: CommandEffort): Row[] {
  if (!existsSync(DUEL)) throw new Error(`${DUEL} is missing: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'duel-bench-'));
  try {
    return [
      workers(folder, runs),
      moreReplicates(folder, runs),
      prediction(folder, runs),
      startUp('help', ['--help'], starts),
      startUp('validate', ['validate', 'scenarios'], starts),
      ...(thorough ? [twoProcesses(folder, runs), memory(folder)] : []),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes that a replicate allocates, by a program of its own. */
export function bytesRow(): Row {
  const space = ['--min-semi-space-size=256', '--max-semi-space-size=256'];
  const program = new URL('bytes.js', import.meta.url).pathname;
  const text = execFileSync(process.execPath, ['--expose-gc', ...space, program], { encoding: 'utf8' });
  const { fast, plain } = JSON.parse(text) as { fast: number; plain: number };
  const ratio: Spread = inverse(spreadOf([fast / plain]));
  const detail = `${shown(fast)} bytes a replicate against ${shown(plain)}`;
  return { name: 'bytes', ratio, against: 'plain loop', detail };
}
