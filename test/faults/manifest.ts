/** A manifest of a run that has just begun, for tests of folders and tables. */
import type { Manifest } from '../../src/results/manifest.js';

export const HASH = 'a'.repeat(64);
export const MANIFEST: Manifest = {
  schema: 'results/v1',
  command: 'duel run lapsed.yaml',
  status: 'running',
  created: '2026-01-02T03:04:05Z',
  finished: null,
  scenarios: [{ id: 'lapsed', file: 'lapsed.yaml', sha256: HASH }],
  experiment: { explanations: ['fade'], draws: 1, replicates: 2 },
  stop: null,
  seed: { text: 'seed', addressing: 'by purpose, place, day and ordinal' },
  version: '0.1.0',
  model: HASH,
  node: 'v20.0.0',
  data: [],
  counts: { planned: 2, done: 0, reused: 0, failed: 0, dropped: 0, spared: 0 },
  checks: null,
  datapackage: null,
};
export const PLAN = new Map([['plan.json', '{}\n']]);
