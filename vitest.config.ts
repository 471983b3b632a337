import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Those need a browser: npm run test:system.
    exclude: ['test/system/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: whole-command tests start workers of their own.
    maxWorkers: 2,
  },
});
