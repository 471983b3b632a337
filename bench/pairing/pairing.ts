/**
 * What pairing is worth: the variance of the difference in claimed attacks in Afghanistan over the 24 months
 * after pressure changes, against independent seeds, for three ways to draw. The two that are not the model's run
 * on the plain loop, which can be made to draw otherwise without a trace in the model.
 */
import { type Explanation, EXPLANATIONS } from '../../src/model/explanations.js';
import type { Course } from '../../src/model/forcing.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import { monthOf } from '../../src/model/calendar.js';
import { simulate } from '../../src/model/simulate.js';
import { State } from '../../src/model/state.js';
import { COUNTER, type Tallies } from '../../src/model/tallies.js';
import type { World } from '../../src/model/world.js';
import { Draws, replicateKey } from '../../src/random/draws.js';
import { masterKey } from '../../src/random/seed.js';
import type { Key } from '../../src/random/threefry.js';
import { PlainLoop } from '../plain/plain-loop.js';
import { tableOf } from '../readme-table.js';
import { shown } from '../row.js';
import { forcing, geography, LAPSE, medians, SUSTAINED, worldOf } from '../worlds.js';
import { type Pair, type Reduction, reductionOf } from './reduction.js';
import { StreamDraws } from './stream.js';

const CHANGES: readonly { readonly id: string; readonly says: string; readonly course: Course }[] = [
  {
    id: 'step',
    says: 'pressure 1 → that of the first year',
    course: { shape: 'step', to: { calibrated: 'first-year' } },
  },
  {
    id: 'pulse',
    says: 'the same for three months only',
    course: { shape: 'pulse', to: { calibrated: 'first-year' }, days: 92 },
  },
  { id: 'small', says: 'pressure 1 → 0.9', course: { shape: 'step', to: 0.9 } },
];

const MASTER = masterKey('bench pairing');
const MONTHS = 24;

interface Method {
  readonly id: 'stream' | 'clocks' | 'monthly';
  readonly says: string;
  /** What runs a numbered replicate of a world. */
  in(world: World): (replicate: number) => Tallies;
}

const key = (replicate: number): Key => replicateKey(MASTER, 0, 0, replicate);

const METHODS: readonly Method[] = [
  {
    id: 'stream',
    says: 'one shared stream',
    in(world) {
      const loop = new PlainLoop(world);
      return (replicate) => loop.run(new StreamDraws(key(replicate)));
    },
  },
  {
    id: 'clocks',
    says: 'addressed clocks (the model)',
    in(world) {
      const state = new State(new Draws(key(0)), geography, world.months);
      return (replicate) => {
        simulate(state, world, new Draws(key(replicate)));
        return state.tallies;
      };
    },
  },
  {
    id: 'monthly',
    says: 'clocks redrawn monthly',
    in(world) {
      const loop = new PlainLoop(world, { redraw: 'monthly' });
      return (replicate) => loop.run(new Draws(key(replicate)));
    },
  },
];

export interface PairingRow extends Reduction {
  readonly change: string;
  /** An explanation, or `all`: the geometric mean over the five. */
  readonly explanation: Explanation | 'all';
  readonly method: Method['id'];
  readonly replicates: number;
}

function claimsAfter(tallies: Tallies): number {
  const from = monthOf(LAPSE);
  let claims = 0;
  for (let month = from; month < from + MONTHS; month++)
    for (let region = 0; region < REGION_COUNT; region++)
      if (region !== geography.kp) claims += tallies.at(month, COUNTER.claimed, region);
  return claims;
}

/** Pairs of one explanation and method, by change. */
function pairsOf(explanation: Explanation, method: Method, replicates: number): Pair[][] {
  const p = medians(explanation);
  const runnerOf = (course: Course) => method.in(worldOf(p, forcing(course)));
  const reference = runnerOf(SUSTAINED);
  const changed = CHANGES.map(({ course }) => runnerOf(course));
  const pairs: Pair[][] = CHANGES.map(() => []);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const before = claimsAfter(reference(replicate));
    changed.forEach((run, change) => pairs[change]!.push([before, claimsAfter(run(replicate))]));
  }
  return pairs;
}

/** Factors by change and method, for each explanation and over all five. */
export function pairingRows(replicates: number, say: (text: string) => void): PairingRow[] {
  const rows: PairingRow[] = [];
  for (const method of METHODS) {
    const found = EXPLANATIONS.map((explanation) => {
      say(`${method.says}, ${explanation} …`);
      return pairsOf(explanation, method, replicates);
    });
    CHANGES.forEach(({ id: change }, at) => {
      const groups = found.map((pairs) => pairs[at]!);
      const common = { change, method: method.id, replicates };
      EXPLANATIONS.forEach((explanation, group) =>
        rows.push({ ...common, explanation, ...reductionOf([groups[group]!]) }),
      );
      rows.push({ ...common, explanation: 'all', ...reductionOf(groups) });
    });
  }
  return rows;
}

export function pairingTable(rows: readonly PairingRow[]): string {
  const cell = (change: string, explanation: string, method: string): string => {
    const row = rows.find(
      (each) => each.change === change && each.explanation === explanation && each.method === method,
    )!;
    return `${shown(row.factor)} (${shown(row.low)} – ${shown(row.high)})`;
  };
  return tableOf(
    ['change', 'explanation', ...METHODS.map(({ says }) => says)],
    CHANGES.flatMap(({ id, says }) =>
      [...EXPLANATIONS, 'all'].map((explanation) => [
        `${id}: ${says}`,
        explanation,
        ...METHODS.map((method) => cell(id, explanation, method.id)),
      ]),
    ),
  );
}
