import { defineConfig } from 'vitest/config';

/** Suites that would take `npm test` beyond five minutes on two cores; `.ci/run` runs them too. */
export const LONG = [
  'test/commands/compare-files.test.ts',
  'test/commands/compare.test.ts',
  'test/commands/report.test.ts',
  'test/commands/run-resume.test.ts',
  'test/commands/shares.test.ts',
  'test/commands/tutorial.test.ts',
  'test/faults/run-killed.test.ts',
  'test/laws/calibration-order.test.ts',
  'test/laws/model-levers.test.ts',
  'test/statistical/model-choices.test.ts',
];

/** Suites that are in both, and look at more here: worlds, bytes at which a file is cut, writes that fail. */
const MORE = [
  'test/faults/cut-files.test.ts',
  'test/faults/disk-errors.test.ts',
  'test/laws/plain-loop.test.ts',
];

export default defineConfig({
  test: {
    include: [...LONG, ...MORE],
    env: { LONG: '1' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
