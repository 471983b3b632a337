/** The report in a browser: no error, no request, no overflow, names for everything, on paper, and under a strict policy. */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportOfRun, writeReport } from '../../src/report/write-report.js';
import { FinishedRun } from '../../src/results/finished-run.js';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'duel-report-'));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [1280, 390] as const;

const HOSTILE = [
  '<script>document.title="taken"</script>',
  '"><img src=x onerror=document.title="taken">',
  'long'.repeat(200),
  '\u202eענוان \u0627\u0644\u062a\u0642\u0631\u064a\u0631 \u202e',
];

function duel(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/duel.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`duel ${args.join(' ')}: ${stderr}`);
}

const shipped = (id: string): string => join(root, 'scenarios', `${id}.yaml`);

/** Runs by what is particular about them. */
const RUNS = ['pair', 'calibrated', 'folder', 'hostile', 'single'] as const;

let browser: Browser;

beforeAll(async () => {
  const pair = [shipped('sustained-2023-07'), shipped('lapsed-2023-07')];
  duel('run', ...pair, '--draws', '12', '--replicates', '2', '--out', 'pair');
  duel('run', ...pair, '--draws', '2', '--replicates', '5', '--out', 'calibrated');
  duel('run', shipped('sustained-2023-07'), '--draws', '2', '--replicates', '2', '--out', 'single');
  duel(
    'run',
    join(root, 'scenarios'),
    ...['--set', 'outputs.targets=[attacks]', '--draws', '1', '--replicates', '3', '--out', 'folder'],
  );
  mkdirSync(join(folder, 'study'));
  writeFileSync(join(folder, 'study/base.yaml'), readFileSync(shipped('base'), 'utf8'));
  writeFileSync(
    join(folder, 'study/sustained-2023-07.yaml'),
    readFileSync(shipped('sustained-2023-07'), 'utf8'),
  );
  const files = HOSTILE.map((title, at) => {
    const file = `study/hostile-${at}.yaml`;
    const text = JSON.stringify(title);
    writeFileSync(
      join(folder, file),
      `schema: scenario/v1\nextends: base.yaml\nid: hostile-${at}\ntitle: ${text}\npurpose: sensitivity\nquestion: ${text}\nassumptions: [${text}]\npressure: {taliban: {after: 2023-07-01, shape: step, to: 0.5}}\ncounterfactual: sustained-2023-07\n`,
    );
    return file;
  });
  duel('run', ...files, '--draws', '1', '--replicates', '2', '--out', 'hostile');
  for (const run of RUNS.filter((name) => name !== 'calibrated')) duel('report', run);
  const made = (file: string): string =>
    readFileSync(join(root, file.replace('calibration/article', 'test/known/report/made-up')), 'utf8');
  const run = await FinishedRun.open(join(folder, 'calibrated'));
  await writeReport(run.path, await reportOfRun(run, made));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Messages of the console, errors of scripts, and requests other than for the page itself. */
  readonly told: readonly string[];
}

async function open(run: string, width: number, javaScriptEnabled = true): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled,
    bypassCSP: false,
  });
  const page = await context.newPage();
  const told: string[] = [];
  const address = `file://${join(folder, run, 'report.html')}`;
  page.on('console', (message) => told.push(message.text()));
  page.on('pageerror', (error) => told.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address) told.push(request.url());
  });
  await page.goto(address);
  return { page, told };
}

describe.each(RUNS)('the report of run "%s"', (run) => {
  it.each(WIDTHS)('opens at %d px without an error, a request or overflow', async (width) => {
    const { page, told } = await open(run, width);
    expect(told).toEqual([]);
    const [scrolls, shown] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      window.innerWidth,
    ]);
    expect(scrolls).toBeLessThanOrEqual(shown!);
    expect(await page.title()).toContain('stylised scenarios, not forecasts');
    await page.context().close();
  });

  it('has accessible names, contrast, headings and landmarks (axe-core, WCAG 2.1 A and AA)', async () => {
    const { page } = await open(run, 1280);
    for (const details of await page.$$('details'))
      await details.evaluate((element) => ((element as HTMLDetailsElement).open = true));
    // The page refuses scripts of others, so the checker comes in by the debugger.
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const result = await axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      });
      return result.violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)} (${nodes.length})`,
      );
    });
    expect(violations).toEqual([]);
    await page.context().close();
  });

  it('is small enough to be sent', () => {
    expect(statSync(join(folder, run, 'report.html')).size).toBeLessThan(3_000_000);
  });
});

describe('drawings', () => {
  it('are readable at 390 px: no text of a drawing is below 6 px, nor outside it', async () => {
    const { page } = await open('calibrated', 390);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('figure svg text')].flatMap((text) => {
        const { height } = text.getBoundingClientRect();
        return text.textContent !== '' && height < 6
          ? [`${text.closest('figure')!.id}: ${text.textContent}`]
          : [];
      }),
    );
    expect([...new Set(small.map((text) => text.split(':')[0]))]).toEqual([]);
    await page.context().close();
  });

  it('keep their texts inside', async () => {
    for (const run of RUNS) {
      const { page } = await open(run, 1280);
      const outside = await page.evaluate(() =>
        [...document.querySelectorAll('figure svg')].flatMap((svg) => {
          const box = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].flatMap((text) => {
            const own = text.getBoundingClientRect();
            const beyond = Math.max(
              box.left - own.left,
              own.right - box.right,
              own.bottom - box.bottom,
              box.top - own.top,
            );
            return own.width > 0 && beyond > 3
              ? [`${svg.closest('figure')!.id}: "${text.textContent}" by ${beyond.toFixed(0)} px`]
              : [];
          });
        }),
      );
      expect(outside, run).toEqual([]);
      await page.context().close();
    }
  });
});

describe('without scripts', () => {
  it('every comparison is there, and the picker is not', async () => {
    const { page, told } = await open('folder', 1280, false);
    expect(told.filter((text) => !/script/i.test(text))).toEqual([]);
    expect(await page.locator('.picker').isVisible()).toBe(false);
    expect(await page.locator('#q-learnt ~ .pair').first().isVisible()).toBe(true);
    await page.context().close();
  });
});

describe('with scripts', () => {
  it('the picker leaves one comparison', async () => {
    const { page } = await open('hostile', 1280);
    const shown = () =>
      page
        .locator('.pair:visible')
        .evaluateAll((parts) => [...new Set(parts.map((part) => (part as HTMLElement).dataset['pair']))]);
    expect(await shown()).toEqual(['1', '2', '3', '4']);
    await page.selectOption('#picker', '2');
    expect(await shown()).toEqual(['2']);
    await page.selectOption('#picker', 'all');
    expect((await shown()).length).toBe(4);
    await page.context().close();
  });

  it('no text of a scenario becomes code', async () => {
    const { page, told } = await open('hostile', 1280);
    expect(told).toEqual([]);
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('img').count()).toBe(0);
    await page.context().close();
  });
});

describe('on paper', () => {
  it('prints on A4 with every comparison, however the picker stands', async () => {
    const { page } = await open('pair', 1280);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(5);
    expect(pages).toBeLessThan(40);
    await page.context().close();
    const many = await open('hostile', 800);
    await many.page.selectOption('#picker', '2');
    await many.page.emulateMedia({ media: 'print' });
    expect(
      await many.page
        .locator('.pair:visible')
        .evaluateAll((parts) => new Set(parts.map((part) => (part as HTMLElement).dataset['pair'])).size),
    ).toBe(4);
    const [scrolls, shown] = await many.page.evaluate(() => [
      document.documentElement.scrollWidth,
      window.innerWidth,
    ]);
    expect(scrolls).toBeLessThanOrEqual(shown!);
    await many.page.context().close();
  });
});

describe('the guards bark', () => {
  it('at a request, an inline handler and overflow', async () => {
    const { page, told } = await open('single', 390);
    await page.evaluate(() => {
      const image = document.createElement('img');
      image.src = 'data-that-is-not-there.png';
      document.body.append(image);
      // Of a size of its own: an image that was refused has none, whatever its attributes say.
      const broad = document.createElement('div');
      broad.style.width = '2000px';
      broad.style.height = '1px';
      document.body.append(broad);
    });
    await expect.poll(() => told.some((text) => /Content Security Policy|not-there/.test(text))).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeGreaterThan(390);
    await page.context().close();
  });
});
