/** `duel export`: what is written satisfies the published rules of each format and holds what the run holds. */
import Ajv from 'ajv';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { quantileSorted } from 'simple-statistics';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { registerExport } from '../../src/cli/export-command.js';
import type { Io } from '../../src/cli/io.js';
import type { RowOf } from '../../src/results/columns.js';
import { type Cell, Engine } from '../../src/results/engine.js';
import { FinishedRun } from '../../src/results/finished-run.js';
import { scenario } from '../known/analysis/toy.js';
import { finishedRun, type Monthly, resultsFolder } from './compare/finished.js';

const outputs = {
  targets: ['attacks', 'attacks_expected', 'cells', 'kp_share'],
  trajectories: ['national'],
  quantiles: ['national'],
} as const;
const monthly: Monthly = (id, explanation, draw, replicate, month) =>
  ((7 * draw + 3 * replicate + month * month + explanation.length) % 11) +
  (id === 'lapsed' && month > 42 ? 1 : 0);

let results = '';
let run: FinishedRun;
let rows: RowOf<'trajectories'>[];

const exported = async (...args: string[]) => {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    results,
    cwd: results,
    onInterrupt: () => () => undefined,
  } as unknown as Io;
  const program = new Command('duel').exitOverride();
  registerExport(program, io);
  program.commands[0]!.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['export', ...args], { from: 'user' });
  return { out, err, files: out.trimEnd().split('\n') };
};

beforeAll(async () => {
  results = await resultsFolder();
  const scenarios = [scenario('lapsed', 'sustained', { outputs }), scenario('sustained', null, { outputs })];
  await finishedRun(results, {
    name: 'run',
    scenarios,
    explanations: ['fade', 'mixed'],
    monthly,
    draws: 4,
    replicates: 3,
  });
  run = await FinishedRun.open(join(results, 'run'));
  rows = [];
  for await (const block of run.trajectories()) rows.push(...block);
});

const parquet = async (path: string, select = '*'): Promise<Record<string, Cell>[]> => {
  const engine = await Engine.open([path]);
  try {
    return await engine.rows(`SELECT ${select} FROM read_parquet($path)`, { path });
  } finally {
    engine.close();
  }
};

describe('duel export --format parquet', () => {
  it('holds the trajectories in key order with types, and gives the same bytes again', async () => {
    const { files } = await exported('run', '--format', 'parquet');
    expect(files).toEqual(['run/export/parquet/trajectories.parquet']);
    const path = join(results, files[0]!);
    const read = await parquet(path, `* REPLACE (strftime(month, '%Y-%m-%d') AS month)`);
    expect(read).toEqual(rows.map((row) => ({ ...row, month: `${row.month}-01` })));
    const [types] = await parquet(
      path,
      'typeof(run_grouping) AS run, typeof(month) AS month, typeof(value) AS value',
    );
    expect(types).toEqual({ run: 'INTEGER', month: 'DATE', value: 'DOUBLE' });

    const again = await exported('run', '--format', 'parquet', '--out', join(results, 'again'));
    expect(again.files).toEqual(['again/trajectories.parquet']);
    expect(readFileSync(join(results, again.files[0]!)).equals(readFileSync(path))).toBe(true);
  });
});

describe('duel export --format hubverse', () => {
  const schema = (name: string): object => {
    // Draft 2020-12, of which they use nothing that the validator of draft-07 does not know.
    const rest = JSON.parse(
      readFileSync(new URL(`hubverse/${name}-schema.json`, import.meta.url), 'utf8'),
    ) as Record<string, unknown>;
    delete rest['$schema'];
    return rest;
  };
  const ajv = new Ajv({ allErrors: true });
  const isTasks = ajv.compile(schema('tasks'));
  const isAdmin = ajv.compile(schema('admin'));
  interface Tasks {
    output_type_id_datatype: string;
    derived_task_ids: string[];
    rounds: {
      submissions_due: { start: string; end: string };
      model_tasks: {
        task_ids: Record<string, { required: Cell[] | null; optional: Cell[] | null }>;
        target_metadata: { target_keys: Record<string, string> }[];
        output_type: {
          quantile: { output_type_id: { required: number[] }; value: { minimum: number } };
          sample: {
            output_type_id_params: {
              max_length: number;
              min_samples_per_task: number;
              max_samples_per_task: number;
              compound_taskid_set: string[];
            };
            value: { minimum: number };
          };
        };
      }[];
    }[];
  }
  let hub = '';
  let told = '';
  const json = (path: string): unknown => JSON.parse(readFileSync(join(hub, path), 'utf8'));

  beforeAll(async () => {
    hub = join(results, 'hub');
    told = (await exported('run', '--format', 'hubverse', '--out', hub)).err;
  });

  it('writes a configuration that the published schemas accept', () => {
    expect(isTasks(json('hub-config/tasks.json')), JSON.stringify(isTasks.errors)).toBe(true);
    expect(isAdmin(json('hub-config/admin.json')), JSON.stringify(isAdmin.errors)).toBe(true);
    // They notice what is wrong.
    const tasks = json('hub-config/tasks.json') as Tasks;
    Object.assign(tasks.rounds[0]!.model_tasks[0]!.output_type.sample, { samples: 3 });
    expect(isTasks(tasks)).toBe(false);
    expect(isAdmin({ ...(json('hub-config/admin.json') as object), file_format: ['xlsx'] })).toBe(false);
    const metadata = new Ajv().compile({
      ...(json('hub-config/model-metadata-schema.json') as object),
      $schema: undefined,
    });
    for (const name of readdirSync(join(hub, 'model-metadata'))) {
      const of = parse(readFileSync(join(hub, 'model-metadata', name), 'utf8')) as Record<string, string>;
      expect(metadata(of), JSON.stringify(metadata.errors)).toBe(true);
      expect(name).toBe(`${of['team_abbr']}-${of['model_abbr']}.yml`);
    }
  });

  it.each(['fade', 'mixed'])(
    'writes model output of %s that its configuration asks for',
    async (explanation) => {
      const model = `enduring_duel-${explanation}`;
      // https://docs.hubverse.io/en/latest/user-guide/model-output.html: <round_id>-<model_id>, round ids as dates.
      expect(readdirSync(join(hub, 'model-output', model))).toEqual([`2020-01-01-${model}.parquet`]);
      const columns = `* REPLACE (strftime(origin_date, '%Y-%m-%d') AS origin_date, strftime(target_end_date, '%Y-%m-%d') AS target_end_date)`;
      const output = await parquet(join(hub, 'model-output', model, `2020-01-01-${model}.parquet`), columns);
      const { task_ids, output_type } = (json('hub-config/tasks.json') as Tasks).rounds[0]!.model_tasks[0]!;
      expect(Object.keys(output[0]!)).toEqual([
        ...Object.keys(task_ids),
        'output_type',
        'output_type_id',
        'value',
      ]);
      const allowed = new Map(
        Object.entries(task_ids).map(([name, { required, optional }]) => [
          name,
          new Set([...(required ?? []), ...(optional ?? [])]),
        ]),
      );
      const wrong: string[] = [];
      const demand = (holds: boolean, what: string): void => void (holds || wrong.push(what));
      const tasks = new Map<string, Record<string, Cell>[]>();
      const names = Object.keys(task_ids);
      for (const row of output) {
        for (const [name, values] of allowed) demand(values.has(row[name]!), `${name} ${row[name]}`);
        const key = names.map((name) => row[name]).join(' ');
        const held = tasks.get(key);
        if (held) held.push(row);
        else tasks.set(key, [row]);
      }
      // 2 scenarios × 2 locations × 3 targets × 66 months.
      expect(tasks.size).toBe(2 * 2 * 3 * 66);
      const levels = output_type.quantile.output_type_id.required;
      expect(levels).toHaveLength(23);
      const params = output_type.sample.output_type_id_params;
      expect(params).toMatchObject({
        compound_taskid_set: ['origin_date'],
        min_samples_per_task: 12,
        max_samples_per_task: 12,
      });
      let samples: string | null = null;
      for (const [task, of] of tasks) {
        const quantiles = of.filter(({ output_type: type }) => type === 'quantile');
        const drawn = of.filter(({ output_type: type }) => type === 'sample');
        const asked = quantiles.map(({ output_type_id: id }) => Number(id));
        demand(asked.join() === levels.join(), `levels of ${task}`);
        // The same samples in every task: the compound task is the whole of a round.
        const ids = drawn.map(({ output_type_id: id }) => String(id));
        demand(ids.length === 12 && new Set(ids).size === 12, `samples of ${task}`);
        demand(
          ids.every((id) => id.length <= params.max_length),
          `length of samples of ${task}`,
        );
        samples ??= ids.join();
        demand(ids.join() === samples, `other samples of ${task}`);
        const sorted = drawn.map(({ value }) => value as number).sort((x, y) => x - y);
        for (const [at, { value }] of quantiles.entries())
          demand(
            Math.abs((value as number) - quantileSorted(sorted, levels[at]!)) < 1e-9,
            `value of ${task}`,
          );
      }
      expect(wrong).toEqual([]);
      const one = output.find(
        (row) =>
          row['scenario_id'] === 'lapsed' &&
          row['location'] === 'all' &&
          row['target'] === 'attacks' &&
          row['horizon'] === 50 &&
          row['output_type_id'] === 'd3r1',
      )!;
      const same = rows.find(
        (row) =>
          row.scenario_id === 'lapsed' &&
          row.explanation === explanation &&
          row.location === 'all' &&
          row.target === 'attacks' &&
          row.month === '2024-02' &&
          row.run_grouping === 3 &&
          row.stochastic_run === 1,
      )!;
      expect([one['value'], one['target_end_date']]).toEqual([same.value, '2024-02-29']);
    },
  );

  /**
   * Breaches of what hubValidations checks of a submission and of a configuration beyond its schema
   * (https://hubverse-org.github.io/hubValidations/articles/deploying-validations.html): types of columns, rows once,
   * the round of file and rows, derived task ids, values within their bounds, quantiles that do not descend, samples
   * that are whole within their compound task.
   */
  function submissionBreaches(
    { rounds: [round], derived_task_ids, output_type_id_datatype }: Tasks,
    rows: readonly Record<string, Cell>[],
    types: Record<string, Cell>,
    roundId: string,
  ): string[] {
    const found = new Set<string>();
    const demand = (holds: boolean, what: string): void => void (holds || found.add(what));
    const { task_ids, output_type, target_metadata } = round!.model_tasks[0]!;
    demand(round!.submissions_due.start <= round!.submissions_due.end, 'submissions_due in order');
    demand(
      [...derived_task_ids, ...output_type.sample.output_type_id_params.compound_taskid_set].every(
        (name) => name in task_ids,
      ),
      'derived and compound task ids are task ids',
    );
    const targets = [...(task_ids['target']!.required ?? []), ...(task_ids['target']!.optional ?? [])];
    demand(
      target_metadata.map(({ target_keys }) => target_keys['target']).join() === targets.join(),
      'target_metadata is that of the targets',
    );
    demand(output_type_id_datatype === 'character', 'output_type_id_datatype');
    const asked = {
      origin_date: 'DATE',
      scenario_id: 'VARCHAR',
      location: 'VARCHAR',
      target: 'VARCHAR',
      horizon: 'INTEGER',
      target_end_date: 'DATE',
      output_type: 'VARCHAR',
      output_type_id: 'VARCHAR',
      value: 'DOUBLE',
    };
    for (const [name, type] of Object.entries(asked)) demand(types[name] === type, `type of ${name}`);
    const once = new Set<string>();
    const before = new Map<string, number>();
    for (const row of rows) {
      const task = Object.keys(task_ids).map((name) => row[name]);
      const key = [...task, row['output_type'], row['output_type_id']].join('|');
      demand(!once.has(key), 'every row once');
      once.add(key);
      demand(row['origin_date'] === roundId, 'the round of the file');
      // The last day of the horizon-th month from origin_date on.
      const [year, month] = roundId.split('-').map(Number) as [number, number];
      const end = new Date(Date.UTC(year, month - 1 + Number(row['horizon']), 0)).toISOString().slice(0, 10);
      demand(row['target_end_date'] === end, 'target_end_date follows from origin_date and horizon');
      const value = row['value'] as number;
      const { minimum } = output_type[row['output_type'] as 'quantile' | 'sample'].value;
      demand(value !== null && value >= minimum, 'value within its bounds');
      if (row['output_type'] !== 'quantile') continue;
      demand(value >= (before.get(task.join()) ?? -Infinity), 'quantiles do not descend');
      before.set(task.join(), value);
    }
    return [...found];
  }

  it('keeps what hubValidations checks beyond the schemas, and the check notices a breach', async () => {
    const model = 'enduring_duel-fade';
    const path = join(hub, 'model-output', model, `2020-01-01-${model}.parquet`);
    const columns = `* REPLACE (strftime(origin_date, '%Y-%m-%d') AS origin_date, strftime(target_end_date, '%Y-%m-%d') AS target_end_date)`;
    const output = await parquet(path, columns);
    const names = Object.keys(output[0]!);
    const [types] = await parquet(path, names.map((name) => `typeof(${name}) AS ${name}`).join(', '));
    const tasks = json('hub-config/tasks.json') as Tasks;
    const breaches = (
      change: Record<string, Cell> = {},
      at = 1,
      more: readonly Record<string, Cell>[] = [],
    ): string[] =>
      submissionBreaches(
        tasks,
        [...output.map((row, index) => (index === at ? { ...row, ...change } : row)), ...more],
        types!,
        '2020-01-01',
      );
    expect(breaches()).toEqual([]);
    expect(breaches({ value: -1 })).toEqual(['value within its bounds', 'quantiles do not descend']);
    expect(breaches({ target_end_date: '2020-01-30' })).toEqual([
      'target_end_date follows from origin_date and horizon',
    ]);
    expect(breaches({ origin_date: '2020-02-01' })).toEqual(['the round of the file']);
    expect(breaches({}, 0, [output[0]!])).toContain('every row once');
    expect(submissionBreaches(tasks, [], { ...types, value: 'BIGINT' }, '2020-01-01')).toEqual([
      'type of value',
    ]);
    tasks.derived_task_ids.push('season');
    expect(breaches()).toEqual(['derived and compound task ids are task ids']);
  });

  it('says what it leaves out, since a hub knows no missing value', () => {
    expect(told).toMatch(/^left out: kp_share is missing in \d+ months of replicates\n$/);
  });

  it('gives the same bytes again', async () => {
    const { files } = await exported('run', '--format', 'hubverse', '--out', join(results, 'hub-again'));
    for (const file of files) {
      const path = join(results, file);
      expect(readFileSync(path).equals(readFileSync(path.replace('hub-again', 'hub'))), file).toBe(true);
    }
  });
});

describe('duel export --format ro-crate', () => {
  type Entity = Record<string, unknown> & { '@id': string; '@type': string };
  interface Crate {
    '@context': string[];
    '@graph': Entity[];
  }

  /**
   * Breaches of what RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) demands of metadata file, root and data entities,
   * and Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5) of profile, application and action.
   */
  function breaches(crate: Crate, folder: string): string[] {
    const found: string[] = [];
    const demand = (holds: boolean, what: string): void => void (holds || found.push(what));
    const byId = new Map(crate['@graph'].map((entity) => [entity['@id'], entity]));
    demand(byId.size === crate['@graph'].length, 'every @id once');
    const ids = (value: unknown): string[] =>
      (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((of) => (of as Entity)['@id']);
    for (const entity of crate['@graph']) {
      demand(typeof entity['@type'] === 'string', `@type of ${entity['@id']}`);
      for (const [name, value] of Object.entries(entity))
        for (const id of ids(value).filter((of) => of !== undefined))
          demand(
            byId.has(id) || /^http:\/\/schema\.org\/|^https:\/\/w3id\.org\/ro\/crate\/1\.1$/.test(id),
            `${name} ${id} is described`,
          );
    }
    const descriptor = byId.get('ro-crate-metadata.json');
    demand(descriptor?.['@type'] === 'CreativeWork', 'metadata descriptor');
    demand(
      ids(descriptor?.['conformsTo'])[0] === 'https://w3id.org/ro/crate/1.1',
      'conforms to RO-Crate 1.1',
    );
    const root = byId.get(ids(descriptor?.['about'])[0] ?? '')!;
    demand(root['@id'] === './' && root['@type'] === 'Dataset', 'root data entity');
    for (const name of ['name', 'description', 'datePublished', 'license'])
      demand(name in root, `root has ${name}`);
    demand(/^\d{4}-\d{2}-\d{2}/.test(String(root['datePublished'])), 'datePublished is ISO 8601');
    demand(
      ids(root['conformsTo']).includes('https://w3id.org/ro/wfrun/process/0.5'),
      'conforms to the profile',
    );
    const files = crate['@graph'].filter((entity) => entity['@type'] === 'File');
    demand(files.length > 0, 'files');
    for (const file of files) {
      demand(ids(root['hasPart']).includes(file['@id']), `${file['@id']} is part of the root`);
      const content = readFileSync(join(folder, file['@id']));
      demand(String(content.length) === file['contentSize'], `size of ${file['@id']}`);
      demand(createHash('sha256').update(content).digest('hex') === file['sha256'], `hash of ${file['@id']}`);
    }
    const actions = crate['@graph'].filter((entity) => entity['@type'] === 'CreateAction');
    demand(actions.length === 1, 'one action');
    for (const action of actions) {
      demand(ids(root['mentions']).includes(action['@id']), 'the action is mentioned');
      demand(byId.get(ids(action['instrument'])[0] ?? '')?.['@type'] === 'SoftwareApplication', 'instrument');
      for (const name of ['name', 'description', 'startTime'])
        demand(name in action, `the action has ${name}`);
      for (const id of [...ids(action['object']), ...ids(action['result'])])
        demand(
          ['File', 'PropertyValue'].includes(byId.get(id)?.['@type'] ?? ''),
          `${id} is a file or a value`,
        );
      demand(ids(action['object']).length > 0 && ids(action['result']).length > 0, 'object and result');
      demand(
        !ids(action['result']).some((id) => ids(action['object']).includes(id)),
        'nothing both read and made',
      );
    }
    const software = crate['@graph'].find((entity) => entity['@type'] === 'SoftwareApplication');
    demand(
      typeof software?.['softwareVersion'] === 'string' && typeof software['name'] === 'string',
      'software',
    );
    return found;
  }

  it('writes a crate that keeps the rules of RO-Crate 1.1 and Process Run Crate 0.5', async () => {
    const { files } = await exported('run', '--format', 'ro-crate', '--out', join(results, 'crate'));
    const folder = join(results, 'crate');
    const crate = JSON.parse(readFileSync(join(folder, 'ro-crate-metadata.json'), 'utf8')) as Crate;
    expect(crate['@context'][0]).toBe('https://w3id.org/ro/crate/1.1/context');
    expect(breaches(crate, folder)).toEqual([]);
    // Every file but the metadata is described.
    const described = crate['@graph']
      .filter((entity) => entity['@type'] === 'File')
      .map((file) => `crate/${file['@id']}`);
    expect(files.filter((file) => !file.endsWith('ro-crate-metadata.json')).sort()).toEqual(described.sort());
    const action = crate['@graph'].find((entity) => entity['@type'] === 'CreateAction')!;
    expect(action).toMatchObject({ startTime: run.manifest.created, description: run.manifest.command });
    expect(
      crate['@graph'].find(({ name }) => name === 'SHA-256 of the meaning of scenario lapsed')?.['value'],
    ).toBe('0'.repeat(64));
  });

  it('and the check of these rules notices a breach', () => {
    const folder = join(results, 'crate');
    const text = readFileSync(join(folder, 'ro-crate-metadata.json'), 'utf8');
    const changed = (from: string | RegExp, to: string): string[] =>
      breaches(JSON.parse(text.replace(from, to)) as Crate, folder);
    expect(changed('"SoftwareApplication"', '"CreativeWork"')).toContain('instrument');
    expect(changed('"instrument": {\n        "@id": "#', '"instrument": {\n        "@id": "#x')).toContain(
      'instrument',
    );
    expect(changed('"datePublished"', '"published"')).toContain('root has datePublished');
    expect(changed(/"contentSize": "\d+"/, '"contentSize": "1"')).toContain('size of manifest.json');
    expect(changed(/"sha256": "./, '"sha256": "x')).toContain('hash of manifest.json');
    expect(changed('process/0.5"', 'process/0.1"')).toContain('conforms to the profile');
  });
});

describe('duel export refuses', () => {
  it('to overwrite, and leaves nothing half done', async () => {
    mkdirSync(join(results, 'taken'));
    await expect(exported('run', '--format', 'parquet', '--out', join(results, 'taken'))).rejects.toThrow(
      /taken exists already: remove it, or name another folder with --out/,
    );
    expect(readdirSync(join(results, 'taken'))).toEqual([]);
    expect(readdirSync(results).filter((name) => name.startsWith('.new-export-'))).toEqual([]);
  });

  it('a run that is not there, and a format that it does not know', async () => {
    await expect(exported('rnu', '--format', 'parquet')).rejects.toThrow('did you mean run?');
    await expect(exported('run', '--format', 'xlsx')).rejects.toThrow(
      /Allowed choices are hubverse, ro-crate, parquet/,
    );
    await expect(exported('run')).rejects.toThrow(/required option '--format <format>' not specified/);
  });
});
