/** `duel compare` on CSV files from anywhere: the same rows in any form, pairing by history, tables by key. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCsv, parseTable } from '../../src/results/csv-reader.js';
import { scenario } from '../known/analysis/toy.js';
import { compareInProcess, finishedRun, type Monthly, resultsFolder } from './compare/finished.js';

const EXPLANATIONS = ['fade', 'mixed'];
const outputs = {
  targets: ['attacks', 'attacks_expected'],
  trajectories: ['national'],
  quantiles: ['national'],
} as const;
const monthly: Monthly = (id, explanation, draw, replicate, month) => {
  const base = (7 * draw + 3 * replicate + month * month + explanation.length) % 4;
  return id === 'lapsed' && month >= 42 ? base + ((draw + replicate + month) % 2) : base;
};
const shifted: Monthly = (...at) => monthly(...at) + ((at[3] + at[4]) % 2);
const rebound = { from: '2023-07-01', bars: [7, 11, 'twice-before'], months: 3 } as const;

let results = '';
/** Text of the trajectories of two runs with one seed, of one scenario each, and of one with another seed. */
const text: Record<string, string> = {};
const path = (name: string): string => join(results, name);
const trajectories = (run: string): string => join(results, run, 'tables/trajectories.csv.gz');

beforeAll(async () => {
  results = await resultsFolder();
  const pair = { lapsed: ['lapsed', 'sustained'], sustained: ['sustained'] };
  const of = (id: string) => scenario(id, id === 'lapsed' ? 'sustained' : null, { outputs, rebound });
  const same = { explanations: EXPLANATIONS, monthly, draws: 10, replicates: 10 };
  for (const [name, ids] of Object.entries(pair)) {
    await finishedRun(results, { ...same, name, scenarios: ids.map(of) });
  }
  await finishedRun(results, {
    ...same,
    name: 'other',
    scenarios: [of('sustained')],
    monthly: shifted,
    seed: 'x',
  });
  await finishedRun(results, { ...same, name: 'newer', scenarios: [of('sustained')], model: 'b'.repeat(64) });
  for (const name of ['lapsed', 'sustained', 'other'])
    text[name] = gunzipSync(readFileSync(trajectories(name))).toString();
  // 10⁵ rows a file, and what differs from file to file only in form.
  expect(text['lapsed']!.split('\n').length).toBeGreaterThan(98_000);
});

/** The lines of a table in another order, by a fixed rule that mixes replicates, months and places. */
function shuffled(csv: string): string {
  const [header, ...lines] = csv.trimEnd().split('\n');
  const keyed = lines.map((line, at) => [Math.imul(at + 1, 0x9e3779b1) >>> 0, line] as const);
  keyed.sort(([a], [b]) => a - b);
  return [header, ...keyed.map(([, line]) => line), ''].join('\n');
}

/** Columns in another order, every cell quoted, one column more, CRLF and a byte order mark. */
function disguised(csv: string): string {
  const order = [7, 5, 3, 1, 0, 2, 4, 6];
  const lines = csv.trimEnd().split('\n');
  const rows = lines.map((line, at) => {
    const cells = line.split(',');
    return [
      ...order.map((of) => `"${cells[of]}"`),
      at === 0 ? 'a "note"'.replaceAll('"', '') : '"a ""b"", c"',
    ];
  });
  return `\ufeff${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}

const csv = async (...args: string[]): Promise<string> => {
  const { out, code, err } = await compareInProcess(results, ...args, '--csv');
  expect([code, err]).toEqual([0, '']);
  return out;
};
const json = async (...args: string[]) => {
  const { out, err } = await compareInProcess(results, ...args, '--json');
  expect(err).toBe('');
  return JSON.parse(out) as {
    paired: boolean;
    why: string;
    notComputed: { what: string[]; why: string; needs: string }[];
    rows: Record<string, number | string | null>[];
  };
};
/** Everything but the sentence, which says whether the parameters are known. */
const numbers = (out: string) =>
  parseTable('contrasts', out, 'stdout').map((row) => ({ ...row, sentence: '' }));

describe('duel compare gives the same bytes', () => {
  it('for two runs, for their files, and for these in any form and order', async () => {
    const runs = await csv('lapsed:lapsed', 'sustained');
    expect(parseTable('contrasts', runs, 'stdout').length).toBeGreaterThan(100);
    expect(await csv(`${trajectories('lapsed')}:lapsed`, trajectories('sustained'))).toBe(runs);
    for (const name of ['lapsed', 'sustained']) {
      cpSync(path(name), path(`${name}-again`), { recursive: true });
      const changed = disguised(shuffled(text[name]!));
      writeFileSync(path(`${name}-again/tables/trajectories.csv`), changed);
    }
    const [a, b] = ['lapsed', 'sustained'].map((name) => path(`${name}-again/tables/trajectories.csv`));
    expect(await csv(`${a}:lapsed`, b!)).toBe(runs);
  });

  it('for files outside a run, in any form and order, and the numbers of the run', async () => {
    const forms: Record<string, (csv: string) => string | Buffer> = {
      'plain.csv': (of) => of,
      // Whether a file is compressed is told by its first bytes.
      'packed.csv': (of) => gzipSync(shuffled(of)),
      'disguised.csv': (of) => disguised(shuffled(of)),
      // The database would take this name for a pattern, and it ends a text of SQL.
      "a*[b]? '; drop table.csv": (of) => of,
    };
    const outs = new Set<string>();
    for (const [name, form] of Object.entries(forms)) {
      for (const side of ['lapsed', 'sustained']) writeFileSync(path(`${side} ${name}`), form(text[side]!));
      outs.add(await csv(`${path(`lapsed ${name}`)}:lapsed`, `${path(`sustained ${name}`)}:sustained`));
    }
    expect(outs.size).toBe(1);
    const [out] = outs as unknown as [string];
    expect(numbers(out)).toEqual(numbers(await csv('lapsed:lapsed', 'sustained')));
    expect(out).toContain('the parameters are not known');
  });

  it('for a run and a file', async () => {
    const out = await csv('lapsed:lapsed', path('sustained plain.csv'));
    expect(numbers(out)).toEqual(numbers(await csv('lapsed:lapsed', 'sustained')));
  });
});

describe('duel compare of files says whether replicates are paired', () => {
  it('by their history, since a file does not say its seed', async () => {
    const paired = await json(`${path('lapsed plain.csv')}:lapsed`, path('sustained plain.csv'));
    expect([paired.paired, paired.why]).toEqual([
      true,
      'the same addresses have the same history before 2023-07',
    ]);
    const itself = await json(path('sustained plain.csv'), path('sustained packed.csv'));
    expect([itself.paired, itself.why]).toEqual([true, 'the same values at the same addresses']);

    writeFileSync(path('other.csv'), text['other']!);
    const apart = await json(`${path('lapsed plain.csv')}:lapsed`, path('other.csv'));
    expect(apart.paired).toBe(false);
    expect(apart.why).toContain('do not have the same history, so they are independent replicates');
    expect(apart.rows.every(({ n_pairs }) => n_pairs === 0)).toBe(true);
    const { out } = await compareInProcess(
      results,
      `${path('lapsed plain.csv')}:lapsed`,
      path('other.csv'),
      '--target',
      'attacks',
    );
    expect(out).toContain('NOT paired, so less is resolved (the same addresses do not have');
  });

  it('and not where every replicate has the same history, nor where no address is shared', async () => {
    const header = 'scenario_id,explanation,run_grouping,stochastic_run,location,target,month,value\n';
    const file = (name: string, first: number, after: (replicate: number) => number): string => {
      const rows = [0, 1, 2].flatMap((at) =>
        ['2023-06', '2023-07'].map(
          (month) =>
            `${name},fade,0,${first + at},afghanistan,attacks,${month},${month === '2023-06' ? 5 : after(at)}\n`,
        ),
      );
      writeFileSync(path(`${name}.csv`), header + rows.join(''));
      return path(`${name}.csv`);
    };
    const constant = await json(
      file('low', 0, (at) => at),
      file('high', 0, (at) => at + 3),
    );
    expect([constant.paired, constant.why]).toEqual([
      false,
      'all replicates have the same history at first, so that it does not tell which are paired',
    ]);
    const apart = await json(
      path('low.csv'),
      file('later', 3, (at) => at),
    );
    expect([apart.paired, apart.why]).toEqual([false, 'no replicate has the same address in both']);
  });

  it('and of runs of different model versions, that an address is not the same history', async () => {
    const { paired, why } = await json('lapsed:lapsed', 'newer');
    expect([paired, why]).toEqual([
      false,
      'two runs with different model versions: the same address is not the same history',
    ]);
  });
});

describe('duel compare of files with fewer columns', () => {
  const without = (csv: string, ...columns: string[]): string => {
    const { header, rows } = parseCsv(csv, 'text');
    const kept = header.flatMap((name, at) => (columns.includes(name) ? [] : [at]));
    return [header, ...rows].map((row) => kept.map((at) => row[at]).join(',')).join('\n');
  };
  const only = (csv: string, wanted: RegExp): string =>
    csv
      .split('\n')
      .filter((line, at) => at === 0 || wanted.test(line))
      .join('\n');

  it('takes the file for the scenario, and all rows for one explanation', async () => {
    const fade = only(text['sustained']!, /,fade,/);
    writeFileSync(path('mine.csv'), without(fade, 'scenario_id', 'explanation'));
    writeFileSync(path('fade.csv'), fade);
    const { rows, paired, why } = await json(path('fade.csv'), path('mine.csv'));
    expect(paired).toBe(true);
    expect(why).toContain('has no column explanation: its rows are taken under fade');
    expect(new Set(rows.map(({ reference_id, explanation }) => `${reference_id} ${explanation}`))).toEqual(
      new Set(['mine fade']),
    );
    writeFileSync(path('mine-too.csv'), without(fade, 'scenario_id', 'explanation'));
    const both = await json(path('mine.csv'), path('mine-too.csv'));
    expect(new Set(both.rows.map(({ explanation }) => explanation))).toEqual(new Set(['not-stated']));
  });

  it('compares single values without an address, and says that nothing is paired', async () => {
    const one = without(only(text['sustained']!, /,fade,0,0,/), 'run_grouping', 'stochastic_run');
    writeFileSync(path('single.csv'), one);
    writeFileSync(
      path('single-too.csv'),
      one.replaceAll(/,(\d+)$/gm, (_, value) => `,${Number(value) + 1}`),
    );
    const { paired, why, rows } = await json(path('single-too.csv'), path('single.csv'));
    expect([paired, why]).toEqual([
      false,
      expect.stringContaining('has neither run_grouping nor stochastic_run: there is nothing to pair'),
    ]);
    const year = rows.find(({ window, target }) => window === '2021-01/2021-12' && target === 'attacks')!;
    expect([year['estimate'], year['mc_lower'], year['mcse']]).toEqual([12, null, null]);
  });

  it('leaves out of a replicate the windows of which it lacks a month', async () => {
    const gap = only(text['sustained']!, /,fade,/)
      .split('\n')
      .filter((line) => !/,0,0,afghanistan,attacks,2021-05,/.test(line));
    writeFileSync(path('gap.csv'), gap.join('\n'));
    const { rows } = await json(path('gap.csv'), path('fade.csv'));
    const pairs = (window: string) =>
      rows.find(
        (row) => row['window'] === window && row['target'] === 'attacks' && row['location'] === 'afghanistan',
      )!['n_pairs'];
    expect([pairs('2020-01/2020-12'), pairs('2021-01/2021-12')]).toEqual([100, 99]);
  });

  it('counts the replicates of each side where nothing is paired', async () => {
    const unlike = only(text['other']!, /,fade,/);
    writeFileSync(path('unlike.csv'), unlike);
    const files = [path('gap.csv'), path('unlike.csv')] as const;
    const { rows } = await json(...files);
    const sentence = (window: string) =>
      rows.find(
        (row) => row['window'] === window && row['target'] === 'attacks' && row['location'] === 'afghanistan',
      )!['sentence'];
    expect(sentence('2020-01/2020-12')).toContain('; 100 and 100 replicates from 10 draws at least;');
    expect(sentence('2021-01/2021-12')).toContain('; 99 and 100 replicates from 10 draws at least;');
    const { out } = await compareInProcess(results, ...files);
    expect(out).toMatch(/none: \d+ and 100 replicates/);
  });
});

describe('duel compare of tables without replicates', () => {
  it('gives differences by key, without an interval, and says so', async () => {
    for (const name of ['lapsed', 'sustained'])
      for (const table of ['summary', 'quantiles', 'contrasts'])
        cpSync(join(results, name, `tables/${table}.csv`), path(`${name}-${table}.csv`));
    const summary = await json(`${path('lapsed-summary.csv')}:lapsed`, path('sustained-summary.csv'));
    expect(summary.paired).toBe(false);
    expect(summary.why).toContain('tables of summary hold no replicates to pair');
    const own = numbers(await csv('lapsed:lapsed', 'sustained', '--target', 'attacks'));
    for (const row of own.filter(({ statistic }) => statistic === 'difference')) {
      const same = summary.rows.find((of) =>
        (['explanation', 'target', 'location', 'window', 'statistic'] as const).every(
          (key) => of[key] === row[key],
        ),
      );
      // Means of summaries have ten digits.
      expect(same!['estimate']).toBeCloseTo(row.estimate!, 6);
    }
    for (const row of summary.rows) {
      expect([row['mc_lower'], row['mcse'], row['resolved'], row['n_pairs']]).toEqual([null, null, null, 0]);
      expect(row['sentence']).toContain('not paired: compared by key, without an interval');
    }

    const quantiles = await json('lapsed:lapsed', path('sustained-quantiles.csv'), '--by', 'month');
    expect(new Set(quantiles.rows.map(({ statistic }) => statistic))).toEqual(
      new Set(['q05_difference', 'q25_difference', 'q50_difference', 'q75_difference', 'q95_difference']),
    );
    const contrasts = path('lapsed-contrasts.csv');
    cpSync(contrasts, path('again-contrasts.csv'));
    const { code, out } = await compareInProcess(
      results,
      contrasts,
      path('again-contrasts.csv'),
      '--fail-if-diff',
      '--csv',
    );
    expect(code).toBe(0);
    expect(out).toContain('difference_difference');
  });

  it('refuses more of them than memory should hold, and says how to have fewer', async () => {
    const header = 'explanation,target,location,window,mean';
    const lines = Array.from({ length: 400_001 }, (_, at) => `fade,attacks,place-${at},2023-07/2024-06,1`);
    for (const name of ['many-a.csv', 'many-b.csv'])
      writeFileSync(path(name), `${[header, ...lines].join('\n')}\n`);
    const { code, err } = await compareInProcess(results, path('many-a.csv'), path('many-b.csv'));
    expect(code).toBe(2);
    expect(err).toMatch(
      /have 400001 values to compare by key, and 400000 are held at once\nexpected fewer: /,
    );
  });
});

describe('duel compare says what it could not compute, why, and what it would need', () => {
  /** What is named as a column is empty or 0 in every row, what is named as a statistic has no row. */
  const named = async (...args: string[]): Promise<string[]> => {
    const { rows, notComputed } = await json(...args);
    for (const { what, why, needs } of notComputed) {
      expect([why, needs].every((text) => text.length > 10)).toBe(true);
      for (const name of what) {
        if (name in rows[0]!)
          expect(
            rows.every((row) => (row[name] ?? 0) === 0),
            name,
          ).toBe(true);
        else expect(rows.filter(({ statistic }) => String(statistic).startsWith(name))).toEqual([]);
      }
    }
    return notComputed.flatMap(({ what }) => what);
  };

  it('of two files', async () => {
    const sides = [`${path('lapsed plain.csv')}:lapsed`, path('sustained plain.csv')] as const;
    expect(await named(...sides)).toEqual([
      'posterior_lower',
      'posterior_upper',
      'p_rebound',
      'restricted_mean',
      'averages by evidence',
    ]);
    const { out } = await compareInProcess(results, ...sides);
    expect(out).toContain(
      'Not computed: posterior_lower, posterior_upper\n  a file does not say the parameters of its draws, nor whether they differ; it would need both runs, as RUN:scenario\n',
    );
  });

  it('of two tables', async () => {
    const sides = [`${path('lapsed-summary.csv')}:lapsed`, path('sustained-summary.csv')] as const;
    expect(await named(...sides)).toContain('mc_lower');
  });
});

describe('duel compare refuses a file with exit code 2', () => {
  const HEADER = 'explanation,run_grouping,stochastic_run,location,target,month,value';
  const ROW = 'fade,0,0,afghanistan,attacks,2023-07,1';
  let count = 0;
  const refused = async (content: string | Buffer, message: string | RegExp): Promise<void> => {
    const file = path(`bad-${count++}.csv`);
    writeFileSync(file, content);
    writeFileSync(path('good.csv'), `${HEADER}\n${ROW}\n`);
    const { err, code, out } = await compareInProcess(results, file, path('good.csv'));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  };

  it.each([
    [
      'a number that is none',
      `${HEADER}\n${ROW}\nfade,x,1,all,attacks,2023-07,1\n`,
      /csv:3: column run_grouping: "x" is not a whole number/,
    ],
    [
      'a value that is none',
      `${HEADER}\n${ROW}\nfade,0,1,all,attacks,2023-07,1;5\n`,
      /csv:3: column value: "1;5" is not a number/,
    ],
    [
      'an infinite value',
      `${HEADER}\n${ROW}\nfade,0,1,all,attacks,2023-07,inf\n`,
      /csv:3: column value: expected a finite number/,
    ],
    ['a row that is too short', `${HEADER}\n${ROW}\nfade,0\n`, /csv:3: 2 cells, but the header has 7/],
    ['a row that is too long', `${HEADER}\n${ROW},9\n`, /csv:2: 8 cells, but the header has 7/],
    ['a quote that stays open', `${HEADER}\n"${ROW}\n`, /csv:2: .*quote/],
    ['an empty key', `${HEADER}\n${ROW}\nfade,0,1,,attacks,2023-07,1\n`, /csv:3: column location is empty/],
    [
      'what is no month',
      `${HEADER}\n${ROW}\nfade,0,1,all,attacks,2023-7,1\n`,
      /csv:3: column month: "2023-7" is not a month \(expected YYYY-MM\)/,
    ],
    [
      'the same key twice',
      `${HEADER}\n${ROW}\n${ROW}\n`,
      /two rows for attacks afghanistan in 2023-07 at fade:0:0\nexpected a column that tells them apart: scenario_id/,
    ],
    ['no row', `${HEADER}\n`, /csv:1: there is no row under the header/],
    ['nothing', '', /csv:1: empty: not even a header/],
    [
      'semicolons',
      `${HEADER.replaceAll(',', ';')}\n`,
      /csv:1: the header is ".*": expected names separated by commas/,
    ],
    ['a column twice', `${HEADER},value\n${ROW},1\n`, /csv:1: two columns are called "value"/],
    [
      'columns that are missing',
      'explanation,location,target,value\n',
      /has no column month; it has explanation, location, target, value\nexpected at least/,
    ],
    [
      'another kind of table',
      'target,location,window,mean\nattacks,all,2023-07/2023-12,1\n',
      /holds summary, .*good\.csv replicates: expected the same of both/,
    ],
    [
      'nothing in common',
      `${HEADER}\nfade,0,0,kp,raids,2023-07,1\n`,
      /no target at the same location in common/,
    ],
    [
      'text that is not UTF-8',
      Buffer.from(`${HEADER}\nf\xffde,0,0,all,attacks,2023-07,1\n`, 'latin1'),
      /csv:2: .*(utf-8|unicode)/i,
    ],
    [
      'a compressed file that breaks off',
      gzipSync(`${HEADER}\n${`${ROW}\n`.repeat(5000)}`).subarray(0, -20),
      /cannot be decompressed: unexpected end/,
    ],
  ])('%s', async (_, content, message) => refused(content, message));

  it('a compressed file with a wrong checksum, which the database alone would not notice', async () => {
    const whole = gzipSync(`${HEADER}\n${ROW}\n`);
    whole[whole.length - 6]! ^= 1;
    await refused(whole, /cannot be decompressed: incorrect data check/);
  });

  it('a scenario that is not in it', async () => {
    const { err, code } = await compareInProcess(
      results,
      `${path('lapsed plain.csv')}:lapsd`,
      path('good.csv'),
    );
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('has no scenario "lapsd"\ndid you mean lapsed?'),
    ]);
    const undecided = await compareInProcess(results, path('lapsed plain.csv'), path('good.csv'));
    expect(undecided.err).toContain('is not clear; expected one of');
  });
});

describe('the database behind duel compare', () => {
  const DUEL = resolve(import.meta.dirname, '../../dist/cli/duel.js');
  const started = (temporary: string) => {
    mkdirSync(path(temporary));
    const args = [DUEL, 'compare', 'lapsed:lapsed', 'sustained', '--target', 'attacks'];
    const env = { ...process.env, TMPDIR: path(temporary) };
    // Runs are looked for in results/, and as paths.
    return spawn(process.execPath, args, { cwd: results, env });
  };
  const ended = async (child: ReturnType<typeof started>): Promise<{ code: number | null; err: string }> => {
    let err = '';
    child.stderr.on('data', (data) => (err += String(data)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, err };
  };

  it('leaves nothing in the folder for temporary files', async () => {
    expect(await ended(started('temporary'))).toEqual({ code: 0, err: '' });
    expect(readdirSync(path('temporary'))).toEqual([]);
  });

  it('nor when it is interrupted', async () => {
    const child = started('interrupted');
    while (readdirSync(path('interrupted')).length === 0) await new Promise((go) => setTimeout(go, 5));
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(130);
    expect(readdirSync(path('interrupted'))).toEqual([]);
  });

  it('refuses a folder that it would take for a pattern', async () => {
    const { code, err } = await ended(started('tmp[1]'));
    expect([code, err]).toEqual([2, expect.stringContaining('TMPDIR must not hold any of * ? [ ]')]);
  });
});
