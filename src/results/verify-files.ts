/** Whether the files of a run are what they were when it ended: manifest, descriptor, and every table. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TABLE_NAMES, TABLES, type TableName } from './columns.js';
import { parseTable } from './csv-reader.js';
import { DATAPACKAGE_FILE } from './datapackage.js';
import { isIntact, type Manifest, MANIFEST_FILE, parseManifest } from './manifest.js';
import { jsonDifference } from './json-difference.js';
import { documentText } from './run-document.js';
import { PLAN_FILE, readPlanned } from './run-plan.js';
import { sha256Of } from './sha256.js';
import { DESCRIBED_TABLE, tableProblem } from './table-check.js';

/** What is broken, and how. */
export interface Fault {
  /** Path inside the run's folder. */
  readonly file: string;
  readonly problem: string;
}

const DESCRIPTOR = z.object({
  resources: z.array(
    DESCRIBED_TABLE.extend({ bytes: z.int(), hash: z.string().regex(/^sha256:[0-9a-f]{64}$/) }),
  ),
});

/** Of a share, which has no tables. Never throws for what the folder holds. Empty: nothing is broken. */
export async function shareFileFaults(folder: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  const manifest = await manifestOf(folder, faults);
  return manifest ? [...faults, ...(await planFaults(folder, manifest))] : faults;
}

/** Never throws for what the folder holds. Empty: nothing is broken. */
export async function fileFaults(folder: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  const manifest = manifestOf(folder, faults);
  let text: string;
  try {
    text = documentText(join(folder, DATAPACKAGE_FILE));
  } catch (error) {
    return [...faults, { file: DATAPACKAGE_FILE, problem: (error as Error).message }];
  }
  if (manifest) faults.push(...(await planFaults(folder, manifest)));
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (manifest && manifest.datapackage !== sha256)
    faults.push({ file: DATAPACKAGE_FILE, problem: 'its SHA-256 is not the one in the manifest' });
  const read = DESCRIPTOR.safeParse(parsed(text));
  if (!read.success)
    return [
      ...faults,
      { file: DATAPACKAGE_FILE, problem: `no descriptor of results: ${z.prettifyError(read.error)}` },
    ];
  for (const name of TABLE_NAMES) {
    if (!read.data.resources.some((resource) => resource.name === name))
      faults.push({ file: DATAPACKAGE_FILE, problem: `it does not describe table ${name}` });
  }
  const seen = new Set<string>();
  for (const resource of read.data.resources) {
    const expected = Object.hasOwn(TABLES, resource.name) ? TABLES[resource.name as TableName].path : null;
    // A descriptor from elsewhere could name any file of this machine.
    if (resource.path !== expected || seen.has(resource.name)) {
      const problem = `it describes ${resource.name} at ${resource.path}; expected each table once, at its own path`;
      faults.push({ file: DATAPACKAGE_FILE, problem });
      continue;
    }
    seen.add(resource.name);
    const path = join(folder, resource.path);
    const problems: string[] = [];
    const content = await tableProblem(path, resource);
    if (content !== null) problems.push(content);
    const hash = await sha256Of(path);
    if (hash !== null && `sha256:${hash}` !== resource.hash)
      problems.push(`its SHA-256 is not the one in ${DATAPACKAGE_FILE}`);
    if (problems.length > 0) faults.push({ file: resource.path, problem: problems.join('; ') });
    else if (manifest && resource.name === 'scenarios')
      faults.push(...(await scenarioFaults(folder, manifest).catch(() => [])));
  }
  return faults;
}

function manifestOf(folder: string, faults: Fault[]): Manifest | null {
  try {
    const text = documentText(join(folder, MANIFEST_FILE));
    if (!isIntact(text, MANIFEST_FILE))
      faults.push({ file: MANIFEST_FILE, problem: 'its checksum does not hold: it was changed' });
    return parseManifest(text, MANIFEST_FILE);
  } catch (error) {
    faults.push({ file: MANIFEST_FILE, problem: (error as Error).message });
    return null;
  }
}

/** What the manifest says otherwise than the plan beside it. */
async function planFaults(folder: string, { seed, experiment }: Manifest): Promise<Fault[]> {
  const plan = await readPlanned(folder).catch((error: Error) => error);
  if (plan instanceof Error) return [{ file: PLAN_FILE, problem: plan.message }];
  return [
    ...contradiction('seed.text', PLAN_FILE, seed.text, plan.seed),
    ...contradiction('experiment', PLAN_FILE, experiment, plan.experiment),
  ];
}

/** What the manifest says otherwise than the table of scenarios, which can be read. */
async function scenarioFaults(folder: string, { scenarios }: Manifest): Promise<Fault[]> {
  const { path } = TABLES.scenarios;
  const rows = parseTable('scenarios', await readFile(join(folder, path), 'utf8'), path);
  const meant = Object.fromEntries(scenarios.map(({ id, sha256 }) => [id, sha256]));
  const told = Object.fromEntries(rows.map(({ scenario_id, sha256 }) => [scenario_id, sha256]));
  return contradiction('scenarios', path, meant, told);
}

function contradiction(path: string, file: string, is: unknown, expected: unknown): Fault[] {
  const found = jsonDifference(is, expected, [path]);
  if (!found) return [];
  return [
    { file: MANIFEST_FILE, problem: `${found.path} is ${found.left}, but ${file} says ${found.right}` },
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
