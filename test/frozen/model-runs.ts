/** The runs behind the frozen baseline: counts only, since those are equal on every platform. */
import { dayOf } from '../../src/model/calendar.js';
import { type Forcing } from '../../src/model/forcing.js';
import { locationsOf } from '../../src/model/locations.js';
import { observe } from '../../src/model/observe.js';
import { parameterValues } from '../../src/model/parameters.js';
import { simulate } from '../../src/model/simulate.js';
import { State } from '../../src/model/state.js';
import { TARGETS } from '../../src/model/targets.js';
import { prepare } from '../../src/model/world.js';
import { Draws, replicateKey } from '../../src/random/draws.js';
import { masterKey } from '../../src/random/seed.js';
import { geography } from '../model-fixture.js';

/** Every mechanism on at once, so that a change of any shows. */
const BUSY = {
  restraint: 0.6,
  'restraint-autonomy': 0.3,
  crossing: 0.4,
  'relocation-threat': 0.3,
  'fade-rate': 0.03,
  'fade-claiming': 0.4,
  'cross-border': 0.2,
};

const LOCATIONS = ['afghanistan', 'nangarhar', 'kabul', 'north', 'kp', 'all'];

/** `target location` → yearly counts of three replicates, one after another. */
export type Baseline = Record<string, number[]>;

export function frozenRuns(): Baseline {
  const lapse: Forcing = {
    days: dayOf('2024-12-31') + 1,
    taliban: {
      everywhere: { from: dayOf('2023-07-01'), course: { shape: 'step', to: { calibrated: 'first-year' } } },
      byRegion: new Map(),
    },
    pakistan: { everywhere: null, byRegion: new Map() },
    levers: [],
  };
  const world = prepare(geography, parameterValues(BUSY), lapse);
  const places = locationsOf(geography).filter(({ id }) => LOCATIONS.includes(id));
  const found: Baseline = {};
  for (let replicate = 1; replicate <= 3; replicate++) {
    const draws = new Draws(replicateKey(masterKey('frozen'), 0, 1, replicate));
    const state = new State(draws, geography, world.months);
    simulate(state, world, draws);
    for (const target of TARGETS.filter(({ integer, aggregation }) => integer && aggregation !== 'share')) {
      for (const place of places) {
        const values = (found[`${target.id} ${place.id}`] ??= []);
        // Stocks at the end of December, flows and distinct regions over the year.
        const from = (year: number): number => (target.aggregation === 'stock' ? year * 12 + 11 : year * 12);
        for (let year = 0; year < 5; year++)
          values.push(observe(state.tallies, geography, target, place, from(year), (year + 1) * 12));
      }
    }
  }
  return found;
}

/** What differs, in words; empty when nothing does. */
export function differences(baseline: Baseline, found: Baseline): string[] {
  return [...new Set([...Object.keys(baseline), ...Object.keys(found)])].flatMap((name) => {
    const [before, now] = [JSON.stringify(baseline[name]), JSON.stringify(found[name])];
    return before === now ? [] : [`${name}: was ${before}, is ${now}`];
  });
}
