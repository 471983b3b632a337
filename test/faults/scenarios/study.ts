/** A study folder on disk for one test, and the loading of it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseGeography } from '../../../src/model/geography.js';
import {
  type LoadOptions,
  type LoadResult,
  loadScenarios,
  type Scenario,
} from '../../../src/scenarios/index.js';

export const geography = parseGeography(
  readFileSync('data/regions.csv', 'utf8'),
  readFileSync('data/adjacency.csv', 'utf8'),
);

/** A base that completes any scenario with an id. */
export const BASE = [
  'schema: scenario/v1',
  'title: A title',
  'purpose: sensitivity',
  'question: What if?',
  'assumptions: [None.]',
  'time: {end: 2024-12-31}',
  'parameters: point',
  '',
].join('\n');

export interface Loaded extends LoadResult {
  /** `file:line:column: message`, the folder left out. */
  readonly shown: readonly string[];
}

/** Writes files into a fresh folder, loads `paths` of it (default: the folder), and removes it. */
export function loadStudy(
  files: Readonly<Record<string, string>>,
  paths: readonly string[] = ['.'],
  prepare: (folder: string) => void = () => {},
  options: LoadOptions = {},
): Loaded {
  const folder = mkdtempSync(join(tmpdir(), 'duel-study-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    prepare(folder);
    const result = loadScenarios(
      paths.map((path) => join(folder, path)),
      geography,
      options,
    );
    return {
      ...result,
      shown: result.problems.map(
        ({ file, line, column, message }) =>
          `${file.replace(`${folder}/`, '')}:${line}:${column}: ${message}`,
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads one file that extends `BASE` and must have no problem. */
export function loadOne(text: string): Scenario {
  const { scenarios, shown } = loadStudy(
    { 'base.yaml': BASE, 'one.yaml': `schema: scenario/v1\nid: one\nextends: base.yaml\n${text}` },
    ['one.yaml'],
  );
  if (shown.length > 0 || !scenarios[0]) throw new Error(shown.join('\n'));
  return scenarios[0];
}
