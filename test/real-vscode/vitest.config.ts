import { defineConfig } from 'vitest/config';

/** The journeys drive one VS Code after the other: each needs a browser, a server and a runtime of its own. */
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.spec.ts'],
    exclude: ['**/node_modules/**', 'out/**'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
