/** Memory does not grow with replicates beyond a small row for each: what is kept is counted, not timed. */
import { serialize } from 'node:v8';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Tabulator } from '../../src/analysis/tabulator.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { Replicator } from '../../src/runner/replicate.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study();
afterAll(() => study.remove());
const geography = packageGeography();
const { scenarios } = loadScenarios([join(study.dir, 'low.yaml')], geography);
const { plan } = prepareRun(scenarios);

describe('the tabulator', () => {
  /** Its size after so many replicates of one draw, of which the first few come round again and again. */
  function bytesAfter(replicates: number): number {
    const tabulator = new Tabulator({ scenarios, geography, layout: plan.layout });
    const replicator = new Replicator(plan);
    const few = [1, 2, 3, 4].map((replicate) => replicator.run({ explanation: 'fade', draw: 1, replicate }));
    for (let replicate = 1; replicate <= replicates; replicate++) {
      const done = few[replicate % few.length]!.flatMap((result) =>
        result.status === 'done' ? [result] : [],
      );
      tabulator.add({ explanation: 'fade', draw: 1, replicate }, done);
    }
    return serialize({ ...tabulator }).byteLength;
  }

  it('is as large after 400 replicates as after 40', () => {
    const early = bytesAfter(40);
    expect(early).toBeGreaterThan(10_000);
    // Counts that pass 127 take another byte; anything that is kept per replicate would be ten times as much.
    expect(bytesAfter(400) / early).toBeLessThan(1.2);
  });
});
