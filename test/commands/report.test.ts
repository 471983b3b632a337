/** `duel report` over runs of the built command, and the page it makes. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureFiles } from '../../src/report/figure.js';
import { reportOfRun, writeReport } from '../../src/report/write-report.js';
import { FinishedRun } from '../../src/results/finished-run.js';
import { Study } from './study.js';

const BASE = `schema: scenario/v1
purpose: sensitivity
question: Does a report keep what it promises?
assumptions: [None of this is meant.]
time: {start: 2020-01-01, end: 2022-06-30}
explanation: all
parameters: prior
experiment: {draws: 6, replicates: 2, seed: short}
rebound: {from: 2020-05-15, bars: [1, 2], months: 3}
outputs: {targets: [attacks, raids], trajectories: [national], quantiles: [national, zone]}
`;
const HOSTILE = {
  script: '<script>alert(1)</script>',
  image: '"><img src=x onerror=alert(1)>',
  long: 'very-long-word'.repeat(60),
  arabic: '\u202eعنوان \u0627\u0644\u062a\u0642\u0631\u064a\u0631',
  formula: '=HYPERLINK("http://x")',
};

const study = new Study(undefined, BASE);
afterAll(() => study.remove());
const path = (run: string): string => join(study.dir, run);
const page = (run: string): string => study.read(run, 'report.html').toString('utf8');
const documentOf = (text: string) => parseHTML(text).document;

/** The page of a run, made in this process. */
const reported = async (run: string): Promise<string> =>
  (await reportOfRun(await FinishedRun.open(path(run)))).page;

/** The descriptor of a run in which a table has another size. */
const withSize = (run: string, table: string, bytes: number): string =>
  study
    .read(run, 'datapackage.json')
    .toString()
    .replace(new RegExp(`("path": "tables/${table}"[\\s\\S]*?"bytes": )\\d+`), `$1${bytes}`);

beforeAll(() => {
  for (const [id, title] of Object.entries(HOSTILE))
    study.write(
      `${id}.yaml`,
      `schema: scenario/v1\nextends: base.yaml\nid: ${id}\ntitle: ${JSON.stringify(title)}\nquestion: ${JSON.stringify(title)}\nassumptions: [${JSON.stringify(title)}]\npressure: {taliban: {after: 2020-05-15, shape: step, to: 0.5}}\ncounterfactual: high\n`,
    );
  for (const [run, args] of Object.entries({
    pair: ['low.yaml', 'high.yaml'],
    single: ['high.yaml', '--draws', '2'],
    fade: ['low.yaml', '--set', 'explanation=fade', '--draws', '2'],
    alike: ['low.yaml', '--set', 'parameters=point', '--draws', '2'],
    hostile: [...Object.keys(HOSTILE).map((id) => `${id}.yaml`), '--draws', '2'],
  })) {
    const { code, err } = study.duel('run', ...args, '--workers', '1', '--out', run);
    expect(err, run).not.toContain('error');
    expect(code, run).toBe(0);
  }
});

describe('duel report', () => {
  it('writes one page and three files for each figure, and says where', () => {
    const { code, out, err } = study.duel('report', 'pair');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^pair\/report\.html: \d+ kB, \d+ figures/);
    expect(out).toContain('Stylised scenarios, not forecasts.');
    const files = readdirSync(path('pair/figures'));
    const names = [...new Set(files.map((file) => file.replace(/\.\w+$/, '')))];
    expect(names).toEqual(
      expect.arrayContaining([
        'bars',
        'convergence',
        'difference',
        'drivers',
        'excess',
        'fan',
        'hindcast',
        'reversal',
        'where-map',
        'where-regions',
        'zones',
      ]),
    );
    expect(files.sort()).toEqual(
      names.flatMap((name) => [`${name}.csv`, `${name}.json`, `${name}.svg`]).sort(),
    );
    expect(Buffer.byteLength(page('pair'))).toBeLessThan(3_000_000);
  });

  it('gives the same bytes again, and leaves nothing unfinished', async () => {
    const run = await FinishedRun.open(path('pair'));
    const again = await reportOfRun(run);
    expect(again.page === page('pair')).toBe(true);
    for (const figure of again.figures) {
      for (const [name, text] of figureFiles(figure))
        expect(study.read('pair', 'figures', name).toString() === text, name).toBe(true);
    }
    expect(await writeReport(run.path, again)).toEqual({
      path: path('pair/report.html'),
      bytes: Buffer.byteLength(again.page),
      figures: again.figures.length,
    });
    expect(readdirSync(path('pair')).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('refuses what is no run, and a run whose tables are not what they were', async () => {
    expect(study.duel('report', 'nothing')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no run "nothing"'),
    });
    cpSync(path('single'), path('damaged'), { recursive: true });
    study.write('damaged/tables/convergence.csv', '');
    await expect(reported('damaged')).rejects.toThrow('the results folder was damaged or changed');
    rmSync(path('damaged/datapackage.json'));
    await expect(reported('damaged')).rejects.toThrow('the run did not end');
  });
});

describe('the page', () => {
  it.each(['pair', 'single', 'hostile'])('of run "%s" names no two places alike', async (run) => {
    const found = documentOf(await reported(run));
    const labels = [...found.querySelectorAll('[role="region"]')].map((place) =>
      place.getAttribute('aria-label'),
    );
    expect(labels.length).toBeGreaterThan(5);
    expect(labels.filter((label, at) => labels.indexOf(label) !== at)).toEqual([]);
    const ids = [...found.querySelectorAll('[id]')].map((place) => place.getAttribute('id'));
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('says in its sentences what the tables say', () => {
    const rows = study.lines('pair', 'contrasts.csv').map((line) => line.split(','));
    const figures = study.read('pair', 'figures', 'excess.csv').toString().trim().split('\n').slice(1);
    for (const line of figures) {
      const [explanation, window, estimate, lower, upper] = line.split(',');
      const row = rows.find(
        (cells) =>
          cells[2] === explanation &&
          cells[3] === 'attacks' &&
          cells[4] === 'afghanistan' &&
          cells[5] === window &&
          cells[6] === 'difference',
      )!;
      expect([estimate, lower, upper]).toEqual(row.slice(7, 10));
    }
    expect(figures).toHaveLength(12);
    const found = documentOf(page('pair'));
    const verdict = [...found.querySelectorAll('.verdict tbody tr')];
    expect(verdict.map((row) => row.querySelector('th')!.textContent)).toEqual([
      'degradation',
      'slowdown',
      'displacement',
      'fade',
      'mixed',
      'equal',
    ]);
  });

  it('gives every probability of its verdicts an interval: with the change, without it, and of their difference', () => {
    const rows = study.lines('pair', 'contrasts.csv').map((line) => line.split(','));
    const bars = new Set(rows.flatMap((cells) => /^p_above_(\d+)$/.exec(cells[6]!)?.[1] ?? []));
    expect(bars.size).toBeGreaterThan(0);
    const cells = [...documentOf(page('pair')).querySelectorAll('.verdict tbody td')]
      .map(({ textContent }) => textContent)
      .filter((text) => text.endsWith('points'));
    expect(cells).toHaveLength(6 * bars.size);
    for (const cell of cells) expect(cell.match(/\[[^\]]* to [^\]]*\]/g), cell).toHaveLength(3);
  });

  it('answers the questions in their order, with one h1 and no level skipped', () => {
    const found = documentOf(page('pair'));
    const levels = [...found.querySelectorAll('h1,h2,h3')].map(({ localName }) => Number(localName.slice(1)));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [at, level] of levels.entries())
      if (at > 0) expect(level - levels[at - 1]!).toBeLessThanOrEqual(1);
    expect([...found.querySelectorAll('h2')].map(({ id }) => id.replace(/^q-/, ''))).toEqual([
      'learnt',
      'scenarios',
      'trust',
      'futures',
      'difference',
      'rebound',
      'where',
      'drivers',
      'enough',
      'method',
    ]);
    expect(found.documentElement.getAttribute('lang')).toBe('en');
    const text = found.body.textContent;
    for (const words of [
      'stylised scenarios, not forecasts',
      'Monte Carlo interval',
      'equal weights',
      'seed',
    ])
      expect(text.toLowerCase()).toContain(words.toLowerCase());
  });

  it('says of each figure the finding, n, band and data, and every drawing has a name', () => {
    const found = documentOf(page('pair'));
    const figures = [...found.querySelectorAll('figure')];
    expect(figures.length).toBeGreaterThan(9);
    for (const figure of figures) {
      expect(figure.querySelector('figcaption .finding')!.textContent.length).toBeGreaterThan(20);
      expect(figure.querySelector('.reading')!.textContent).toMatch(/n:[\s\S]+Band:[\s\S]+Data:/);
      for (const link of figure.querySelectorAll('.files a'))
        expect(existsSync(path(`pair/${link.getAttribute('href')!}`)), link.getAttribute('href')!).toBe(true);
      for (const svg of figure.querySelectorAll('svg[viewBox]')) {
        expect(svg.getAttribute('role')).toBe('img');
        expect(svg.getAttribute('aria-label')!.length).toBeGreaterThan(20);
      }
      expect(figure.querySelectorAll('details table')).toHaveLength(1);
    }
    expect(page('pair')).not.toMatch(/NaN|undefined|\[object/);
  });

  it('lets in nothing from outside: the policy names the very style and script of the page', () => {
    const text = page('pair');
    const found = documentOf(text);
    const policy = found
      .querySelector('meta[http-equiv="Content-Security-Policy"]')!
      .getAttribute('content')!;
    const hash = (part: string): string => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(text)![1]!)}`);
    expect(policy).toContain(`script-src ${hash(/<script>([\s\S]*?)<\/script>/.exec(text)![1]!)}`);
    expect(text).not.toMatch(/ style="| on\w+="|(src|href)="(?!#|figures\/)/);
    expect(text.match(/<style|<script/g)).toHaveLength(2);
  });

  it('names no clock but the manifest’s and no path of this machine', () => {
    expect(page('pair')).not.toContain(study.dir);
  });
});

describe('what a run lacks is said', () => {
  it('a comparison', async () => {
    const text = await reported('single');
    expect(text).toContain('This run compares nothing');
    expect(text).toContain('id="fan-1"');
  });

  it('other explanations', async () => {
    expect(await reported('fade')).toContain('Only one explanation was run, fade');
  });

  it('draws that differ', async () => {
    const text = await reported('alike');
    expect(text).toContain('all draws have the same parameters');
    expect(text).not.toContain('id="drivers"><figcaption');
  });

  it('what the calibration says, where the package does not ship it or does not cover the pair', async () => {
    const run = await FinishedRun.open(path('pair'));
    const without = await reportOfRun(run, () => null);
    expect(without.page).toContain('Prior against posterior: not available');
    expect(without.page).toContain('Evidence of the explanations: not available');
    const made = await reportOfRun(run, (file) =>
      readFileSync(file.replace('calibration/article', 'test/known/report/made-up'), 'utf8'),
    );
    expect(made.figures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['learnt-or-assumed', 'identification', 'coverage', 'forecast']),
    );
    expect(made.page).toContain('That pair is not in this run');
    expect(made.page).toContain('not covered');
    expect(made.page).toContain('The evidence does not stand');
    expect(made.page).toContain('since the article cannot tell them apart');
    const weights = [
      ...documentOf(made.page).querySelectorAll('[aria-label="Evidence"] tbody td:nth-child(5)'),
    ];
    expect(weights.map(({ textContent }) => textContent)).toEqual([
      ...Array.from({ length: 4 }, () => expect.stringMatching(/^25\u00a0% \[[\d.]+ to [\d.]+\]$/)),
      '–',
    ]);
    expect(documentOf(made.page).body.textContent).toMatch(
      /would have named it: \w+ [\d.]+\u00a0% \[[\d.]+ to/,
    );
    const stands = await reportOfRun(run, (file) =>
      file.endsWith('/evidence.csv')
        ? readFileSync('test/known/report/made-up/evidence.csv', 'utf8').replaceAll(',false,', ',true,')
        : null,
    );
    expect(stands.page).not.toContain('cannot tell them apart');
    expect(stands.page).toContain('told under the third question');
  });

  it('replicates, where it was interrupted', async () => {
    cpSync(path('pair'), path('cut'), { recursive: true });
    study.write(
      'cut/manifest.json',
      study
        .read('cut', 'manifest.json')
        .toString()
        .replace('"complete"', '"interrupted"')
        .replace(/"done": \d+/, '"done": 7'),
    );
    expect(await reported('cut')).toMatch(/interrupted: \d+ of \d+ replicates are missing/);
  });

  it('when attacks return, where survival.csv is of an older version', async () => {
    cpSync(path('pair'), path('old'), { recursive: true });
    const text = 'scenario_id,bar\n';
    study.write('old/tables/survival.csv', text);
    study.write('old/datapackage.json', withSize('old', 'survival.csv', text.length));
    expect(await reported('old')).toContain('How soon: not available');
  });
});

describe('what people wrote', () => {
  it('is text in the page, whatever it says', async () => {
    const text = await reported('hostile');
    const found = documentOf(text);
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(found.querySelectorAll('script')).toHaveLength(1);
    expect(found.querySelectorAll('img')).toHaveLength(0);
    expect(found.querySelector('h1 bdi')!.textContent).toContain('<script>alert(1)</script>');
    expect(text).toContain(`<bdi>${HOSTILE.arabic}</bdi>`);
    expect(text).toContain(HOSTILE.long);
    // Five pairs: the first is drawn in full, all are in the picker.
    expect(found.querySelectorAll('#picker option')).toHaveLength(6);
    expect(found.querySelectorAll('figure[id^="excess"]')).toHaveLength(1);
  });

  it('may leave the title out', async () => {
    cpSync(path('single'), path('bare'), { recursive: true });
    const table = study.read('bare', 'tables', 'scenarios.csv').toString().replace('Title of high', '');
    study.write('bare/tables/scenarios.csv', table);
    study.write('bare/datapackage.json', withSize('bare', 'scenarios.csv', Buffer.byteLength(table)));
    expect(documentOf(await reported('bare')).querySelector('h1')!.textContent).toBe('high');
  });
});
