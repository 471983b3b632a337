/** Shares of a plan: every block once, sizes that differ by one at most, some of every explanation. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../src/runner/address.js';
import { readManifest } from '../../src/results/manifest.js';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import type { Plan } from '../../src/runner/plan.js';
import {
  assertShare,
  mostShares,
  type Share,
  shareAddresses,
  sharedReplicates,
  shareTasks,
} from '../../src/runner/share.js';
import { runShare } from '../../src/runner/run-share.js';
import { shareFaults } from '../../src/runner/verify-share.js';
import { SINCE, TinyRun } from '../faults/tiny-run.js';
import { EXPLANATIONS } from '../../src/model/explanations.js';

const planOf = (explanations: number, draws: number, replicates: number): Plan =>
  ({
    explanations: [...EXPLANATIONS].sort().slice(0, explanations),
    draws: { first: 1, last: draws },
    replicates: { first: 1, last: replicates },
    scenarios: [{}, {}],
  }) as unknown as Plan;
const PLANS = fc
  .record({
    explanations: fc.integer({ min: 1, max: 5 }),
    draws: fc.integer({ min: 1, max: 40 }),
    replicates: fc.integer({ min: 1, max: 23 }),
  })
  .map(({ explanations, draws, replicates }) => planOf(explanations, draws, replicates));
const SHARED = PLANS.chain((plan) =>
  fc.integer({ min: 1, max: Math.min(40, mostShares(plan)) }).map((of) => ({ plan, of })),
);
const all = (of: number): Share[] => Array.from({ length: of }, (_, at) => ({ number: at + 1, of }));
const text = (address: object): string => JSON.stringify(address);
const SEED = { seed: 20230701, numRuns: 200 };

describe('the shares of a plan', () => {
  it('have every address once', () => {
    fc.assert(
      fc.property(SHARED, ({ plan, of }) => {
        const dealt = all(of).flatMap((share) => [...shareAddresses(plan, share)].map(text));
        expect(dealt.sort()).toEqual([...addressesOf(plan)].map(text).sort());
        const replicates = all(of).reduce((sum, share) => sum + sharedReplicates(plan, share), 0);
        expect(replicates).toBe(2 * dealt.length);
      }),
      SEED,
    );
  });

  it('differ by one block at most, and tasks are numbered from 0', () => {
    fc.assert(
      fc.property(SHARED, ({ plan, of }) => {
        const blocks = all(of).map((share) => [...shareTasks(plan, share)].map(({ index }) => index));
        for (const indices of blocks) expect(indices).toEqual(indices.map((_, at) => at));
        const sizes = blocks.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
        assertShare(plan, { number: 1, of });
      }),
      SEED,
    );
    const plan = planOf(5, 4, 5);
    expect(() => assertShare(plan, { number: 1, of: mostShares(plan) + 1 })).toThrow('at most 10 shares');
  });

  it('mix explanations, and keep what they have where there are more draws', () => {
    for (const of of [2, 3, 5, 7, 10]) {
      const [small, large] = [planOf(5, 50, 10), planOf(5, 80, 10)];
      for (const share of all(of)) {
        const tasks = [...shareTasks(small, share)];
        const each = new Map<string, number>();
        for (const { explanation } of tasks) each.set(explanation, (each.get(explanation) ?? 0) + 1);
        expect(each.size).toBe(5);
        expect(Math.max(...each.values()) - Math.min(...each.values())).toBeLessThanOrEqual(5);
        const more = new Set([...shareAddresses(large, share)].map(text));
        expect([...shareAddresses(small, share)].every((address) => more.has(text(address)))).toBe(true);
      }
    }
  });
});

describe('a run whose shares were simulated apart', () => {
  const tiny = new TinyRun();
  const { study, prepared } = tiny;
  afterAll(() => study.remove());
  const options = {
    executor: (plan: Plan) => new InlineExecutor(plan),
    command: 'duel run one.yaml',
    cwd: study.dir,
    clock: { now: () => 0, instant: () => SINCE },
  };

  it('has the bytes of one that was not shared, and simulates nothing', async () => {
    await tiny.run({ out: tiny.path('whole') });
    for (const number of [1, 2]) {
      const share = { number, of: 2 };
      const place = { out: tiny.path(`share-${number}`) };
      const { counts, status } = await runShare(prepared, share, { ...options, place });
      expect([status, counts]).toMatchObject(['complete', { planned: 1, done: 1, reused: 0 }]);
      const again = await runShare(prepared, share, { ...options, place: { resume: place.out } });
      expect(again.counts).toMatchObject({ planned: 1, done: 1, reused: 1 });
      expect(shareFaults(place.out, await readManifest(place.out), prepared.plan, share, 1, () => 0)).toEqual(
        {
          replicates: 1,
          faults: [],
        },
      );
    }
    const journals = ['share-2', 'share-1'].map((name) => tiny.path(`${name}/journal`));
    const { counts } = await tiny.run({ out: tiny.path('merged') }, { journals });
    expect(counts).toMatchObject({ done: 2, reused: 2 });
    expect(study.digests('merged')).toEqual(study.digests('whole'));
    // One share in the place of another is no part of it.
    const wrong = shareFaults(
      tiny.path('share-1'),
      await readManifest(tiny.path('share-1')),
      prepared.plan,
      { number: 2, of: 2 },
      0,
      () => 0,
    );
    expect(wrong.faults).toEqual([{ file: 'journal', problem: 'it lacks 1 of 1 replicates' }]);
  });
});
