import { defineConfig } from 'vitest/config';
import { LONG } from './vitest.long.config.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Those need a browser: npm run test:system; and those take long: npm run test:long.
    exclude: ['test/system/**', ...LONG],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: whole-command tests start workers of their own.
    maxWorkers: 2,
  },
});
