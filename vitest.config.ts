import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/workspaces/**', 'test/real-vscode/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Left to itself it takes one on the two cores of a build machine.
    maxWorkers: 2,
  },
});
