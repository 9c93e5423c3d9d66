import { defineConfig } from 'vitest/config';

/** Tests of functions from values to values: they leave nothing behind, and one load of the compiler serves them all. */
const pure = ['architecture', 'extension', 'server', 'survey', 'webview'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
const excluded = ['**/node_modules/**', 'test/workspaces/**', 'test/real-vscode/**'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Left to itself it takes one on the two cores of a build machine.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: [...excluded, ...pure] },
      },
      { extends: true, test: { name: 'shared', include: pure, exclude: excluded, isolate: false } },
    ],
  },
});
