/** What `duel run` says at its end and where: in parts, and as a process whose reader goes away. */
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ioOf } from '../../src/cli/io.js';
import { threadsFor } from '../../src/cli/run-options.js';
import { type Headline, headlineText } from '../../src/cli/run-summary.js';
import type { RowOf } from '../../src/results/columns.js';
import { scenario } from '../known/analysis/toy.js';
import { Study } from './study.js';

const study = new Study();
afterAll(() => study.remove());

const ROW: RowOf<'contrasts'> = {
  scenario_id: 'lapsed',
  reference_id: 'sustained',
  explanation: 'displacement',
  target: 'attacks',
  location: 'afghanistan',
  window: '2023-07/2024-06',
  statistic: 'difference',
  estimate: -123.4,
  mc_lower: -1234.5,
  mc_upper: 1012.3,
  posterior_lower: null,
  posterior_upper: null,
  level: 0.9,
  mcse: 12.34,
  share_pairs_greater: 0.985,
  n_draws: 100,
  n_pairs: 1000,
  resolved: false,
  draws_needed: 12345,
  replicates_needed: 678,
  sentence: '',
};
const share = (bar: string, kind: string, estimate: number): RowOf<'contrasts'> => ({
  ...ROW,
  statistic: `p_above_${bar}${kind}`,
  estimate,
  mc_lower: -0.123,
  mc_upper: 0.456,
});

describe('the table at the end of a run', () => {
  const second = '2024-07/2025-06';
  const text = (differences: readonly RowOf<'contrasts'>[]): string => {
    const bars = ['7', '11', 'twice_before'];
    const headline: Headline = {
      scenario: scenario('lapsed', 'sustained', {
        rebound: { from: '2023-07-01', bars: [7, 11, 'twice-before'], months: 3 },
      }),
      reference: 'sustained',
      windows: [ROW.window, second],
      differences,
      shares: bars.flatMap((bar) => [
        { ...share(bar, '', 0.25), mc_lower: 0.201, mc_upper: 0.301 },
        { ...share(bar, '_reference', 0.125), mc_lower: 0.101, mc_upper: 0.151 },
        share(bar, '_difference', 0.125),
      ]),
    };
    return headlineText(headline, false);
  };

  it('has effect, interval, share of pairs, error, and what would resolve it, within 120 characters', () => {
    const out = text([ROW, { ...ROW, window: second, draws_needed: null }]);
    for (const part of [
      '-123, 98.5 % >',
      '[-1235 to 1012]',
      'MC error 12.3',
      '~ not resolved: needs',
      '12345 draws or',
      '678 replicates a draw',
      '25 % / 12.5 %',
      '[20.1 to 30.1]',
      '[10.1 to 15.1]',
      '+12.5 ~',
      '1000 pairs',
      '[90 % MC interval]',
    ]) {
      expect(out).toContain(part);
    }
    expect(out.match(/12345 draws/g)).toHaveLength(1);
    expect(out.match(/678 replicates a draw/g)).toHaveLength(2);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('asks for nothing where the effect is resolved, or no number is known', () => {
    const resolved = text([{ ...ROW, resolved: true, draws_needed: null, replicates_needed: null }]);
    expect(resolved).not.toContain('not resolved:');
    const unknown = text([{ ...ROW, draws_needed: null, replicates_needed: null }]);
    expect(unknown).toMatch(/~ not resolved +│/);
  });
});

describe('threads', () => {
  it('are at most one a task and four a processor, and at least one', () => {
    expect(threadsFor(100_000, 5000, 2)).toBe(8);
    expect(threadsFor(100_000, 3, 2)).toBe(3);
    expect(threadsFor(2, 5000, 2)).toBe(2);
    expect(threadsFor(4, 0, 2)).toBe(1);
  });

  it('are said to be fewer than were asked for', () => {
    const { code, err } = study.duel(
      'run',
      'low.yaml',
      '--workers',
      '100000',
      '--chunk',
      '5',
      '--out',
      'many',
    );
    expect(code).toBe(0);
    expect(err).toMatch(/^2 of 100000 workers are started: there are 2 tasks and \d+ processors$/m);
    expect(study.json('many/logs/run.json')).toMatchObject({ workers: 2 });
  });
});

describe('a reader that goes away', () => {
  const codes = (exitCode: number | undefined): number[] => {
    const seen: number[] = [];
    const [stdout, stderr] = [new EventEmitter(), new EventEmitter()];
    const process = {
      stdout,
      stderr,
      env: {},
      cwd: () => '/',
      exitCode,
      exit: (code: number) => seen.push(code),
    };
    ioOf(process as unknown as NodeJS.Process);
    for (const stream of [stdout, stderr]) {
      // The exit above returns, unlike the real one, and then the error is thrown as any other.
      const broken = Object.assign(new Error('broken pipe'), { code: 'EPIPE' });
      expect(() => stream.emit('error', broken)).toThrow('broken pipe');
    }
    return seen;
  };

  it('leaves the exit code that was set, else 0', () => {
    expect(codes(undefined)).toEqual([0, 0]);
    expect(codes(5)).toEqual([5, 5]);
    expect(codes(130)).toEqual([130, 130]);
  });

  it('does not hide that something differs', () => {
    expect(study.duel('run', 'low.yaml', '--out', 'run').code).toBe(0);
    const duel = resolve(import.meta.dirname, '../../dist/cli/duel.js');
    const command = `"${process.execPath}" "${duel}" compare run:low run:high --csv --fail-if-diff | true; echo \${PIPESTATUS[0]}`;
    const { stdout } = spawnSync('bash', ['-c', command], { cwd: study.dir, encoding: 'utf8' });
    expect(stdout.trim()).toBe('1');
  });
});
