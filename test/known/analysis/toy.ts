/** Toy runs for the tests of the analysis: a geography, scenarios, and replicates with numbers of our own. */
import { readFileSync } from 'node:fs';
import type { Layout as FullLayout } from '../../../src/analysis/layout.js';
import { type Measured as FullMeasured, Tabulator, type Tables } from '../../../src/analysis/tabulator.js';
import { type Geography, parseGeography } from '../../../src/model/geography.js';
import type { Scenario } from '../../../src/scenarios/scenario.js';

const data = (file: string): string =>
  readFileSync(new URL(`../../../data/${file}`, import.meta.url), 'utf8');

export const GEOGRAPHY: Geography = parseGeography(data('regions.csv'), data('adjacency.csv'));

export function scenario(
  id: string,
  counterfactual: string | null,
  changes: Partial<Scenario> = {},
): Scenario {
  return {
    id,
    title: id,
    purpose: 'sensitivity',
    question: '',
    assumptions: [],
    start: '2020-01-01',
    end: '2025-06-30',
    explanations: ['degradation', 'displacement', 'fade', 'mixed', 'slowdown'],
    parameters: { kind: 'point' },
    forcing: { changes: [] } as unknown as Scenario['forcing'],
    forcingRows: [],
    pulled: [],
    experiment: { draws: 3, replicates: 2, seed: 'toy', stop: null },
    assertions: [],
    settings: [],
    counterfactual,
    rebound: { from: '2023-07-01', bars: [1, 'twice-before'], months: 3 },
    outputs: { targets: ['attacks', 'cells'], trajectories: ['national'], quantiles: ['national'] },
    sha256: '0'.repeat(64),
    file: `/study/${id}.yaml`,
    origin: new Map(),
    ...changes,
  };
}

/** Toy runs assert nothing, so they have no probes. */
export type Layout = Omit<FullLayout, 'probes'>;
export type Measured = Omit<FullMeasured, 'probes'>;

export interface Pair {
  readonly explanation: string;
  readonly draw: number;
  readonly replicate: number;
  readonly lapsed: Measured;
  readonly sustained: Measured;
}

/** Tables of `lapsed` against `sustained`. */
export function tablesOf(layout: Layout, pairs: Iterable<Pair>, changes: Partial<Scenario> = {}): Tables {
  const tabulator = new Tabulator({
    scenarios: [scenario('lapsed', 'sustained', changes), scenario('sustained', null, changes)],
    geography: GEOGRAPHY,
    layout: { ...layout, probes: [] },
  });
  for (const { lapsed, sustained, ...address } of pairs) {
    tabulator.add(address, [
      { ...lapsed, probes: [] },
      { ...sustained, probes: [] },
    ]);
  }
  return tabulator.finish([]);
}
