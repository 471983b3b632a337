/** Nothing depends on the slot that an entity sits in: the order of events, what a bucket holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Buckets } from '../../src/model/buckets.js';
import { TICKS } from '../../src/model/cells.js';
import { HazardClocks, UNIT } from '../../src/model/hazard-clocks.js';
import { drawsOf } from '../model-fixture.js';

const PURPOSE = 0x7005;
const STANDARD = UNIT / TICKS;

describe('the order of entities', () => {
  const member = fc.record({ high: fc.nat(3), rate: fc.double({ min: 0.1, max: 3, noNaN: true }) });
  const hazards = fc.array(fc.double({ min: 0, max: 0.8, noNaN: true }), { minLength: 5, maxLength: 20 });

  interface Member {
    readonly high: number;
    readonly low: number;
    readonly rate: number;
  }

  /** Events in the order in which the model would handle them: day, key, ordinal. */
  function events(members: readonly Member[], days: readonly number[]): string[] {
    const [high, low] = [members.map((one) => one.high), members.map((one) => one.low)];
    const region = Uint8Array.from(members, (one) => one.low % 3);
    const groups = Uint8Array.of(0, 1, 2);
    const keys = [Uint32Array.from(high), Uint32Array.from(low)] as const;
    const draws = drawsOf('order');
    const clocks = new HazardClocks(draws, PURPOSE, region, ...keys, groups, STANDARD);
    clocks.reset(draws, groups);
    members.forEach((one, i) => {
      clocks.start(i, draws.wait(one.high, one.low, PURPOSE, 0));
      clocks.setRate(i, one.rate);
    });
    return days.flatMap((hazard, day) => {
      clocks.clear();
      for (let driver = 0; driver < 3; driver++)
        clocks.advance(driver, Math.round(hazard * (driver + 1) * TICKS));
      return Array.from({ length: clocks.events }, (_, i) => {
        const at = clocks.fired[i]!;
        return `${day}: ${high[at]}-${low[at]} ${clocks.firedOrdinal[i]}`;
      });
    });
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
          const once = events(members, days);
          expect(events(shuffled, days)).toEqual(once);
          const key = (text: string): number[] => text.match(/\d+/g)!.map(Number);
          const sorted = [...once].sort((a, b) => {
            const [x, y] = [key(a), key(b)];
            const at = x.findIndex((value, i) => value !== y[i]);
            return at < 0 ? 0 : x[at]! - y[at]!;
          });
          expect(once).toEqual(sorted);
        },
      ),
      { seed: 20200101, numRuns: 60 },
    );
  });

  it('nor does the company: an entity’s events are the same alone and among others', () => {
    const days = new Array<number>(60).fill(0.2);
    const one = { high: 1, low: 5, rate: 1 };
    const alone = events([one], days);
    const others = Array.from({ length: 9 }, (_, i) => ({ high: 2, low: i, rate: 0.5 + i }));
    expect(alone.length).toBeGreaterThan(10);
    expect(events([...others, one], days).filter((text) => text.includes(' 1-5 '))).toEqual(alone);
  });
});

it('buckets hold what a map of sets holds', () => {
  const [KEYS, SLOTS] = [5, 9];
  const slot = fc.nat(SLOTS - 1);
  const change = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('file' as const), slot, key: fc.nat(KEYS + 1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), slot }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'copy' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      let [now, spare] = [new Buckets(KEYS, SLOTS), new Buckets(KEYS, SLOTS)];
      for (let i = 0; i < SLOTS; i++) spare.file(i, i % KEYS);
      const sets = new Map<number, Set<number>>();
      for (const op of changes) {
        if (op.kind === 'copy') {
          spare.copyFrom(now, SLOTS);
          [now, spare] = [spare, now];
        } else if (op.kind === 'clear') {
          now.clear();
          sets.clear();
        } else {
          for (const set of sets.values()) set.delete(op.slot);
          if (op.kind === 'take') now.take(op.slot);
          else {
            now.file(op.slot, op.key);
            if (op.key < KEYS) sets.set(op.key, (sets.get(op.key) ?? new Set()).add(op.slot));
          }
        }
        for (let key = 0; key < KEYS; key++) {
          const held: number[] = [];
          for (let at = now.first(key); at >= 0; at = now.after(at)) held.push(at);
          expect(held.sort()).toEqual([...(sets.get(key) ?? [])].sort());
        }
      }
    }),
    { seed: 20210816, numRuns: 200 },
  );
});
