import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ENTITY } from '../../src/model/addresses.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import {
  foundCell,
  moveCell,
  removeCell,
  setRates,
  setStrength,
  setVisibility,
} from '../../src/model/posture.js';
import { command } from '../../src/model/submodels/command.js';
import { intelligence } from '../../src/model/submodels/intelligence.js';
import { raids } from '../../src/model/submodels/raids.js';
import { pressed, geography, scene } from '../model-fixture.js';

const region = fc.nat(REGION_COUNT - 1);
const pick = fc.nat(1000);

type Operation =
  | { readonly kind: 'found' | 'move'; readonly pick: number; readonly region: number }
  | { readonly kind: 'remove' | 'hide' | 'resume' | 'day'; readonly pick: number }
  | { readonly kind: 'expose' | 'disrupt'; readonly pick: number; readonly until: number }
  | { readonly kind: 'strength'; readonly pick: number; readonly fighters: number; readonly skill: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('found' as const, 'move' as const), pick, region }),
  fc.record({
    kind: fc.constantFrom('remove' as const, 'hide' as const, 'resume' as const, 'day' as const),
    pick,
  }),
  fc.record({
    kind: fc.constantFrom('expose' as const, 'disrupt' as const),
    pick,
    until: fc.integer({ min: 1, max: 90_000 }),
  }),
  fc.record({
    kind: fc.constant('strength' as const),
    pick,
    fighters: fc.integer({ min: 1, max: 60 }),
    skill: fc.double({ min: 0.1, max: 3, noNaN: true }),
  }),
);

/** What a cell must be, kept the slow way. */
interface Shadow {
  readonly key: number;
  region: number;
  exposed: number;
  dormant: number;
  fighters: number;
  skill: number;
}

const exact = (rate: number): number => Math.round(rate * 2 ** 20) / 2 ** 20;

it('sums over a region equal a recount after any operations', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const { world, state } = scene({ exposure: 3.3, 'dormant-visibility': 0.3 }, 0);
      const { cells } = state;
      const shadows = new Map<number, Shadow>();
      let [created, removed] = [0, 0];
      for (const op of operations) {
        if (op.kind === 'found') {
          const slot = foundCell(state, world, 7, created, op.region);
          expect(shadows.has(slot)).toBe(false);
          const fresh = { region: op.region, exposed: 0, dormant: 0, fighters: 20, skill: 1 };
          shadows.set(slot, { key: created++, ...fresh });
          continue;
        }
        if (op.kind === 'day') {
          for (let zone = 0; zone < 5; zone++) cells.attack.advance(zone, 2 ** 28 + op.pick);
          for (let series = 0; series < world.series.length; series++) cells.raid.advance(series, op.pick);
          continue;
        }
        if (shadows.size === 0) continue;
        const slot = [...shadows.keys()][op.pick % shadows.size]!;
        const shadow = shadows.get(slot)!;
        switch (op.kind) {
          case 'remove':
            removeCell(state, world, slot, op.pick % 2 === 0);
            shadows.delete(slot);
            removed++;
            break;
          case 'move':
            moveCell(state, world, slot, (shadow.region = op.region));
            break;
          case 'hide':
            cells.hide(slot);
            shadow.exposed = 0;
            setVisibility(state, world, slot);
            break;
          case 'expose':
            cells.expose(slot, (shadow.exposed = op.until));
            setVisibility(state, world, slot);
            break;
          case 'disrupt':
            cells.disrupt(slot, (shadow.dormant = op.until));
            setRates(state, world, slot);
            break;
          case 'resume':
            cells.resume(slot);
            shadow.dormant = 0;
            setRates(state, world, slot);
            break;
          case 'strength':
            [shadow.fighters, shadow.skill] = [op.fighters, op.skill];
            cells.fighters[slot] = op.fighters;
            cells.skill[slot] = op.skill;
            setStrength(state, world, slot);
        }
      }
      const all = [...shadows.values()];
      for (let at = 0; at < REGION_COUNT; at++) {
        const here = all.filter((shadow) => shadow.region === at);
        // Exactly: rates are multiples of 2^-20, so no order of summation can matter.
        const sum = (rate: (shadow: Shadow) => number): number =>
          here.reduce((total, shadow) => total + exact(rate(shadow)), 0);
        expect(cells.attackRate[at]).toBe(
          sum(({ dormant, fighters, skill }) => (dormant > 0 ? 0 : (fighters / 20) * skill)),
        );
        expect(cells.raidWeight[at]).toBe(
          sum(({ dormant, exposed }) => (exposed > 0 ? 3.3 : 1) * (dormant > 0 ? 0.3 : 1)),
        );
        expect(cells.present[at]).toBe(here.length);
        expect(cells.exposed[at]).toBe(here.filter((shadow) => shadow.exposed > 0).length);
        const filed: number[] = [];
        for (let slot = cells.byRegion.first(at); slot >= 0; slot = cells.byRegion.after(slot))
          filed.push(cells.keyLow[slot]!);
        expect(filed.sort((a, b) => a - b)).toEqual(here.map(({ key }) => key).sort((a, b) => a - b));
      }
      expect(cells.count).toBe(all.length);
      expect(cells.created).toBe(created);
      expect(cells.destroyed + cells.left).toBe(removed);
      const live = [...cells.live.slice(0, cells.count)].sort((a, b) => a - b);
      expect(live).toEqual([...shadows.keys()].sort((a, b) => a - b));
      for (const [slot, shadow] of shadows) expect(cells.keyLow[slot]).toBe(shadow.key);
      for (let slot = 0; slot < 200; slot++) expect(cells.isLive(slot)).toBe(shadows.has(slot));
    }),
    { seed: 20200101, numRuns: 60 },
  );
});

it('cells and nobody together spend the capacity of their province, whatever becomes of the cells', () => {
  const DAYS = 3000;
  const given = { raids: 30, concealment: 0.7, exposure: 3, 'exposure-days': 9, 'raid-effect': 0.7 };
  const more = { 'raid-destroys': 0, disruption: 0.3, 'raid-lead': 0.5, 'intelligence-capture': 5 };
  const { world, state } = scene({ ...given, ...more }, 6, pressed(DAYS, 1));
  for (let i = 0; i < 4; i++) foundCell(state, world, 6, i, i);
  state.pressure.fill(1);
  const spent = new Map<number, number>();
  let [made, empty] = [0, 0];
  for (let day = 0; day < DAYS; day++) {
    intelligence(state, world, day);
    for (let at = 0; at < REGION_COUNT; at++)
      spent.set(at, (spent.get(at) ?? 0) + (at === geography.kp ? 0 : state.capacity[at]!));
    raids(state, world, day);
    command(state, world, day);
    const { raid, keyHigh } = state.cells;
    made += raid.events;
    for (const slot of raid.fired.subarray(0, raid.events)) if (keyHigh[slot] === ENTITY.region) empty++;
  }
  const expected = [...spent.values()].reduce((sum, hazard) => sum + hazard, 0);
  expect(expected).toBeCloseTo((30 / 30.4375) * DAYS, 6);
  // Poisson: within 4.9 standard deviations, a false alarm of 1e-6; a clock that lost its share would be far off.
  expect(Math.abs(made - expected)).toBeLessThan(4.9 * Math.sqrt(expected));
  expect(empty).toBeGreaterThan(100);
  expect(made - empty).toBeGreaterThan(100);
});
