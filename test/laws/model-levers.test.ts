/** Each row of the list of levers: no effect at strength 0, some effect at strength 1, none before it acts. */
import { describe, expect, it } from 'vitest';
import { dayOf, monthOf } from '../../src/model/calendar.js';
import type { Forcing } from '../../src/model/forcing.js';
import { PLACE_COUNT } from '../../src/model/geography.js';
import { LEVERS, type Lever } from '../../src/model/levers.js';
import { PARAMETERS, parameterValues } from '../../src/model/parameters.js';
import { simulate } from '../../src/model/simulate.js';
import { COUNTER_COUNT } from '../../src/model/tallies.js';
import { TARGET_IDS } from '../../src/model/targets.js';
import { prepare } from '../../src/model/world.js';
import { asCalibrated, drawsOf, geography, lever, regionOf, runOnce, stateOf } from '../model-fixture.js';

const DAYS = dayOf('2023-07-01');
// After the takeover, before which foreign recruits do not come.
const FROM = dayOf('2021-10-01');
const busy = parameterValues({
  crossing: 0.5,
  'relocation-threat': 0.3,
  'heavy-handed': 0.5,
  'grievance-per-raid': 0.15,
  'raid-destroys': 0.5,
});

const under = (...levers: Lever[]): Forcing => ({ ...asCalibrated(DAYS), levers });
const base = runOnce(busy, { forcing: under() }).tallies.values;
const talliesOf = (...levers: Lever[]): Float64Array =>
  runOnce(busy, { forcing: under(...levers) }).tallies.values;

describe.each(LEVERS.map((row) => [row.id, row] as const))('%s', (id, { takes }) => {
  const variants: Partial<Lever>[] = [{ secondOrder: true }, { from: 0 }];
  if (takes.lasts) variants.push({ until: FROM + 400 });
  if ('location' in takes) variants.push({ regions: [regionOf('AF-NAN'), geography.kp] });
  if ('side' in takes) variants.push({ side: 'taliban' }, { side: 'pakistan' });
  if ('languages' in takes) variants.push({ audience: 1 / 12 });

  it('changes nothing at strength 0, to the last bit', () => {
    for (const variant of variants)
      expect(talliesOf(lever({ id, from: FROM, ...variant, strength: 0 }))).toEqual(base);
  });

  it('changes something at strength 1, wherever it is pulled, and nothing before', () => {
    for (const variant of variants) {
      const from = variant.from ?? FROM;
      const tallies = talliesOf(lever({ id, from, ...variant }));
      expect(
        tallies.some((count, i) => count !== base[i]),
        JSON.stringify(variant),
      ).toBe(true);
      const before = monthOf(from) * COUNTER_COUNT * PLACE_COUNT;
      expect(tallies.subarray(0, before)).toEqual(base.subarray(0, before));
    }
  });
});

describe('the list of levers', () => {
  it('names parameters and targets that there are, and every parameter of an effect once', () => {
    const named = LEVERS.flatMap((row): readonly string[] => row.parameters);
    const effects = PARAMETERS.map((row): string => row.id).filter((id) => id.startsWith('effect-'));
    expect([...named].sort()).toEqual(effects.sort());
    for (const { expected } of LEVERS) expect(TARGET_IDS).toContain(expected.target);
    expect(new Set(LEVERS.map((row) => row.id)).size).toBe(LEVERS.length);
  });

  it('may be pulled together: the order in which a scenario names them does not matter', () => {
    const all = LEVERS.map(({ id }, i) => lever({ id, from: FROM + 20 * i, strength: 0.5 }));
    expect(talliesOf(...all)).toEqual(talliesOf(...[...all].reverse()));
  });

  it('leaves no trace of a run in the next one of the same state', () => {
    const worlds = [LEVERS.map(({ id }) => lever({ id, from: FROM })), []].map((levers) =>
      prepare(geography, busy, under(...levers)),
    );
    const state = stateOf(worlds[0]!);
    for (const world of worlds) simulate(state, world, drawsOf('model'));
    expect(state.tallies.values).toEqual(base);
  });
});
