/** `datapackage.json`: every table, column, type, unit, key and checksum, for readers without this program. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { TARGETS } from '../model/targets.js';
import type { Column } from './column.js';
import { TABLE_NAMES, TABLES, type TableName } from './columns.js';
import type { TableFile } from './table-writer.js';
import { DamagedRunError } from './damaged-run.js';
import { replaceDurably, syncFolder } from './durable-file.js';
import { documentText, parsedDocument } from './run-document.js';

export const DATAPACKAGE_FILE = 'datapackage.json';

const PROFILES = 'https://datapackage.org/profiles/2.0';

/** What a reader of ours needs of `datapackage.json`. */
const READ = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      bytes: z.int(),
      hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
      rows: z.int(),
    }),
  ),
});

/**
 * The descriptor (Data Package v2, https://datapackage.org/standard/data-package/). It holds no clock, path or
 * host, so that equal tables give equal bytes. `unit` of a field, `rows` of a resource and `targets` are ours.
 * @throws RangeError if a table is not among the files, or is twice.
 */
export function datapackageText(files: readonly TableFile[]): string {
  const resources = TABLE_NAMES.map((name) => {
    const [file, ...others] = files.filter((candidate) => candidate.name === name);
    if (!file || others.length > 0) throw new RangeError(`${DATAPACKAGE_FILE} needs table ${name} once`);
    return resource(file);
  });
  const descriptor = {
    $schema: `${PROFILES}/datapackage.json`,
    name: 'enduring-duel-results',
    title: 'Simulated scenarios: stylised, not forecasts',
    resources,
    targets: TARGETS.map(({ id, aggregation, unit, sentence }) => ({
      id,
      aggregation,
      unit,
      description: sentence,
    })),
  };
  return `${JSON.stringify(descriptor, null, 2)}\n`;
}

/** @returns its SHA-256, hex */
export async function writeDatapackage(folder: string, files: readonly TableFile[]): Promise<string> {
  const text = datapackageText(files);
  // It vouches for the tables: after a power cut it must not stand beside those that they replaced.
  for (const tables of new Set(files.map(({ name }) => dirname(join(folder, TABLES[name].path)))))
    await syncFolder(tables);
  await replaceDurably(join(folder, DATAPACKAGE_FILE), text);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * What a run's descriptor says about its table files; `null` where there is none (the run did not end).
 * @throws Error naming the file where it is not a descriptor of ours.
 */
export async function readDatapackage(folder: string): Promise<ReadonlyMap<TableName, TableFile> | null> {
  const path = join(folder, DATAPACKAGE_FILE);
  let text: string;
  try {
    text = documentText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const read = READ.safeParse(parsedDocument(text, path));
  if (!read.success)
    throw new DamagedRunError(`${path}: not a results descriptor: ${z.prettifyError(read.error)}`);
  const files = new Map<TableName, TableFile>();
  for (const { name, bytes, hash, rows } of read.data.resources) {
    if (Object.hasOwn(TABLES, name)) {
      files.set(name as TableName, {
        name: name as TableName,
        bytes,
        sha256: hash.slice('sha256:'.length),
        rows,
      });
    }
  }
  return files;
}

function resource(file: TableFile): object {
  const { path, description } = TABLES[file.name];
  const columns: readonly Column[] = TABLES[file.name].columns;
  return {
    name: file.name,
    type: 'table',
    path,
    description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    ...(path.endsWith('.gz') ? { compression: 'gz' } : {}),
    bytes: file.bytes,
    hash: `sha256:${file.sha256}`,
    rows: file.rows,
    schema: {
      $schema: `${PROFILES}/tableschema.json`,
      fields: columns.map((column) => ({
        name: column.name,
        type: column.type,
        description: column.description,
        ...(column.unit === null ? {} : { unit: column.unit }),
        ...(column.missing ? {} : { constraints: { required: true } }),
      })),
      missingValues: [''],
      primaryKey: columns.filter((column) => column.key).map((column) => column.name),
    },
  };
}
