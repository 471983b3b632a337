import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOCK, CLOCK_COUNT, Cells } from '../../src/model/cells.js';
import { REGION_COUNT } from '../../src/model/geography.js';
import { drawsOf } from '../model-fixture.js';

const SETTINGS = { seed: 20200101, numRuns: 60 };
const region = fc.nat(REGION_COUNT - 1);
const rate = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 4, noNaN: true }));
const quantised = (x: number): number => Math.round(x * 2 ** 20) / 2 ** 20;

type Operation =
  | { readonly kind: 'add'; readonly region: number }
  | { readonly kind: 'remove'; readonly pick: number }
  | { readonly kind: 'hide'; readonly pick: number }
  | { readonly kind: 'move'; readonly pick: number; readonly region: number }
  | { readonly kind: 'expose'; readonly pick: number; readonly until: number }
  | { readonly kind: 'rate'; readonly pick: number; readonly clock: number; readonly rate: number }
  | { readonly kind: 'day'; readonly hazard: number };

const pick = fc.nat(1000);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), region }),
  fc.record({ kind: fc.constant('remove' as const), pick }),
  fc.record({ kind: fc.constant('hide' as const), pick }),
  fc.record({ kind: fc.constant('move' as const), pick, region }),
  fc.record({ kind: fc.constant('expose' as const), pick, until: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ kind: fc.constant('rate' as const), pick, clock: fc.nat(CLOCK_COUNT - 1), rate }),
  fc.record({ kind: fc.constant('day' as const), hazard: fc.double({ min: 0, max: 0.5, noNaN: true }) }),
);

/** What the sums must be, kept the slow way. */
interface Shadow {
  readonly key: number;
  region: number;
  exposed: boolean;
  rates: number[];
}

it('sums over a region equal a recount after any operations', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
      const draws = drawsOf('recount');
      const cells = new Cells(draws);
      cells.reset(draws);
      const shadows = new Map<number, Shadow>();
      let [created, removed] = [0, 0];
      for (const op of operations) {
        if (op.kind === 'add') {
          const slot = cells.add(7, created, op.region, op.region, 20);
          expect(shadows.has(slot)).toBe(false);
          shadows.set(slot, { key: created++, region: op.region, exposed: false, rates: [0, 0, 0, 0, 0] });
          continue;
        }
        if (op.kind === 'day') {
          for (let at = 0; at < REGION_COUNT; at++) cells.advance(CLOCK.attack, at, op.hazard);
          cells.collect(CLOCK.attack);
          continue;
        }
        if (shadows.size === 0) continue;
        const slot = [...shadows.keys()][op.pick % shadows.size]!;
        const shadow = shadows.get(slot)!;
        if (op.kind === 'remove') {
          cells.remove(slot, op.pick % 2 === 0);
          shadows.delete(slot);
          removed++;
        } else if (op.kind === 'hide') {
          cells.hide(slot);
          shadow.exposed = false;
        } else if (op.kind === 'move') {
          cells.move(slot, op.region);
          shadow.region = op.region;
        } else if (op.kind === 'expose') {
          cells.expose(slot, op.until);
          shadow.exposed = true;
          expect(cells.nextHidden).toBeLessThanOrEqual(op.until);
        } else {
          cells.setRate(slot, op.clock, op.rate);
          shadow.rates[op.clock] = quantised(op.rate);
        }
      }
      const all = [...shadows.values()];
      for (let at = 0; at < REGION_COUNT; at++) {
        const here = all.filter((shadow) => shadow.region === at);
        // Exactly: rates are multiples of 2^-20, so no order of summation can matter.
        const sum = (clock: number): number =>
          here.reduce((total, shadow) => total + shadow.rates[clock]!, 0);
        expect(cells.attackRate[at]).toBe(sum(CLOCK.attack));
        expect(cells.raidWeight[at]).toBe(sum(CLOCK.raid));
        expect(cells.present[at]).toBe(here.length);
        expect(cells.exposed[at]).toBe(here.filter((shadow) => shadow.exposed).length);
      }
      expect(cells.count).toBe(all.length);
      expect(cells.created).toBe(created);
      expect(cells.destroyed + cells.left).toBe(removed);
      const live = [...cells.live.slice(0, cells.count)].sort((a, b) => a - b);
      expect(live).toEqual([...shadows.keys()].sort((a, b) => a - b));
      for (const [slot, shadow] of shadows) expect(cells.keyLow[slot]).toBe(shadow.key);
      for (let slot = 0; slot < 200; slot++) expect(cells.isLive(slot)).toBe(shadows.has(slot));
    }),
    SETTINGS,
  );
});

describe('the order of slots', () => {
  const member = fc.record({
    high: fc.nat(3),
    region: fc.nat(2),
    rate: fc.double({ min: 0.1, max: 3, noNaN: true }),
  });
  const hazards = fc.array(fc.double({ min: 0, max: 0.8, noNaN: true }), { minLength: 5, maxLength: 20 });

  interface Member {
    readonly high: number;
    readonly low: number;
    readonly region: number;
    readonly rate: number;
  }

  /** Events in the order in which the model would handle them: day, key, ordinal. */
  function events(members: readonly Member[], days: readonly number[], hollow: boolean): string[] {
    const draws = drawsOf('order');
    const cells = new Cells(draws);
    cells.reset(draws);
    // Cells that come and go leave the free slots in another order.
    if (hollow) [1, 2, 3].map((i) => cells.add(99, i, 0, 0, 20)).forEach((slot) => cells.remove(slot, false));
    for (const { high, low, region: at, rate: speed } of members)
      cells.setRate(cells.add(high, low, at, at, 20), CLOCK.attack, speed);
    const seen: string[] = [];
    days.forEach((hazard, day) => {
      for (let at = 0; at < 3; at++) cells.advance(CLOCK.attack, at, hazard * (at + 1));
      const found = cells.collect(CLOCK.attack);
      for (let i = 0; i < found; i++) {
        const slot = cells.fired[i]!;
        seen.push(`${day}: ${cells.keyHigh[slot]}-${cells.keyLow[slot]} ${cells.firedOrdinal[i]}`);
      }
    });
    return seen;
  }

  it('does not matter, and events are sorted by key and ordinal', () => {
    fc.assert(
      fc.property(
        fc.array(member, { minLength: 1, maxLength: 12 }),
        hazards,
        fc.infiniteStream(fc.nat()),
        (list, days, stream) => {
          const members = list.map((one, low) => ({ ...one, low }));
          const shuffled = members
            .map((one) => ({ one, at: stream.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
          const once = events(members, days, false);
          expect(events(shuffled, days, true)).toEqual(once);
          const key = (text: string): number[] => text.match(/\d+/g)!.map(Number);
          const sorted = [...once].sort((a, b) => {
            const [x, y] = [key(a), key(b)];
            const at = x.findIndex((value, i) => value !== y[i]);
            return at < 0 ? 0 : x[at]! - y[at]!;
          });
          expect(once).toEqual(sorted);
        },
      ),
      SETTINGS,
    );
  });

  it('nor does the company: a cell’s events are the same alone and among others', () => {
    const alone = events([{ high: 1, low: 5, region: 1, rate: 1 }], new Array<number>(60).fill(0.2), false);
    const others = Array.from({ length: 9 }, (_, i) => ({ high: 2, low: i, region: i % 3, rate: 0.5 + i }));
    const among = events(
      [...others, { high: 1, low: 5, region: 1, rate: 1 }],
      new Array<number>(60).fill(0.2),
      true,
    );
    expect(alone.length).toBeGreaterThan(10);
    expect(among.filter((text) => text.includes(' 1-5 '))).toEqual(alone);
  });
});
