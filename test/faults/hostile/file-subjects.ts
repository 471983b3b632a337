/** Files from strangers: scenarios, parameters, targets, tables, journals, and the documents of a run's folder. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { parseTargets } from '../../../src/calibration/target-file.js';
import { formatProblems } from '../../../src/cli/problems.js';
import { scenarioText } from '../../../src/cli/explain-scenario.js';
import { locationsOf } from '../../../src/model/locations.js';
import { Tallies } from '../../../src/model/tallies.js';
import { TABLE_NAMES, TABLES } from '../../../src/results/columns.js';
import { headerText } from '../../../src/results/csv.js';
import { parseRows } from '../../../src/results/csv-reader.js';
import { readDatapackage } from '../../../src/results/datapackage.js';
import { FinishedRun } from '../../../src/results/finished-run.js';
import { listRuns } from '../../../src/results/folder.js';
import { gzipMember } from '../../../src/results/gzip.js';
import { Journal } from '../../../src/results/journal.js';
import { HEADER_BYTES, MARK, SEGMENT_LINE } from '../../../src/results/journal-segment.js';
import { runState } from '../../../src/results/run-state.js';
import { fileFaults } from '../../../src/results/verify-files.js';
import { prepareRun } from '../../../src/runner/prepare-run.js';
import { recall, RecordWriter, scenariosIn } from '../../../src/runner/tally-record.js';
import { loadScenarios } from '../../../src/scenarios/load.js';
import { geography } from '../scenarios/study.js';
import { hostileBytes } from './mutations.js';
import type { Sandbox } from './sandbox.js';
import { answered, type Subject } from './subject.js';

const text = (path: string): string => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const SCENARIOS = ['base', 'lapsed-2023-07', 'both-sides', 'on-off', 'prison-break'].map((name) =>
  text(`scenarios/${name}.yaml`),
);
const EVERY_KEY = `schema: scenario/v1
id: every-key
extends: base.yaml
vary: {pressure.taliban.to: [0, 1]}
explanation: [fade, mixed]
parameters: values.csv
experiment: {draws: 2, replicates: 3, seed: x, stop: {when: "mcse(attacks.afghanistan) < 0.25", at_least: 2}}
outputs: {targets: [attacks], trajectories: [national], quantiles: []}
assert:
  - {that: "share(cells.afghanistan == 0 at end) < 0.05", on_fail: warn, because: "so"}
rebound: {from: 2023-07-01, bars: [7, twice-before], months: 3}
pressure: {taliban: {after: 2023-07-01, shape: step, to: 0.5}}
counterfactual: other
`;
const DRAWS = 'explanation,draw,weight,tempo\nfade,1,0.5,0.2\nfade,2,0.5,0.3\nmixed,1,1,0.2\n';
const SET = 'parameter,value\ntempo,0.2\ncells-afghanistan,15\n';
const PLACES = new Set(locationsOf(geography).map(({ id }) => id));

/** Whatever a file says: a list of problems, each on one line and fit to be printed, or scenarios that can be shown. */
export function scenarioSubject(sandbox: Sandbox): Subject<readonly [Buffer, Buffer]> {
  return {
    name: 'scenarios',
    share: 250,
    cases: fc.tuple(
      hostileBytes([...SCENARIOS, EVERY_KEY]),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(Buffer.from(SCENARIOS[0]!)) },
        { weight: 1, arbitrary: hostileBytes(SCENARIOS) },
      ),
    ),
    meets: ([main, base]) => {
      sandbox.write('hostile.yaml', main);
      sandbox.write('base.yaml', base);
      sandbox.write('values.csv', SET);
      const { scenarios, problems } = loadScenarios(['hostile.yaml'], geography);
      const told =
        formatProblems(problems, false) + scenarios.map((one) => scenarioText(one, geography)).join('');
      if (problems.length > 201) throw new Error(`${problems.length} problems are told`);
      // eslint-disable-next-line no-control-regex
      if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(told))
        throw new Error('a control character is printed');
      if (problems.some(({ message }) => message.includes('\n'))) throw new Error('a message has two lines');
      if (told.length > 2e6) throw new Error(`${told.length} characters are printed`);
    },
  };
}

/** A table of parameters, on the way that a run takes. */
export function parameterSubject(sandbox: Sandbox): Subject<Buffer> {
  const study = `schema: scenario/v1\nid: one\ntitle: t\npurpose: sensitivity\nquestion: q\nassumptions: [a]\ntime: {end: 2020-12-31}\nparameters: hostile.csv\nexplanation: fade\nexperiment: {draws: 2, replicates: 1}\n`;
  return {
    name: 'parameters',
    share: 40,
    cases: hostileBytes([DRAWS, SET, Buffer.from(gzipMember(DRAWS))]),
    meets: (content) => {
      sandbox.write('hostile.csv', content);
      sandbox.write('parameters.yaml', study);
      const { scenarios } = loadScenarios(['parameters.yaml'], geography);
      return answered(() => (scenarios.length > 0 ? prepareRun(scenarios) : null));
    },
  };
}

export function targetSubject(): Subject<Buffer> {
  return {
    name: 'targets',
    share: 250,
    cases: hostileBytes([text('data/targets.csv')]),
    meets: (content) => answered(() => parseTargets(content.toString('utf8'), 'hostile.csv', PLACES)),
  };
}

/** Tables as they stand in memory: each row of the right type, or the line of what is wrong. */
export function tableSubject(): Subject<readonly [string, Buffer]> {
  const names = TABLE_NAMES.filter((name) => name !== 'trajectories');
  const rows = {
    parameters: "fade,1,tempo,-1.5,1,'=values.csv\nmixed,1,tempo,0.25,1,prior\n",
    checks: 'lapsed,fade,"min(*.*) >= 0",error,passed,0,,,,true,5,,"\'=because, ""so"""\n',
  } as Readonly<Record<string, string>>;
  return {
    name: 'tables',
    share: 245,
    cases: fc
      .constantFrom(...names)
      .chain((name) => fc.tuple(fc.constant(name), hostileBytes([headerText(name) + (rows[name] ?? '')]))),
    meets: ([name, content]) =>
      answered(() =>
        parseRows(name, TABLES[name as keyof typeof TABLES], content.toString('utf8'), 'hostile.csv'),
      ),
  };
}

function record(payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + payload.length);
  MARK.copy(bytes);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.set(payload, HEADER_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(12), crc32(bytes.subarray(4, 8))), 8);
  return bytes;
}

/** Segments that are damaged, and records whose checksum holds although this program never wrote them. */
export function journalSubject(sandbox: Sandbox): Subject<readonly [boolean, Buffer]> {
  const tallies = new Tallies(3);
  const key = '0'.repeat(31);
  const section = (at: number) => ({
    key: `${key}${at}`,
    count: 2,
    at: Uint32Array.of(3, 9),
    values: Float64Array.of(1, 0.5 + at),
  });
  const payload = new RecordWriter().write([section(1), section(2)]);
  const segment = Buffer.concat([SEGMENT_LINE, record(payload), record(payload), record(new Uint8Array())]);
  const folder = join(sandbox.study, 'journal');
  return {
    name: 'journals',
    share: 120,
    cases: fc.oneof(
      fc.tuple(fc.constant(false), hostileBytes([segment])),
      fc.tuple(fc.constant(true), hostileBytes([payload])),
    ),
    meets: ([isPayload, bytes]) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, '0001.journal'),
        isPayload ? Buffer.concat([SEGMENT_LINE, record(bytes)]) : bytes,
      );
      const journal = new Journal(
        folder,
        () => 0,
        (_, found) => {
          for (const scenario of scenariosIn(found)) {
            if (!recall(found, scenario, tallies) && tallies.values.some((value) => value !== 0))
              throw new Error('half a record was recalled');
          }
        },
      );
      journal.close();
    },
  };
}

/** Files of a run's folder, one of them from a stranger; `files` as they were before, by path in the folder. */
export function folderSubject(
  sandbox: Sandbox,
  files: ReadonlyMap<string, Buffer>,
): Subject<readonly [string, Buffer]> {
  const run = join(sandbox.study, 'results', 'run');
  const paths = [...files.keys()];
  return {
    name: 'folders',
    share: 40,
    cases: fc
      .constantFrom(...paths)
      .chain((path) => fc.tuple(fc.constant(path), hostileBytes([files.get(path)!]))),
    meets: async ([path, bytes]) => {
      writeFileSync(join(run, path), bytes);
      try {
        await listRuns(join(sandbox.study, 'results'));
        await runState(run);
        await answered(() => fileFaults(run));
        await answered(() => readDatapackage(run));
        await answered(async () => {
          const finished = await FinishedRun.open(run);
          await finished.table('parameters');
          await finished.rows('contrasts', {});
          for await (const rows of finished.trajectories()) if (rows.length === 0) break;
        });
      } finally {
        if (path === 'lock.json') rmSync(join(run, path));
        else writeFileSync(join(run, path), files.get(path)!);
      }
    },
  };
}
