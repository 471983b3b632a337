/**
 * A run as a Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5, a profile of RO-Crate 1.1): its tables, and
 * an account of the run that made them: with which program, from what, when.
 */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TABLE_NAMES, TABLES, type TableName } from '../results/columns.js';
import { DATAPACKAGE_FILE } from '../results/datapackage.js';
import type { FinishedRun } from '../results/finished-run.js';
import { MANIFEST_FILE } from '../results/manifest.js';
import { type Citation, citation } from './citation.js';

export const METADATA_FILE = 'ro-crate-metadata.json';
const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5';
const ACTION = '#run';

type Entity = Readonly<Record<string, unknown>> & { readonly '@id': string };
interface Ref {
  readonly '@id': string;
}

/** What the run was given, as its tables keep it; the others are what it made. */
const INPUTS: readonly TableName[] = ['scenarios', 'forcings', 'parameters'];

export async function exportRoCrate(run: FinishedRun, folder: string): Promise<string[]> {
  const files = [
    { path: MANIFEST_FILE, description: 'What was run, with which scenarios, seed, model and data.' },
    {
      path: DATAPACKAGE_FILE,
      description: 'Every table, column, type, unit, key and checksum (Data Package v2).',
    },
    ...TABLE_NAMES.map((name) => ({
      path: TABLES[name].path,
      description: TABLES[name].description,
      table: name,
    })),
  ];
  const entities: Entity[] = [];
  for (const file of files) {
    const from = 'table' in file ? await run.fileOf(file.table) : join(run.path, file.path);
    entities.push(await fileEntity(from, folder, file));
  }
  const crate = {
    '@context': ['https://w3id.org/ro/crate/1.1/context', 'https://w3id.org/ro/terms/workflow-run/context'],
    '@graph': [...described(run, citation(), entities), ...entities],
  };
  await writeFile(join(folder, METADATA_FILE), `${JSON.stringify(crate, null, 2)}\n`);
  return [];
}

async function fileEntity(
  from: string,
  folder: string,
  { path, description }: { readonly path: string; readonly description: string },
): Promise<Entity> {
  const to = join(folder, path);
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(to)) hash.update(chunk as Buffer);
  const types: Readonly<Record<string, string>> = {
    json: 'application/json',
    csv: 'text/csv',
    gz: 'application/gzip',
  };
  return {
    '@id': path,
    '@type': 'File',
    name: path.replace(/^.*\//, ''),
    description,
    encodingFormat: types[path.replace(/^.*\./, '')]!,
    contentSize: String((await stat(to)).size),
    sha256: hash.digest('hex'),
  };
}

/** Everything but the files. */
function described(run: FinishedRun, cited: Citation, files: readonly Entity[]): Entity[] {
  const { manifest, name } = run;
  const license = `https://spdx.org/licenses/${cited.license}`;
  const authors = cited.authors.map(({ name: of, isPerson }, at) => ({
    '@id': `#author-${at + 1}`,
    '@type': isPerson ? 'Person' : 'Organization',
    name: of,
  }));
  const software = `#enduring-duel-${manifest.version}`;
  const values = inputValues(run);
  const inputs = INPUTS.map((table) => ({ '@id': TABLES[table].path }));
  const made = files.filter((file) => !inputs.some((input) => input['@id'] === file['@id']));
  return [
    {
      '@id': METADATA_FILE,
      '@type': 'CreativeWork',
      conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
      about: { '@id': './' },
    },
    {
      '@id': './',
      '@type': 'Dataset',
      conformsTo: [{ '@id': PROFILE }],
      name: `${cited.title}, run ${name}`,
      description: `Simulated scenarios: stylised, not forecasts. ${cited.abstract}`,
      datePublished: manifest.finished ?? manifest.created,
      license: { '@id': license },
      author: refs(authors),
      hasPart: refs(files),
      mentions: refs([{ '@id': ACTION }, ...values]),
    },
    { '@id': PROFILE, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
    { '@id': license, '@type': 'CreativeWork', name: cited.license, url: license },
    ...authors,
    {
      '@id': software,
      '@type': 'SoftwareApplication',
      name: cited.title,
      description: cited.abstract,
      softwareVersion: manifest.version,
      license: { '@id': license },
      author: refs(authors),
    },
    {
      '@id': ACTION,
      '@type': 'CreateAction',
      name: `Run ${name}`,
      description: manifest.command,
      startTime: manifest.created,
      ...(manifest.finished === null ? {} : { endTime: manifest.finished }),
      instrument: { '@id': software },
      object: [...inputs, ...refs(values)],
      result: refs(made),
      ...statusOf(run),
    },
    ...values,
  ];
}

/** A partial run completed: what failed is in its tables. */
function statusOf({ manifest: { status, counts } }: FinishedRun): object {
  const completed = status === 'complete' || status === 'partial';
  const action = { '@id': `http://schema.org/${completed ? 'Completed' : 'Failed'}ActionStatus` };
  if (completed) return { actionStatus: action };
  return { actionStatus: action, error: `${status}: ${counts.done} of ${counts.planned} replicates done` };
}

/** What is no file: scenarios by the hash of their meaning, the seed, the model's hash. */
function inputValues({ manifest }: FinishedRun): Entity[] {
  const { scenarios, experiment, seed, model, data } = manifest;
  const value = (id: string, name: string, of: string | number): Entity => ({
    '@id': `#${encodeURIComponent(id)}`,
    '@type': 'PropertyValue',
    name,
    value: of,
  });
  return [
    ...scenarios.map(({ id, sha256 }) =>
      value(`scenario-${id}`, `SHA-256 of the meaning of scenario ${id}`, sha256),
    ),
    ...data.map(({ file, sha256 }) => value(`data-${file}`, `SHA-256 of ${file}`, sha256)),
    value('model', 'Hash of the built model and its data', model),
    value('seed', `Seed; ${seed.addressing}`, seed.text),
    value('draws', 'Parameter draws of each explanation', experiment.draws),
    value('replicates', 'Replicates of each draw', experiment.replicates),
    value('explanations', 'Explanations', experiment.explanations.join(', ')),
  ];
}

function refs(entities: readonly Ref[]): Ref[] {
  return entities.map((entity) => ({ '@id': entity['@id'] }));
}
