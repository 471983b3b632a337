/** The smallest run that a scenario can ask for: two addresses of a year, one under each of two explanations. */
import { join } from 'node:path';
import { InlineExecutor } from '../../src/runner/inline-executor.js';
import { packageGeography, prepareRun } from '../../src/runner/prepare-run.js';
import { run, type RunOptions, type RunOutcome } from '../../src/runner/run.js';
import { loadScenarios } from '../../src/scenarios/load.js';
import { Study } from '../commands/study.js';

const ONE = `schema: scenario/v1
id: one
title: T
purpose: sensitivity
question: Q
assumptions: [A]
time: {start: 2020-01-01, end: 2020-12-31}
explanation: [degradation, fade]
parameters: values.csv
experiment: {draws: 1, replicates: 1, seed: s}
outputs: {targets: [attacks], trajectories: [national], quantiles: [national]}
`;

export const SINCE = '2026-01-02T03:04:05.000Z';

export class TinyRun {
  readonly study = new Study('cells-afghanistan,5');
  readonly prepared;

  constructor() {
    this.study.write('one.yaml', ONE);
    const { scenarios } = loadScenarios([join(this.study.dir, 'one.yaml')], packageGeography());
    this.prepared = prepareRun(scenarios);
  }

  path(name: string): string {
    return join(this.study.dir, name);
  }

  run(place: RunOptions['place'], more: Partial<RunOptions> = {}): Promise<RunOutcome> {
    return run(this.prepared, {
      executor: (plan) => new InlineExecutor(plan),
      chunk: 1,
      command: 'duel run one.yaml',
      given: ['one.yaml'],
      cwd: this.study.dir,
      clock: { now: () => 0, instant: () => SINCE },
      asked: { request: { files: ['one.yaml'], from: '..', set: [] }, shown: {} },
      place,
      ...more,
    });
  }

  /** A run whose process died when the first of its two addresses was in the journal. */
  async killed(name: string): Promise<string> {
    const executor: RunOptions['executor'] = (plan) => {
      const inline = new InlineExecutor(plan);
      let received = 0;
      return {
        workers: 1,
        execute: (tasks, receive, signal) =>
          inline.execute(
            tasks,
            (result) => {
              if (received++ > 0) throw new Error('killed');
              receive(result);
            },
            signal,
          ),
        close: () => inline.close(),
      };
    };
    await this.run({ out: this.path(name) }, { executor }).catch((error: Error) => {
      if (error.message !== 'killed') throw error;
    });
    return this.path(name);
  }
}
