/** Bundles the tests that run inside the extension host into `out/in-host.cjs`, which VS Code loads. */
import { join } from 'node:path';
import { build } from 'esbuild';

export const bundle = join(import.meta.dirname, '../out/in-host.cjs');

export async function buildInHostTests() {
  await build({
    entryPoints: [join(import.meta.dirname, 'run.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

if (process.argv[1] === import.meta.filename) await buildInHostTests();
