import { defineConfig } from 'vitest/config';

/** Suites that would take `npm test` beyond five minutes on two cores; `.ci/run` runs them too. */
export const LONG = [
  'test/commands/compare-files.test.ts',
  'test/commands/compare.test.ts',
  'test/commands/report.test.ts',
  'test/commands/run-resume.test.ts',
  'test/commands/tutorial.test.ts',
  'test/faults/run-killed.test.ts',
  'test/laws/calibration-order.test.ts',
  'test/laws/model-levers.test.ts',
  'test/statistical/model-choices.test.ts',
];

export default defineConfig({
  test: {
    // The plain loop is in both: here it looks at more worlds.
    include: [...LONG, 'test/laws/plain-loop.test.ts'],
    env: { LONG: '1' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
