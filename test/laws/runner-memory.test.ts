/** Memory does not grow with replicates, nor with draws: what is kept is counted, not timed. */
import { serialize, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Contrast } from '../../src/analysis/contrast.js';
import { layoutOf } from '../../src/analysis/layout-of.js';
import { windowOf } from '../../src/analysis/layout.js';
import { LEVEL_PAIRS } from '../../src/analysis/level-before.js';
import { reboundPlan } from '../../src/analysis/rebound-plan.js';
import { ReboundPlaces } from '../../src/analysis/rebound-places.js';
import { Tabulator } from '../../src/analysis/tabulator.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { PoolExecutor } from '../../src/runner/pool-executor.js';
import { Replicator } from '../../src/runner/replicate.js';
import { type TaskResult, tasks } from '../../src/runner/task.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { ClusterMean } from '../../src/statistics/cluster.js';
import { RatioMean } from '../../src/statistics/ratio.js';
import { Study } from '../commands/study.js';
import { GEOGRAPHY, scenario } from '../known/analysis/toy.js';

/** Numbers that an object holds, in whatever is nested in it. */
function numbersIn(held: unknown): number {
  if (typeof held === 'number') return 1;
  if (ArrayBuffer.isView(held)) return (held as Float64Array).length;
  if (held instanceof Map) return numbersIn([...held].flat());
  if (typeof held !== 'object' || held === null) return 0;
  return Object.values(held).reduce((sum: number, part) => sum + numbersIn(part), 0);
}

describe('what is kept of draws', () => {
  /** Three replicates a draw, whose values differ. */
  const fill = (draws: number, add: (draw: number, value: number) => void): void => {
    for (let draw = 0; draw < draws; draw++) for (const r of [0, 1, 2]) add(draw, Math.sin(7 * draw + r) + 2);
  };
  const after = {
    ClusterMean: (draws: number) => {
      const mean = new ClusterMean();
      fill(draws, (draw, value) => mean.add(draw, value));
      expect(mean.standardError).toBeGreaterThan(0);
      return mean;
    },
    RatioMean: (draws: number) => {
      const ratio = new RatioMean();
      fill(draws, (draw, value) => ratio.add(draw, value, value * value));
      expect(ratio.logStandardError).toBeGreaterThan(0);
      return ratio;
    },
    // The headline is Afghanistan and two windows; beyond it there is nothing for each draw, also where draws differ.
    Contrast: (draws: number) => {
      const contrast = new Contrast({
        scenarioId: 'a',
        referenceId: 'b',
        measures: ['all', 'kabul'].map((location) => ({
          target: 'attacks',
          location,
          window: windowOf(0, 12),
        })),
        coarse: new Set(['all', 'kabul']),
        bars: null,
        headline: [],
        drawsDiffer: true,
        note: null,
        level: 0.9,
      });
      fill(draws, (draw, value) => contrast.add(draw, [value, 2 * value], [value * value, 1]));
      expect(contrast.effects()).toHaveLength(4);
      return contrast;
    },
  };

  it.each(Object.entries(after))('is as much after 1,000 draws as after 10: %s', (_, of) => {
    expect(numbersIn(of(10))).toBeGreaterThan(10);
    expect(numbersIn(of(1000))).toBe(numbersIn(of(10)));
  });
});

describe('what is kept of times to a bar', () => {
  const of = {
    ...scenario('a', null),
    rebound: { from: '2023-07-01', bars: [7, 'twice-before'] as const, months: 3 },
  };
  const { probes } = layoutOf([of], GEOGRAPHY);
  const after = (pairs: number): number => {
    const places = new ReboundPlaces(reboundPlan(of, probes)!, true, false);
    for (let pair = 0; pair < pairs; pair++) {
      const values = probes.map((_, at) => 5 + 3 * Math.sin(pair + at));
      places.add(Math.floor(pair / 10), values, values);
    }
    return numbersIn(places);
  };

  it('is as much after 3,000 pairs as after 1,000, when the level before is settled, and no pair waits', () => {
    expect(after(LEVEL_PAIRS - 1)).toBeGreaterThan(2 * after(LEVEL_PAIRS));
    expect(after(3 * LEVEL_PAIRS)).toBe(after(LEVEL_PAIRS));
  });
});

const study = new Study();
afterAll(() => study.remove());
const geography = packageGeography();
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], geography);
const { plan } = prepareRun(scenarios);

describe('a pool of workers', () => {
  it('keeps no result that was handed over', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const pool = new PoolExecutor(plan, 1, {
      now: () => 0,
      file: new URL('../../dist/runner/worker.js', import.meta.url),
    });
    const handed: WeakRef<object>[] = [];
    try {
      const receive = (result: TaskResult): void => void handed.push(new WeakRef(result));
      await pool.execute(
        tasks(plan, () => 10),
        receive,
        new AbortController().signal,
      );
      expect(handed).toHaveLength(2);
      // The last one may still be held by what is on its way out.
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
      expect(handed[0]!.deref()).toBeUndefined();
    } finally {
      await pool.close();
    }
  });
});

describe('the tabulator', () => {
  /** Its size after so many replicates of one draw, of which the first few come round again and again. */
  function bytesAfter(replicates: number): number {
    const tabulator = new Tabulator({ scenarios, geography, layout: plan.layout });
    const replicator = new Replicator(plan);
    const few = [1, 2, 3, 4].map((replicate) => replicator.run({ explanation: 'fade', draw: 1, replicate }));
    for (let replicate = 1; replicate <= replicates; replicate++) {
      const done = few[replicate % few.length]!.results.flatMap((result) =>
        result.status === 'done' ? [result] : [],
      );
      tabulator.add({ explanation: 'fade', draw: 1, replicate }, done);
    }
    return serialize({ ...tabulator }).byteLength;
  }

  it('is as large after 2,000 replicates as after 200', () => {
    // From 128 on: real numbers wait for that many before they are counted.
    const early = bytesAfter(200);
    expect(early).toBeGreaterThan(10_000);
    // Counts that pass 127 take another byte; anything that is kept per replicate would be ten times as much.
    expect(bytesAfter(2000) / early).toBeLessThan(1.2);
  });
});
