/**
 * Hostile input, thousands of cases a subject: refused or taken, never a defect, a hang, a flood of memory, a write
 * beside the results or code run from a file. `npm run fuzz -- 100000` runs as many as it is told to.
 */
import { symlinkSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TABLE_NAMES } from '../../src/results/columns.js';
import { type RowOf, TABLES } from '../../src/results/columns.js';
import { headerText } from '../../src/results/csv.js';
import { writeDatapackage } from '../../src/results/datapackage.js';
import { createRunFolder } from '../../src/results/folder.js';
import { gzipMember } from '../../src/results/gzip.js';
import { PartFiles } from '../../src/results/part-files.js';
import { type PlainTableName, type TableFile, writeTable } from '../../src/results/table-writer.js';
import { commandSubject, TINY } from './hostile/command-lines.js';
import { compareSubject } from './hostile/compare-subject.js';
import { foreignRunSubject } from './hostile/foreign-run.js';
import {
  folderSubject,
  journalSubject,
  parameterSubject,
  scenarioSubject,
  tableSubject,
  targetSubject,
} from './hostile/file-subjects.js';
import { Sandbox } from './hostile/sandbox.js';
import type { Subject } from './hostile/subject.js';
import { MANIFEST } from './manifest.js';

const { FUZZ_CASES = '5000', FUZZ_SEED = '20230701', FUZZ_PATH } = process.env;
const CASES = Number(FUZZ_CASES);
const SEED = Number(FUZZ_SEED);

let sandbox: Sandbox;
let files: ReadonlyMap<string, Buffer>;
const ended: string[] = [];

const PARAMETER: RowOf<'parameters'> = {
  explanation: 'fade',
  run_grouping: 1,
  parameter: 'tempo',
  value: -1.5,
  unit: '1',
  origin: '=values.csv',
};

/** A run that ended, with a row where it costs nothing. */
async function finishedRun(run: string): Promise<ReadonlyMap<string, Buffer>> {
  const plan = new Map([['plan.json', '{"request":null,"shown":{"lapsed":{"id":"lapsed"}},"keys":{}}\n']]);
  await createRunFolder({ out: run }, { ...MANIFEST, status: 'complete' }, plan);
  const parts = new PartFiles(run, 'trajectories', ['lapsed']);
  const at = { draw: 1, replicate: 1 };
  const bytes = gzipMember('lapsed,fade,1,1,all,attacks,2023-07,1\n');
  parts.append({ scenario_id: 'lapsed', explanation: 'fade', first: at, last: at, rows: 1, bytes });
  const tables: TableFile[] = [await parts.assemble()];
  for (const name of TABLE_NAMES) {
    if (name === 'trajectories') continue;
    const rows = name === 'parameters' ? [PARAMETER] : [];
    tables.push(await writeTable(run, name, rows as RowOf<PlainTableName>[]));
  }
  await writeDatapackage(run, tables);
  const names = [
    'manifest.json',
    'plan.json',
    'datapackage.json',
    TABLES.parameters.path,
    TABLES.contrasts.path,
    TABLES.trajectories.path,
  ];
  const read = await Promise.all(names.map(async (name) => [name, await readFile(join(run, name))] as const));
  const lock = Buffer.from('{"host":"h","process":1,"started":null,"since":"2026-01-02T03:04:05Z"}');
  return new Map([...read, ['lock.json', lock]]);
}

beforeAll(async () => {
  sandbox = new Sandbox();
  await mkdir('results');
  await mkdir('taken');
  files = await finishedRun(join(sandbox.study, 'results', 'run'));
  sandbox.write('tiny.yaml', TINY);
  sandbox.write('low.yaml', `${TINY.replace('id: tiny', 'id: low')}counterfactual: tiny\n`);
  sandbox.write('values.csv', 'parameter,value\ncells-afghanistan,5\n');
  sandbox.write('broken.csv', `${headerText('convergence')}"`);
  sandbox.write('broken.yaml', 'schema: scenario/v1\nid: broken\n"\u001b[31m\\e[2J": 1\n');
  symlinkSync('loop', join(sandbox.study, 'loop'));
  symlinkSync('/nowhere', join(sandbox.study, 'results', 'dangling'));
});
afterAll(async () => {
  await sandbox.remove();
  if (CASES > 5000) console.log(ended.join('\n'));
});

const SUBJECTS: readonly (() => Subject<never> | Promise<Subject<never>>)[] = [
  () => commandSubject(sandbox) as unknown as Subject<never>,
  () => scenarioSubject(sandbox) as unknown as Subject<never>,
  () => parameterSubject(sandbox) as unknown as Subject<never>,
  () => targetSubject() as unknown as Subject<never>,
  () => tableSubject() as unknown as Subject<never>,
  () => journalSubject(sandbox) as unknown as Subject<never>,
  () => folderSubject(sandbox, files) as unknown as Subject<never>,
  () => compareSubject(sandbox) as unknown as Subject<never>,
  async () => (await foreignRunSubject(sandbox)) as unknown as Subject<never>,
];
const NAMES = [
  'commands',
  'scenarios',
  'parameters',
  'targets',
  'tables',
  'journals',
  'folders',
  'comparisons',
  'foreign runs',
];

it.each(NAMES)('%s', async (name) => {
  const subject = await SUBJECTS[NAMES.indexOf(name)]!();
  expect(subject.name).toBe(name);
  const numRuns = Math.max(1, Math.round((CASES * subject.share) / 1000));
  const replay = `npm run fuzz -- ${CASES} --seed ${SEED} --only "${name}"`;
  sandbox.announce(replay);
  const property = fc.asyncProperty(subject.cases, (given) => sandbox.hold(() => subject.meets(given)));
  const path = FUZZ_PATH === undefined ? {} : { path: FUZZ_PATH };
  const {
    failed,
    counterexample,
    counterexamplePath,
    errorInstance,
    numRuns: ran,
  } = await fc.check(property, {
    seed: SEED,
    numRuns,
    ...path,
  });
  ended.push(`${name}: ${ran} cases, the slowest so far ${sandbox.slowestCase.toFixed(2)} s`);
  if (!failed) return;
  const shown = JSON.stringify(counterexample, (_, value: unknown) => {
    const bytes = value as { type?: string; data?: number[] } | null;
    return bytes?.type === 'Buffer' ? Buffer.from(bytes.data!).toString('latin1') : value;
  });
  throw new Error(
    `${(errorInstance as Error).message}\ncase: ${shown.slice(0, 3000)}\nreplay: ${replay} --path ${counterexamplePath!}`,
    { cause: errorInstance },
  );
});
