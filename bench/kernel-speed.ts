/** A replicate by the model against the same replicate by the plain loop; scaling in cells, days, regions. */
import type { ParameterValues } from '../src/model/parameters.js';
import { EXPLANATIONS } from '../src/model/explanations.js';
import { simulate } from '../src/model/simulate.js';
import { State } from '../src/model/state.js';
import type { World } from '../src/model/world.js';
import type { Draws } from '../src/random/draws.js';
import { PlainLoop } from './plain/plain-loop.js';
import { type Row, scaled, shown } from './row.js';
import { alternate } from './timing.js';
import { DAYS, drawsOf, forcing, geography, medians, SUSTAINED, withValues, worldOf } from './worlds.js';

export interface Effort {
  readonly rounds: number;
  /** Replicates of each world in a round. */
  readonly replicates: number;
}

/** Runs the same replicates of some worlds by the model. */
class Fast {
  private readonly states: readonly State[];
  readonly units: number;

  constructor(
    private readonly worlds: readonly World[],
    private readonly replicates: number,
  ) {
    this.states = worlds.map(({ months }) => new State(drawsOf(0), geography, months));
    this.units = worlds.length * replicates;
  }

  run(round: number): void {
    for (let i = 0; i < this.replicates; i++)
      this.worlds.forEach((world, at) =>
        simulate(this.states[at]!, world, drawsOf(round * this.replicates + i)),
      );
  }
}

/** The same by the plain loop; counts cell-days and events as it goes. */
class Plain {
  private readonly loops: readonly PlainLoop[];
  readonly units: number;
  cellDays = 0;
  events = 0;
  runs = 0;

  constructor(
    worlds: readonly World[],
    private readonly replicates: number,
  ) {
    this.loops = worlds.map((world) => new PlainLoop(world));
    this.units = worlds.length * replicates;
  }

  run(round: number): void {
    for (let i = 0; i < this.replicates; i++) {
      for (const loop of this.loops) {
        loop.run(drawsOf(round * this.replicates + i));
        this.cellDays += loop.cellDays;
        this.events += loop.events;
        this.runs++;
      }
    }
  }
}

function against(name: string, worlds: readonly World[], { rounds, replicates }: Effort): Row {
  const plain = new Plain(worlds, replicates);
  const { a, b, ratio } = alternate(rounds, new Fast(worlds, replicates), plain);
  const cellDays = plain.cellDays / plain.runs;
  const events = plain.events / plain.runs;
  const rates = (ms: number): string =>
    `${shown(ms)} ms, ${shown(cellDays / ms / 1000)} million cell-days/s, ${shown(events / ms / 1000)} million events/s`;
  const detail = `${rates(a.median)}; plain loop ${rates(b.median)}; ${shown(cellDays)} cell-days and ${shown(events)} events`;
  return { name, ratio, against: 'plain loop', detail };
}

/** As in a calibration with one replicate a draw: the world is prepared for each. */
function newDraw({ rounds, replicates }: Effort): Row {
  const sets = EXPLANATIONS.map((name) => medians(name));
  const { months } = worldOf(sets[0]!);
  const state = new State(drawsOf(0), geography, months);
  const each = (round: number, replicate: (world: World, draws: Draws) => void) => {
    for (let i = 0; i < replicates; i++)
      for (const set of sets) replicate(worldOf(set), drawsOf(round * replicates + i));
  };
  const units = sets.length * replicates;
  const { a, b, ratio } = alternate(
    rounds,
    { units, run: (round) => each(round, (world, draws) => simulate(state, world, draws)) },
    { units, run: (round) => each(round, (world, draws) => new PlainLoop(world).run(draws)) },
  );
  const detail = `${shown(a.median)} ms; plain loop ${shown(b.median)} ms`;
  return { name: 'replicate-new-draw', ratio, against: 'plain loop', detail };
}

/** Mean cell-days and events of a replicate, counted by the plain loop. */
function sizeOf(world: World): { cellDays: number; events: number } {
  const plain = new Plain([world], 5);
  plain.run(0);
  return { cellDays: plain.cellDays / plain.runs, events: plain.events / plain.runs };
}

/** What a larger world costs against `factor` times a smaller one: 1 = in proportion, above = less than that. */
function growth(
  name: string,
  larger: World,
  base: World,
  factor: number,
  baseName: string,
  { rounds, replicates }: Effort,
): Row {
  const { a, b, ratio } = alternate(rounds, new Fast([larger], replicates), new Fast([base], replicates));
  const [large, small] = [sizeOf(larger), sizeOf(base)];
  const times = (now: number, before: number): string => `× ${shown(now / before)}`;
  return {
    name,
    ratio: scaled(ratio, factor),
    against: factor === 1 ? baseName : `${factor} × ${baseName}`,
    detail:
      `${times(a.median, b.median)} the time (${shown(a.median)} ms against ${shown(b.median)} ms) for ` +
      `${times(large.cellDays, small.cellDays)} the cell-days and ${times(large.events, small.events)} the events`,
  };
}

/** Cells, what brings them and what a directorate can do, all `factor` times as many. */
function moreOfAll(p: ParameterValues, factor: number): ParameterValues {
  return withValues(p, {
    'cells-afghanistan': p['cells-afghanistan'] * factor,
    'cells-kp': p['cells-kp'] * factor,
    inflow: p['inflow'] * factor,
    crowding: p['crowding'] * factor,
    'crowding-kp': p['crowding-kp'] * factor,
    raids: p['raids'] * factor,
    'raids-kp': p['raids-kp'] * factor,
    concealment: p['concealment'] * factor,
  });
}

/** Nobody comes, nobody goes, and no day is unlike another: cells attack, are raided and disrupted, and move. */
const settled = (p: ParameterValues): ParameterValues =>
  withValues(p, {
    inflow: 0,
    growth: 0,
    'attrition-afghanistan': 0,
    'attrition-kp': 0,
    releases: 0,
    merger: 0,
    'raid-destroys': 0,
    'foreign-recruits': 0,
    'camp-growth': 0,
    resurgence: 1,
    opening: 0,
    'nangarhar-campaign': 0,
    'north-emphasis': 1,
    'kp-emphasis': 1,
    'pressure-2020': 1,
    'pressure-before-takeover': 1,
    'pressure-first-year': 1,
    'pressure-autumn-2022': 1,
  });

/** `factor` times the cells, each with one `factor`th of the events. */
const moreButSlower = (p: ParameterValues, factor: number): ParameterValues =>
  withValues(p, {
    'cells-afghanistan': p['cells-afghanistan'] * factor,
    'cells-kp': p['cells-kp'] * factor,
    concealment: p['concealment'] * factor,
    tempo: p['tempo'] / factor,
    relocation: p['relocation'] / factor,
    'relocation-threat': p['relocation-threat'] / factor,
    return: p['return'] / factor,
  });

/** Every cell in Nangarhar: the other provinces are there, and empty. */
const inOneProvince = (p: ParameterValues): ParameterValues =>
  withValues(p, {
    'initial-share-nangarhar': 1,
    'initial-share-kabul': 0,
    'recruitment-spread': 0,
    relocation: 0,
    'relocation-threat': 0,
  });

/** Cells all over Afghanistan. */
const everywhere = (p: ParameterValues): ParameterValues =>
  withValues(inOneProvince(p), {
    'initial-share-nangarhar': 0.2,
    'initial-share-kabul': 0.4,
    'recruitment-spread': 1,
  });

export function kernelRows(effort: Effort): Row[] {
  const sets = EXPLANATIONS.map((name) => ({ name, world: worldOf(medians(name)) }));
  const few = { rounds: effort.rounds, replicates: Math.max(1, Math.round(effort.replicates / 5)) };
  // A third of the cells that ship, since a hundred times these still fit into the model.
  const small = moreOfAll(medians('degradation'), 0.33);
  const still = settled(medians('degradation'));
  const base = worldOf(small);
  const alone = worldOf(inOneProvince(small));
  return [
    against(
      'replicate',
      sets.map(({ world }) => world),
      effort,
    ),
    ...sets.map(({ name, world }) => against(`replicate-${name}`, [world], effort)),
    against('replicate-cells-10', [worldOf(moreOfAll(medians('fade'), 10))], few),
    newDraw(few),
    growth('cells-10', worldOf(moreOfAll(small, 10)), base, 10, '×1', effort),
    growth('cells-100', worldOf(moreOfAll(small, 100)), base, 100, '×1', few),
    growth('cells-10-same-events', worldOf(moreButSlower(still, 10)), worldOf(still), 10, '×1', effort),
    growth('days-10', worldOf(still, forcing(SUSTAINED, DAYS * 10)), worldOf(still), 10, '×1', few),
    growth('regions-34', worldOf(everywhere(small)), alone, 1, 'cells in one province', effort),
  ];
}
