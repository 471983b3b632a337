import { defineConfig } from 'vitest/config';

/** Tests against what the machine has to bring along: a browser, a redis-server. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    maxWorkers: 1,
  },
});
