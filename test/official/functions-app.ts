/** An app on port 3000 that serves the functions which the official functions suite asks for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { waitUntil } from '../support/wait-until.ts';

const url = 'http://localhost:3000/api/inngest';

/**
 * Resolves when the runtime knows the app.
 *
 * @param sdk folder of the package in the checkout, whose own SDK serves the functions.
 */
export async function startFunctionsApp(sdk: string, folder: string): Promise<ChildProcess> {
  const outfile = join(folder, 'functions-app.mjs');
  await build({
    stdin: { contents: entry, resolveDir: sdk, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    // Some of the SDK's dependencies are CommonJS.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    alias: {
      'inngest/node': join(sdk, 'src/node.ts'),
      inngest: join(sdk, 'src/index.ts'),
      '@local': join(sdk, 'src'),
    },
    tsconfigRaw: {},
  });
  const app = spawn(process.execPath, [outfile], {
    env: { ...process.env, NODE_ENV: 'development', INNGEST_BASE_URL: 'http://localhost:8288' },
    // Its functions fail on purpose, and tell so at length.
    stdio: 'ignore',
  });
  await waitUntil('the app with the functions', async () => {
    const answer = await fetch(url, { method: 'PUT' }).catch(() => null);
    return answer?.ok;
  });
  return app;
}

const entry = `
  import { createServer } from 'node:http';
  import { serve } from 'inngest/node';
  import { functions, inngest } from './src/test/functions/index.ts';
  createServer(serve({ client: inngest, functions })).listen(3000);
`;
