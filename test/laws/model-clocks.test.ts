/** Clocks kept in queues against clocks that are looked at every day. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TICKS } from '../../src/model/cells.js';
import { HazardClocks, UNIT } from '../../src/model/hazard-clocks.js';
import { drawsOf } from '../model-fixture.js';

const [ENTITIES, GROUPS, DRIVERS] = [12, 4, 3];
const GROUP_OF = Uint8Array.of(0, 1, 1, 2, 3, 3);
const PURPOSE = 0x7005;
const STANDARD = UNIT / TICKS;
// High words repeat and low words fall, so that the order of keys is not that of the entities.
const HIGH = Uint32Array.from({ length: ENTITIES }, (_, i) => i % 3);
const LOW = Uint32Array.from({ length: ENTITIES }, (_, i) => 100 - i);

const entity = fc.nat(ENTITIES - 1);
const factor = fc.oneof(fc.constantFrom(0, STANDARD), fc.integer({ min: 1, max: 4 * STANDARD }));
const rate = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4000 }).map((n) => n / 997) },
);
/** In ticks; 0 to 0.8. */
const hazard = fc.integer({ min: 0, max: Math.round(0.8 * TICKS) });
const drivers = fc.array(fc.nat(DRIVERS - 1), { minLength: GROUPS, maxLength: GROUPS });

const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('day' as const),
      ticks: fc.array(hazard, { minLength: DRIVERS, maxLength: DRIVERS }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rate' as const), entity, rate }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('move' as const), entity, region: fc.nat(GROUP_OF.length - 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('factor' as const), group: fc.nat(GROUPS - 1), factor }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      entity,
      wait: fc.double({ min: 1e-9, max: 3, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('back' as const), entity, steps: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rebind' as const), drivers }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'copy' as const }) },
);

interface Plain {
  readonly index: number;
  region: number;
  rate: number;
  ordinal: number;
  /** Ticks left at the present rate, or at rate 1 while it is paused. */
  left: number;
}

/** The same by the definition: every clock is told of every day. */
class PlainClocks {
  readonly all: Plain[] = [];
  readonly factors = new Array<number>(GROUPS).fill(STANDARD);
  driverOf = [0, 1, 2, 0];
  private readonly draws = drawsOf('plain clocks');

  start(index: number, wait: number): void {
    this.all[index] = {
      index,
      region: index % GROUP_OF.length,
      rate: 0,
      ordinal: 0,
      left: Math.ceil(wait * UNIT),
    };
  }

  setRate(index: number, wanted: number): void {
    const one = this.all[index]!;
    const after = Math.round(wanted * 2 ** 20) / 2 ** 20;
    if (after === one.rate) return;
    if (one.rate > 0) one.left = Math.round(one.left * one.rate);
    one.rate = after;
    if (after > 0) one.left = Math.ceil(one.left / after);
  }

  takeBack(index: number, ordinal: number): void {
    const one = this.all[index]!;
    if (one.ordinal <= ordinal) return;
    one.ordinal = ordinal;
    one.left = this.full(one);
  }

  /** @returns the events as [entity, ordinal] */
  day(ticks: readonly number[]): [number, number][] {
    const events: [number, number][] = [];
    for (const one of this.all) {
      const group = GROUP_OF[one.region]!;
      if (one.rate === 0 || this.factors[group] === 0) continue;
      one.left -= ticks[this.driverOf[group]!]! * this.factors[group]!;
      while (one.left <= 0) {
        events.push([one.index, one.ordinal++]);
        one.left += this.full(one);
      }
    }
    return events.sort(([a, m], [b, n]) => HIGH[a]! - HIGH[b]! || LOW[a]! - LOW[b]! || m - n);
  }

  private full({ index, ordinal, rate: speed }: Plain): number {
    const rest = Math.ceil(this.draws.wait(HIGH[index]!, LOW[index]!, PURPOSE, ordinal) * UNIT);
    return speed > 0 ? Math.ceil(rest / speed) : rest;
  }
}

interface Both {
  readonly region: Uint8Array;
  readonly clocks: HazardClocks;
}

function queued(): Both {
  const region = new Uint8Array(ENTITIES);
  const clocks = new HazardClocks(drawsOf('plain clocks'), PURPOSE, region, HIGH, LOW, GROUP_OF, STANDARD);
  return { region, clocks };
}

it('clocks in queues fire as clocks that are told of every day', () => {
  let fired = 0;
  fc.assert(
    fc.property(fc.array(operation, { minLength: 100, maxLength: 200 }), (operations) => {
      const plain = new PlainClocks();
      let [now, spare] = [queued(), queued()];
      // What is copied into has a past of its own.
      for (const { clocks } of [spare, now])
        clocks.reset(drawsOf('plain clocks'), Uint8Array.from(plain.driverOf));
      for (let i = 0; i < ENTITIES; i++) {
        const wait = 0.3 + i / 7;
        for (const { region, clocks } of [now, spare]) {
          region[i] = i % GROUP_OF.length;
          clocks.start(i, wait);
        }
        plain.start(i, wait);
        spare.clocks.setRate(i, 3);
        now.clocks.setRate(i, 1);
        plain.setRate(i, 1);
      }
      spare.clocks.advance(0, TICKS);
      for (const op of operations) {
        const { region, clocks } = now;
        switch (op.kind) {
          case 'day': {
            const { ticks } = op;
            clocks.clear();
            ticks.forEach((spent, driver) => clocks.advance(driver, spent));
            const expected = plain.day(ticks);
            const got = Array.from({ length: clocks.events }, (_, i) => [
              clocks.fired[i],
              clocks.firedOrdinal[i],
            ]);
            expect(got).toEqual(expected);
            fired += got.length;
            break;
          }
          case 'rate': {
            const before = plain.all[op.entity]!.rate;
            plain.setRate(op.entity, op.rate);
            expect(clocks.setRate(op.entity, op.rate)).toBe(plain.all[op.entity]!.rate - before);
            break;
          }
          case 'move':
            clocks.move(op.entity, op.region);
            region[op.entity] = plain.all[op.entity]!.region = op.region;
            break;
          case 'factor':
            clocks.setFactor(op.group, (plain.factors[op.group] = op.factor));
            break;
          case 'start': {
            // A slot is given to another only when its clock is paused.
            clocks.setRate(op.entity, 0);
            const { region: where } = plain.all[op.entity]!;
            clocks.start(op.entity, op.wait);
            plain.start(op.entity, op.wait);
            plain.all[op.entity]!.region = where;
            break;
          }
          case 'back': {
            const ordinal = Math.max(0, plain.all[op.entity]!.ordinal - op.steps);
            clocks.takeBack(op.entity, ordinal);
            plain.takeBack(op.entity, ordinal);
            break;
          }
          case 'rebind':
            clocks.rebind(Uint8Array.from((plain.driverOf = op.drivers)));
            break;
          case 'copy':
            spare.clocks.copyFrom(clocks, drawsOf('plain clocks'), ENTITIES);
            spare.region.set(region);
            [now, spare] = [spare, now];
        }
      }
      for (const { index, rate: speed, ordinal } of plain.all)
        expect([now.clocks.rateOf(index), now.clocks.count(index)]).toEqual([speed, ordinal]);
    }),
    { seed: 20210815, numRuns: 150 },
  );
  expect(fired).toBeGreaterThan(10_000);
});
