/**
 * Time and memory of `duel compare` on two files of ten million rows each: `npm run study:compare`. The second file is
 * not in key order, so that sorting is measured too. Takes some minutes and 3 GB in the folder for temporary files.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const EXPLANATIONS = ['degradation', 'displacement', 'fade', 'mixed', 'slowdown'];
const TARGETS = ['attacks', 'attacks_expected', 'attacks_suicide', 'cells', 'killed', 'raids'];
const LOCATIONS = ['afghanistan', 'all'];
const [MONTHS, DRAWS, REPLICATES, CHANGE] = [66, 51, 50, 42];
const MOST_MEGABYTES = 1536;
const DUEL = new URL('../dist/cli/duel.js', import.meta.url).pathname;
const TELL_USAGE =
  'data:text/javascript,process.on("exit",()=>console.error(JSON.stringify(process.resourceUsage())))';

/** Values that depend on their address alone, so that files are paired until the change. */
function* rows(id, more, backwards) {
  yield 'scenario_id,explanation,run_grouping,stochastic_run,location,target,month,value\n';
  const order = (n, at) => (backwards ? n - 1 - at : at);
  for (const explanation of EXPLANATIONS) {
    for (let of = 0; of < DRAWS * REPLICATES; of++) {
      const at = order(DRAWS * REPLICATES, of);
      const [draw, replicate] = [Math.floor(at / REPLICATES), at % REPLICATES];
      let text = '';
      for (const location of LOCATIONS) {
        for (const [number, target] of TARGETS.entries()) {
          for (let by = 0; by < MONTHS; by++) {
            const month = order(MONTHS, by);
            const hash = Math.imul(at * 31 + month * 7 + number + 1, 0x9e3779b1) >>> 0;
            const base = target === 'attacks_expected' ? (hash / 2 ** 28).toPrecision(10) : hash >>> 28;
            const value = month >= CHANGE ? Number(base) + more * (hash & 1) : base;
            const name = `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
            text += `${id},${explanation},${draw},${replicate},${location},${target},${name},${value}\n`;
          }
        }
      }
      yield text;
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'study-compare-'));
try {
  const files = [
    ['lapsed', 1, false],
    ['sustained', 0, true],
  ].map(([id, more, backwards]) => ({ path: join(folder, `${id}.csv.gz`), rows: rows(id, more, backwards) }));
  for (const { path, rows: of } of files)
    await pipeline(of, createGzip({ level: 1 }), createWriteStream(path));
  const count = EXPLANATIONS.length * DRAWS * REPLICATES * LOCATIONS.length * TARGETS.length * MONTHS;
  for (const { path } of files)
    console.log(`${path}: ${count} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  const from = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', TELL_USAGE, DUEL, 'compare', ...files.map(({ path }) => path), '--csv'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const seconds = (performance.now() - from) / 1000;
  const usage = JSON.parse(/^{.*maxRSS.*}$/m.exec(stderr)?.[0] ?? '{}');
  const megabytes = usage.maxRSS / 1024;
  const processor = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  const contrasts = stdout.split('\n').length - 2;
  console.log(
    `${contrasts} contrasts in ${seconds.toFixed(0)} s (${processor.toFixed(0)} s of processor), ${megabytes.toFixed(0)} MB at most`,
  );
  if (status !== 0 || contrasts < 100 || !(megabytes < MOST_MEGABYTES)) {
    console.error(`expected contrasts within ${MOST_MEGABYTES} MB; ended with ${status}\n${stderr}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
