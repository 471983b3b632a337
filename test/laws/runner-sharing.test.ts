/** Days that scenarios share are simulated once; what comes out is as if each had been simulated by itself. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Address } from '../../src/runner/address.js';
import { BlockWriter } from '../../src/runner/block.js';
import { type Kernel, KERNEL } from '../../src/runner/kernel.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { Replicator } from '../../src/runner/replicate.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const study = new Study('cells-afghanistan,15\ncrossing,0.3\nrestraint,0.5');
afterAll(() => study.remove());
// Changes before, after and together with those of `low` and `high`, and one from the first day on.
const change = (id: string, pressure: string, more = '') =>
  study.write(
    `${id}.yaml`,
    `schema: scenario/v1\nextends: base.yaml\nid: ${id}\ntitle: ${id}\n${pressure}\n${more}`,
  );
change('early', 'pressure: {taliban: {after: 2020-02-10, shape: pulse, to: 4, for_days: 50}}');
change('late', 'pressure: {taliban: {after: 2021-05-31, shape: step, to: 0}}');
change('always', 'pressure: {taliban: {shape: constant, to: 2}}');
change('same', 'pressure: {taliban: {after: 2020-05-15, shape: step, to: 1}}');
change('answers', 'pressure: {taliban: {after: 2020-09-01, shape: reactive, to: 1, gain: 0.5, ceiling: 3}}');
const files = ['high', 'low', 'early', 'late', 'always', 'same', 'answers'].map((id) =>
  join(study.dir, `${id}.yaml`),
);
const { scenarios, problems } = loadScenarios(files, packageGeography());
const { plan } = prepareRun(scenarios);

const addresses: Address[] = (['fade', 'degradation'] as const).flatMap((explanation) =>
  [1, 2].flatMap((draw) => [1, 2, 3].map((replicate) => ({ explanation, draw, replicate }))),
);

/** Everything that a block of the addresses gives, under a kernel. */
function outcome(kernel: Kernel, from = plan) {
  const replicator = new Replicator(from, kernel);
  const simulated = addresses.map((address) => replicator.run(address));
  const block = new BlockWriter(from).write(simulated.slice(0, 6));
  return { simulated, members: block.trajectories.map(({ member }) => Buffer.from(member).toString('hex')) };
}

/** A kernel that counts the days it simulates, and fails where it is told to. */
function watched(share: boolean, fails: (scenario: string, day: number) => boolean = () => false) {
  const days = new Map<string, number>();
  const kernel: Kernel = {
    ...KERNEL,
    firstDifference: share ? KERNEL.firstDifference : () => 0,
    simulateDays(state, world, from, to, scenario, address) {
      for (let day = from; day < to; day++) {
        if (fails(scenario, day)) throw new TypeError(`${scenario} fails on day ${day}`);
        KERNEL.simulateDays(state, world, day, day + 1, scenario, address);
        days.set(scenario, (days.get(scenario) ?? 0) + 1);
      }
    },
  };
  return { kernel, days };
}

describe('shared history', () => {
  it('is of scenarios that differ in many ways', () => {
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan.scenarios.map(({ id }) => id)).toHaveLength(7);
  });

  it('gives the same numbers and the same bytes as separate runs, with fewer days', () => {
    const [shared, apart] = [watched(true), watched(false)];
    expect(outcome(shared.kernel)).toEqual(outcome(apart.kernel));
    const of = (id: string): number => shared.days.get(id)! / addresses.length;
    // 517 days; 2020-05-15 is day 135, 2020-02-10 day 40. `late` differs from `high` when that one changes.
    expect([of('high'), of('low'), of('early'), of('late'), of('always')]).toEqual([517, 382, 477, 382, 517]);
    // A copy of the first scenario is copied at the end.
    expect(shared.days.has('same')).toBe(false);
    for (const days of apart.days.values()) expect(days).toBe(517 * addresses.length);
  });

  it('does not depend on which scenario comes first', () => {
    const turned = { ...plan, scenarios: [...plan.scenarios].reverse() };
    const [there, back] = [outcome(KERNEL), outcome(KERNEL, turned)];
    for (const [at, { results }] of there.simulated.entries())
      expect([...back.simulated[at]!.results].reverse()).toEqual(results);
  });

  it.each([
    ['a branch', (scenario: string, day: number) => scenario === 'low' && day === 300],
    [
      'the trunk, after some have branched off',
      (scenario: string, day: number) => scenario === 'high' && day === 200,
    ],
    ['the trunk, on the first day', (scenario: string) => scenario === 'high'],
  ])('fails alone where %s fails', (_, fails) => {
    const whole = outcome(KERNEL);
    const { simulated } = outcome(watched(true, fails).kernel);
    for (const [at, { results }] of simulated.entries()) {
      for (const [scenario, { id }] of plan.scenarios.entries()) {
        const isBroken = [...Array(517).keys()].some((day) => fails(id, day));
        if (isBroken) expect(results[scenario]).toMatchObject({ status: 'failed', stage: 'simulate' });
        else expect(results[scenario]).toEqual(whole.simulated[at]!.results[scenario]);
      }
    }
  });
});
