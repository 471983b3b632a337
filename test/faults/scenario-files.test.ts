import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseGeography } from '../../src/model/geography.js';
import { loadScenarios } from '../../src/scenarios/index.js';
import { BROKEN_EXPRESSIONS } from './scenarios/broken-expressions.js';
import { BROKEN_KEYS } from './scenarios/broken-keys.js';
import { BROKEN_LEVERS } from './scenarios/broken-levers.js';
import { BROKEN_VALUES } from './scenarios/broken-values.js';
import { BROKEN_YAML } from './scenarios/broken-yaml.js';

const geography = parseGeography(
  readFileSync('data/regions.csv', 'utf8'),
  readFileSync('data/adjacency.csv', 'utf8'),
);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-broken-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CORPUS = [...BROKEN_KEYS, ...BROKEN_VALUES, ...BROKEN_YAML, ...BROKEN_LEVERS, ...BROKEN_EXPRESSIONS];

test('no two files of the corpus have one name, so that each failure names its file', () => {
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

test.each(CORPUS)('$name', ({ text, expected }) => {
  const path = join(folder, 'broken.yaml');
  writeFileSync(path, text);
  const { problems, scenarios } = loadScenarios([path], geography);
  const shown = problems.map(
    ({ line, column, length, severity, message, hint }) =>
      `${line}:${column}+${length}: ${severity === 'warning' ? 'warning: ' : ''}${message} [${hint}]`,
  );
  expect(shown).toEqual(expected);
  expect(problems.every(({ file }) => file === path)).toBe(true);
  expect(scenarios).toHaveLength(problems.some(({ severity }) => severity === 'error') ? 0 : 1);
});
